import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { readConfig, type StorePaths } from '../config.ts';
import { locate } from '../content/files.ts';
import { closest, didYouMean } from '../content/parse/suggestion.ts';
import { PLACEHOLDER_TEXT, placeholderBiography } from '../content/placeholders.ts';
import type { Publication } from '../content/publication.ts';
import { ARTICLE_TYPES } from '../content/schema/article-schema.ts';
import { type Instant, isoDay, isoInZone } from '../dates.ts';
import { isSlug, slugOf } from '../routes/slugs.ts';
import { row, rows } from '../sqlite.ts';
import { openIndex } from '../store/index-file.ts';
import { sync } from '../store/sync/sync.ts';

// `npm run new`: a file that is complete, at the right place.

const USAGE = `npm run new -- article "Headline" [--author=…] [--tag=…] [--section=…] [--type=…] [--standfirst=…] [--lang=…] [--date=…] [--publish]
npm run new -- author "Name" [--role=…] [--email=…]
npm run new -- page "Title" [--standfirst=…]

--author and --tag may stand several times. An article is a draft unless --publish stands there. What is missing is asked for at a terminal.
The new file is opened in $VISUAL or $EDITOR, if there is one; --no-edit leaves that out.`;

/** How the command asks a person for what is missing; null where nobody can be asked. */
type Ask = ((query: string) => Promise<string>) | null;

/** What the content has that a new file can name. */
type Known = Readonly<{
  publication: Publication;
  authors: ReadonlyMap<string, string>;
  tags: ReadonlyMap<string, string>;
}>;

type NewFile = Readonly<{ path: string; text: string }>;

/** So many characters of an address are taken from a headline; what is longer is cut at a word. */
const SLUG = 80;

/** The command; gives the code with which the process ends. */
export async function newCommand(args: readonly string[], project: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      author: { type: 'string', multiple: true, default: [] },
      tag: { type: 'string', multiple: true, default: [] },
      section: { type: 'string' },
      type: { type: 'string' },
      standfirst: { type: 'string' },
      lang: { type: 'string' },
      date: { type: 'string' },
      role: { type: 'string' },
      email: { type: 'string' },
      publish: { type: 'boolean', default: false },
      'no-edit': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [kind = '', ...words] = positionals;
  if (values.help || !['article', 'author', 'page'].includes(kind)) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const { paths } = readConfig(project, env);
  const prompt = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stderr }) : null;
  const ask: Ask = prompt && ((query) => prompt.question(`${query} `));
  try {
    const known = await knownNames(paths);
    const name = words.join(' ').trim() || (await required(ask, kind === 'author' ? 'Name' : 'Headline', '"…"'));
    const made =
      kind === 'article'
        ? await newArticle(name, values, known, ask, Date.now())
        : kind === 'author'
          ? newAuthor(name, values)
          : newPage(name, values);
    const file = locate(paths.folders, made.path);
    mkdirSync(path.dirname(file), { recursive: true });
    try {
      writeFileSync(file, made.text, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new Error(`There is a file ${made.path} already. Give the new one another name.`);
    }
    console.log(path.relative(process.cwd(), file));
    prompt?.close();
    const editor = env.VISUAL || env.EDITOR;
    if (editor && process.stdin.isTTY && !values['no-edit']) {
      // By a shell: an editor is a command with options of its own, such as `code --wait`.
      spawnSync(`${editor} "$DATELINE_FILE"`, { shell: true, stdio: 'inherit', env: { ...env, DATELINE_FILE: file } });
    }
    return 0;
  } finally {
    prompt?.close();
  }
}

async function knownNames(paths: StorePaths): Promise<Known> {
  const db = openIndex(paths);
  try {
    await sync(db, paths.folders);
    const publication = JSON.parse(row<{ record: string }>(db, 'SELECT record FROM publication')?.record ?? '{}');
    const authors = rows<{ id: string; name: string }>(db, 'SELECT id, name FROM authors ORDER BY name');
    const tags = rows<{ slug: string; name: string }>(db, 'SELECT slug, name FROM tags ORDER BY name');
    return {
      publication,
      authors: new Map(authors.flatMap(({ id, name }) => [[id, id] as const, [name, id] as const])),
      tags: new Map(tags.map(({ slug, name }) => [slug, name])),
    };
  } finally {
    db.close();
  }
}

