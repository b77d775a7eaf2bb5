import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { withoutSecrets } from '../child-environment.ts';
import { readConfig, type StorePaths } from '../config.ts';
import { frontMatterFile, slugFor } from '../content/file-form.ts';
import { locate } from '../content/files.ts';
import { closest, didYouMean } from '../content/parse/suggestion.ts';
import { PLACEHOLDER_TEXT, placeholderBiography } from '../content/placeholders.ts';
import type { Publication } from '../content/publication.ts';
import { ARTICLE_TYPES } from '../content/schema/article-schema.ts';
import { SECTION_COLOURS } from '../content/schema/tag-schema.ts';
import { writeContent } from '../content/write-content.ts';
import { type Instant, isoDay, isoInZone } from '../dates.ts';
import { slugOf } from '../routes/slugs.ts';
import { row, rows } from '../sqlite.ts';
import { openIndex } from '../store/index-file.ts';
import { sync } from '../store/sync/sync.ts';
import { readOptions } from './command-options.ts';
import { addCorrection } from './new-correction.ts';
import { type Ask, names, openTerminal, required } from './new-files.ts';

// `npm run new`: creates a complete file in the right folder.

const USAGE = `npm run new -- publication <folder> [options]      a publication of your own: npm run new -- publication --help
npm run new -- article "Headline" [--author=…] [--tag=…] [--section=…] [--type=…] [--standfirst=…] [--lang=…] [--date=…] [--publish]
npm run new -- author "Name" [--role=…] [--email=…]
npm run new -- page "Title" [--standfirst=…] [--lang=…]
npm run new -- tag "Name" [--colour=…]
npm run new -- correction <story> "What was wrong, and what is right" [--date=…]
npm run new -- icons                               the icons of the site, in the colours of its theme

--author and --tag can be repeated. An article is a draft unless you add --publish. In a terminal the command asks for what is missing.
It opens the new file in $VISUAL or $EDITOR; --no-edit prevents that.`;

/** The publication, and its authors and tags that a new file can name: ids by id and name, names by slug. */
type Known = Readonly<{
  publication: Publication;
  authors: ReadonlyMap<string, string>;
  tags: ReadonlyMap<string, string>;
}>;

/** Kinds of their own: a repository, and files that are no texts. */
const PUBLICATION = 'publication';
/** No file of its own, but a part of a story. */
const CORRECTION = 'correction';
const ICONS = 'icons';
const KINDS: readonly string[] = ['article', 'author', 'page', 'tag', CORRECTION, ICONS, PUBLICATION];

type NewFile = Readonly<{ path: string; text: string }>;