type Wishes = Readonly<{
  author: string[];
  tag: string[];
  section?: string | undefined;
  type?: string | undefined;
  standfirst?: string | undefined;
  lang?: string | undefined;
  date?: string | undefined;
  role?: string | undefined;
  email?: string | undefined;
  publish: boolean;
}>;

/** A new article as a file. Asks for its authors and tags, if they are not given. Throws when an author or type is unknown. */
async function newArticle(
  headline: string,
  wishes: Wishes,
  { publication, authors, tags }: Known,
  ask: Ask,
  now: Instant,
): Promise<NewFile> {
  const written = wishes.author.length > 0 ? wishes.author : names(await required(ask, 'Author', '--author=…'));
  const byline = written.map((name) => {
    const id = authors.get(name) ?? authors.get(slugOf(name));
    if (id !== undefined) return id;
    throw new Error(
      `There is no author “${name}”. ${didYouMean(name, authors.keys(), `Add one: npm run new -- author "${name}"`)}`,
    );
  });
  if (wishes.type !== undefined && !ARTICLE_TYPES.includes(wishes.type as never)) {
    const fix = didYouMean(wishes.type, ARTICLE_TYPES, `The types are ${ARTICLE_TYPES.join(', ')}.`);
    throw new Error(`“${wishes.type}” is no type of article. ${fix}`);
  }
  const subjects =
    wishes.tag.length > 0 ? wishes.tag : names((await ask?.('Tags, with commas between (may be empty):')) ?? '');
  // The spelling that the publication has.
  const spelt = subjects.map((name) => tags.get(closest(slugOf(name), tags.keys(), 1) ?? '') ?? name);
  const keys = {
    title: headline,
    standfirst: wishes.standfirst ?? '',
    ...(byline.length === 1 ? { author: byline[0] } : { authors: byline }),
    date: wishes.date ?? isoInZone(now - (now % 60_000), publication.timeZone),
    ...(spelt.length > 0 ? { tags: spelt } : {}),
    ...(wishes.section ? { section: wishes.section } : {}),
    ...(wishes.type ? { type: wishes.type } : {}),
    ...(wishes.publish ? {} : { draft: true }),
  };
  const slug = addressOf(headline);
  const ending = wishes.lang && wishes.lang !== publication.language ? `.${wishes.lang}.md` : '.md';
  const folder = isoDay(now, publication.timeZone).slice(0, 7).replace('-', '/');
  const hint = wishes.publish ? '' : '# Readers see it when the line “draft: true” is gone, and its date has come.\n';
  return { path: `content/articles/${folder}/${slug}${ending}`, text: file(keys, PLACEHOLDER_TEXT, hint) };
}

function newAuthor(name: string, { role, email }: Wishes): NewFile {
  const keys = { name, ...(role ? { role } : {}), ...(email ? { email } : {}) };
  return { path: `content/authors/${addressOf(name)}.md`, text: file(keys, placeholderBiography(name)) };
}

function newPage(title: string, { standfirst }: Wishes): NewFile {
  const keys = { title, ...(standfirst ? { standfirst } : {}) };
  return { path: `content/pages/${addressOf(title)}.md`, text: file(keys, PLACEHOLDER_TEXT) };
}

function file(keys: object, text: string, hint = ''): string {
  const entries = Object.entries(keys).filter(([, value]) => value !== '');
  const yaml = stringify(Object.fromEntries(entries), { lineWidth: 0 });
  return `---\n${hint}${yaml}---\n\n${text}\n`;
}

/** The address that a headline gives, of whole words. Throws when it has no letter. */
function addressOf(name: string): string {
  const whole = slugOf(name);
  const slug =
    whole.length <= SLUG
      ? whole
      : whole
          .slice(0, SLUG + 1)
          .replace(/-[^-]*$/, '')
          .slice(0, SLUG);
  if (!isSlug(slug)) throw new Error(`“${name}” gives no address: write at least one letter or digit.`);
  return slug;
}

function names(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

async function required(ask: Ask, what: string, option: string): Promise<string> {
  const answer = (await ask?.(`${what}:`))?.trim();
  if (answer) return answer;
  throw new Error(`${what} is missing: give it as ${option}.`);
}