/** Runs the command and returns its exit code. */
export async function newCommand(args: readonly string[], project: string, env: NodeJS.ProcessEnv): Promise<number> {
  if (args.find((word) => !word.startsWith('-')) === PUBLICATION) {
    const { newPublication } = await import('./new-publication.ts');
    return newPublication(args, project, env);
  }
  const { values, positionals } = readOptions(
    'new',
    {
      author: { type: 'string', multiple: true },
      tag: { type: 'string', multiple: true },
      section: { type: 'string' },
      type: { type: 'string' },
      standfirst: { type: 'string' },
      lang: { type: 'string' },
      date: { type: 'string' },
      role: { type: 'string' },
      email: { type: 'string' },
      colour: { type: 'string' },
      publish: { type: 'boolean' },
      'no-edit': { type: 'boolean' },
    },
    args,
    env,
  );
  const [kind = '', ...words] = positionals;
  if (values.help || kind === '') {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  if (!KINDS.includes(kind)) {
    const fix = didYouMean(kind, KINDS, `New files are ${KINDS.join(', ')}. See npm run new -- --help.`);
    throw new Error(`“${kind}” is not a kind of file. ${fix}`);
  }
  if (values.colour !== undefined && kind !== 'tag') throw new Error('Only a tag has a colour: leave out --colour.');
  if (kind === ICONS) {
    const { newIcons } = await import('./icons.ts');
    return newIcons(project, env);
  }
  const { paths } = readConfig(project, env);
  const { ask, close } = openTerminal();
  try {
    const known = await knownNames(paths);
    const written =
      kind === CORRECTION
        ? await newCorrection(words, values.date, known.publication, ask, (name, correction) =>
            addCorrection(name, correction, paths, project, env),
          )
        : await newFile(kind, words.join(' ').trim(), values, known, ask, paths);
    const file = locate(paths.folders, written);
    console.log(path.relative(process.cwd(), file));
    close();
    const editor = env.VISUAL || env.EDITOR;
    if (editor && process.stdin.isTTY && !values['no-edit']) {
      // An editor is a command with options, such as `code --wait`, so a shell starts it.
      spawnSync(`${editor} "$DATELINE_FILE"`, {
        shell: true,
        stdio: 'inherit',
        env: { ...withoutSecrets(env), DATELINE_FILE: file },
      });
    }
    return 0;
  } finally {
    close();
  }
}

/** What the name of a new file is, in a question. */
const NAMES: Readonly<Record<string, string>> = { author: 'Name', tag: 'Name', page: 'Title' };

/** Writes a new file of a kind, and returns its path. Throws when there is one already. */
async function newFile(
  kind: string,
  given: string,
  options: NewFileOptions,
  known: Known,
  ask: Ask,
  { folders }: StorePaths,
): Promise<string> {
  const name = given || (await required(ask, NAMES[kind] ?? 'Headline', '"…"'));
  const made = {
    article: () => newArticle(name, options, known, ask, Date.now()),
    author: () => newAuthor(name, options),
    page: () => newPage(name, options, known.publication),
    tag: () => newTag(name, options),
  }[kind];
  const created = (await made?.()) as NewFile;
  try {
    writeContent(folders, created.path, created.text, { mustBeNew: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`There is a file ${created.path} already. Give the new one another name.`);
  }
  return created.path;
}

/** Adds a correction, whose story is the first word, and returns the path of the story. Asks for what is missing. */
async function newCorrection(
  [story = '', ...words]: readonly string[],
  date: string | undefined,
  { timeZone }: Publication,
  ask: Ask,
  add: (name: string, correction: { date: string; text: string }) => string,
): Promise<string> {
  const name = story || (await required(ask, 'File of the story', 'a name such as harbor-reopens.md'));
  const text = words.join(' ').trim() || (await required(ask, 'Correction', '"…"'));
  const now = Date.now();
  return add(name, { date: date ?? isoInZone(now - (now % 60_000), timeZone), text });
}

async function knownNames(paths: StorePaths): Promise<Known> {
  const db = openIndex(paths);
  try {
    await sync(db, paths.folders);
    const publication = JSON.parse(row<{ record: string }>(db, 'SELECT record FROM publication')?.record ?? '{}');
    const authors = rows<{ id: string; name: string }>(db, 'SELECT id, name FROM authors ORDER BY name');
    const tags = rows<{ slug: string; name: string }>(db, 'SELECT slug, name FROM known_tags ORDER BY name');
    return {
      publication,
      authors: new Map(authors.flatMap(({ id, name }) => [[id, id] as const, [name, id] as const])),
      tags: new Map(tags.map(({ slug, name }) => [slug, name])),
    };
  } finally {
    db.close();
  }
}

/** The values of the command's options. */
type NewFileOptions = Readonly<{
  author?: string[] | undefined;
  tag?: string[] | undefined;
  section?: string | undefined;
  type?: string | undefined;
  standfirst?: string | undefined;
  lang?: string | undefined;
  date?: string | undefined;
  role?: string | undefined;
  email?: string | undefined;
  colour?: string | undefined;
  publish?: boolean | undefined;
}>;

/**
 * Returns the file of a new article. Asks for its authors and tags if they are not given. Throws for an
 * unknown author or type.
 */
async function newArticle(
  headline: string,
  options: NewFileOptions,
  { publication, authors, tags }: Known,
  ask: Ask,
  now: Instant,
): Promise<NewFile> {
  const named = options.author ?? names(await required(ask, 'Author', '--author=…'));
  const byline = named.map((name) => {
    const id = authors.get(name) ?? authors.get(slugOf(name));
    if (id !== undefined) return id;
    throw new Error(
      `There is no author “${name}”. ${didYouMean(name, authors.keys(), `Add one: npm run new -- author "${name}"`)}`,
    );
  });
  if (options.type !== undefined && !ARTICLE_TYPES.includes(options.type as never)) {
    const fix = didYouMean(options.type, ARTICLE_TYPES, `The types are ${ARTICLE_TYPES.join(', ')}.`);
    throw new Error(`“${options.type}” is not a type of article. ${fix}`);
  }
  const subjects = options.tag ?? names((await ask?.('Tags, with commas between (may be empty):')) ?? '');
  // Known tags in the publication's spelling.
  const tagNames = subjects.map((name) => tags.get(closest(slugOf(name), tags.keys(), 1) ?? '') ?? name);
  const keys = {
    title: headline,
    standfirst: options.standfirst ?? '',
    ...(byline.length === 1 ? { author: byline[0] } : { authors: byline }),
    date: options.date ?? isoInZone(now - (now % 60_000), publication.timeZone),
    ...(tagNames.length > 0 ? { tags: tagNames } : {}),
    ...(options.section ? { section: options.section } : {}),
    ...(options.type ? { type: options.type } : {}),
    ...(options.publish ? {} : { draft: true }),
  };
  const slug = slugFor(headline);
  const ending = endingFor(options, publication);
  const folder = isoDay(now, publication.timeZone).slice(0, 7).replace('-', '/');
  const hint = options.publish
    ? ''
    : '# To publish the story, delete the line “draft: true”. A date in the future is an embargo.\n';
  return { path: `content/articles/${folder}/${slug}${ending}`, text: frontMatterFile(keys, PLACEHOLDER_TEXT, hint) };
}

function newAuthor(name: string, { role, email }: NewFileOptions): NewFile {
  const keys = { name, ...(role ? { role } : {}), ...(email ? { email } : {}) };
  return { path: `content/authors/${slugFor(name)}.md`, text: frontMatterFile(keys, placeholderBiography(name)) };
}

/** The ending of a file in the language of an option; that of the publication has none of its own. */
function endingFor({ lang }: NewFileOptions, { language }: Publication): string {
  return lang && lang !== language ? `.${lang}.md` : '.md';
}

/** The file of a tag has the whole slug of its name. */
function newTag(name: string, { colour }: NewFileOptions): NewFile {
  if (colour !== undefined && !SECTION_COLOURS.includes(colour as never)) {
    const fix = didYouMean(colour, SECTION_COLOURS, `The colours are ${SECTION_COLOURS.join(', ')}.`);
    throw new Error(`“${colour}” is not a colour of a tag. ${fix}`);
  }
  slugFor(name);
  return {
    path: `content/tags/${slugOf(name)}.md`,
    text: frontMatterFile({ name, ...(colour ? { colour } : {}) }, ''),
  };
}

function newPage(title: string, options: NewFileOptions, publication: Publication): NewFile {
  const { standfirst } = options;
  const keys = { title, ...(standfirst ? { standfirst } : {}) };
  return {
    path: `content/pages/${slugFor(title)}${endingFor(options, publication)}`,
    text: frontMatterFile(keys, PLACEHOLDER_TEXT),
  };
}
