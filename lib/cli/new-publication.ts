import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { canonicalLanguage, isLanguage } from '../content/language-code.ts';
import { closest } from '../content/parse/suggestion.ts';
import { publicationSchema } from '../content/schema/publication-schema.ts';
import { gitErrorLine, readGit, runGit, withoutPasswords } from '../git/git.ts';
import { MESSAGE_LANGUAGES } from '../i18n/catalogue.ts';
import { ownName } from '../i18n/language.ts';
import { readOptions } from './command-options.ts';
import { guideFiles } from './guide.ts';
import { iconFiles } from './icons.ts';
import { type Ask, names, openTerminal, required } from './new-files.ts';
import { type Founding, initialsOf, starterFiles } from './starter-files.ts';
import { type StarterTexts, starterTexts } from './starter-texts.ts';

// `npm run new -- publication`: writes the git repository of a new publication.

const USAGE = `npm run new -- publication <folder> [options]

Writes the git repository of a new publication: a first story, pages, icons, checks, and a README for its editors.

  --name="Harbor Lamp"               its name
  --origin=https://lamp.example      its address
  --language=en                      its language, as a code
  --time-zone=Europe/Berlin          the time zone of all dates
  --section=City --section=Culture   the sections in the navigation (may be left out)
  --author="Ida Holm"                who writes the first story (by default the name of the publication)

In a terminal the command asks for what is missing.`;

type Options = Readonly<{
  name?: string | undefined;
  origin?: string | undefined;
  language?: string | undefined;
  'time-zone'?: string | undefined;
  section?: string[] | undefined;
  author?: string | undefined;
}>;

/** Runs the command and returns its exit code. */
export async function newPublication(
  args: readonly string[],
  project: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { values, positionals } = readOptions(
    'new',
    {
      name: { type: 'string' },
      origin: { type: 'string' },
      language: { type: 'string' },
      'time-zone': { type: 'string' },
      section: { type: 'string', multiple: true },
      author: { type: 'string' },
    },
    args,
    env,
  );
  const [, named, ...more] = positionals;
  if (values.help || named === undefined || more.length > 0) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const folder = path.resolve(env.INIT_CWD ?? process.cwd(), named);
  checkFolder(folder, named, project);
  const { ask, close } = openTerminal();
  try {
    const decided = await decisions(values, ask);
    const engine = path.relative(folder, project).split(path.sep).join('/');
    // A package has no lock file, and its copy lies where no other editor has one.
    const isPackage = !existsSync(path.join(project, 'package-lock.json'));
    const engineBeside = isPackage ? '../dateline' : engine;
    const founding = { ...decided, engine, engineBeside, engineAddress: await engineAddress(project) };
    const { texts, isEnglish } = starterTexts(founding.language);
    const commitError = await write(founding, texts, folder, project);
    console.log(path.relative(env.INIT_CWD ?? process.cwd(), folder) || '.');
    for (const hint of hints(founding, folder, isEnglish, commitError)) console.error(hint);
    return 0;
  } finally {
    close();
  }
}

/** Throws unless a publication can be written to `folder`, which the editor wrote as `named`. */
function checkFolder(folder: string, named: string, project: string): void {
  const inside = path.relative(project, folder);
  if (!inside.startsWith('..') && !path.isAbsolute(inside))
    throw new Error(`“${named}” lies in the folder of Dateline: name one beside it, such as ../harbor-lamp.`);
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats && !stats.isDirectory()) throw new Error(`“${named}” is no folder: name a new one.`);
  if (stats && readdirSync(folder).length > 0) throw new Error(`The folder “${named}” is not empty: name a new one.`);
  if (!existsSync(path.dirname(folder)))
    throw new Error(`There is no folder “${path.dirname(named)}”: make it first, or name another place.`);
}

/** Returns what the founder decides, by options or by answers. Throws for a value that cannot be. */
async function decisions(
  options: Options,
  ask: Ask,
): Promise<Omit<Founding, 'engine' | 'engineBeside' | 'engineAddress'>> {
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const named = (text: string) => checked('name', text);
  const name = await decided(ask, options.name, named, 'Name', '--name="…"');
  const address = 'Address (https://…)';
  const origin = await decided(ask, options.origin, checkedOrigin, address, '--origin=https://…', 'Address');
  const languages = 'Language (en, en-GB, de …)';
  const language = await decided(ask, options.language, checkedLanguage, languages, '--language=en', 'Language');
  const zones = `Time zone (here it is ${here})`;
  const zone = '--time-zone=Europe/Berlin';
  const timeZone = await decided(ask, options['time-zone'], checkedTimeZone, zones, zone, 'Time zone');
  const sections = options.section ?? names((await ask?.('Sections, with commas between (may be empty):')) ?? '');
  const author = options.author ?? (await ask?.(`Author of the first story (${name}):`))?.trim();
  return {
    name,
    origin,
    language,
    timeZone,
    sections: sections.map((section) => checked('sections', section.trim())),
    author: checked('name', author || name, 'author'),
  };
}

/**
 * Returns what `check` makes of an option, or else of the answer to a question, which is put again until the answer
 * is right. Throws for an option that is wrong, and for one that is missing where nobody answers.
 */
async function decided(
  ask: Ask,
  given: string | undefined,
  check: (text: string) => string,
  question: string,
  option: string,
  what = question,
): Promise<string> {
  if (given !== undefined) return check(given.trim());
  for (;;) {
    const answer = await required(ask, question, option, what);
    try {
      return check(answer);
    } catch (error) {
      console.error((error as Error).message.replace(/^--[\w-]+/, what));
    }
  }
}

/** The options of keys whose name is another one. */
const OPTIONS: Readonly<Record<string, string>> = { sections: 'section', timeZone: 'time-zone' };

/** Returns `value` if publication.yaml may have it at `key`; else throws why not. */
function checked(key: keyof typeof publicationSchema.shape, value: string, option = OPTIONS[key] ?? key): string {
  const { error } = publicationSchema.shape[key].safeParse(value);
  if (!error) return value;
  throw new Error(`--${option} ${error.issues[0]?.message}, and is “${value}”.`);
}

function checkedOrigin(written: string): string {
  const origin = written.replace(/(?<=[^/])\/$/, '');
  if (publicationSchema.shape.origin.safeParse(origin).success) return origin;
  const address = origin.includes(':/') ? origin : `https://${origin}`;
  const meant = URL.canParse(address) ? new URL(address).origin : '';
  if (!publicationSchema.shape.origin.safeParse(meant).success) return checked('origin', origin);
  throw new Error(`“${origin}” is no address of a site. Did you mean “${meant}”?`);
}

function checkedLanguage(written: string): string {
  const code = written.trim();
  if (/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code) && isLanguage(code)) return canonicalLanguage(code);
  const english = new Intl.DisplayNames(['en'], { type: 'language' });
  const byName = new Map(
    MESSAGE_LANGUAGES.flatMap((known) => [known, english.of(known) ?? known, ownName(known)].map((it) => [it, known])),
  );
  const meant = code.length > 2 ? byName.get(closest(code, byName.keys()) ?? '') : undefined;
  const fix = meant ? `Did you mean “${meant}”?` : 'Write a code such as en, de or zh-Hant.';
  throw new Error(`“${code}” is not the code of a language. ${fix}`);
}

function checkedTimeZone(zone: string): string {
  if (publicationSchema.shape.timeZone.safeParse(zone).success) return zone;
  const zones = Intl.supportedValuesOf('timeZone');
  const byCity = new Map(zones.map((known) => [known.split('/').at(-1) ?? known, known]));
  const meant = byCity.get(closest(zone, byCity.keys(), 2) ?? '') ?? closest(zone, zones);
  const fix = meant ? `Did you mean “${meant}”?` : 'Write one such as Europe/Berlin or America/New_York.';
  throw new Error(`There is no time zone “${zone}”. ${fix}`);
}

const UNKNOWN_ENGINE = 'https://github.com/you/dateline.git';

/** The address from which others can clone Dateline; a placeholder if this copy of it has none. */
async function engineAddress(project: string): Promise<string> {
  const address = await readGit(project, 'remote', 'get-url', 'origin').catch(() => '');
  const [, host, name] = /^(?:ssh:\/\/)?git@([\w.-]+)[:/]([\w./-]+)$/.exec(address) ?? [];
  if (host && name) return `https://${host}/${name}`;
  return /^https:\/\/[!-~]+$/.test(address) ? withoutPasswords(address) : UNKNOWN_ENGINE;
}

/**
 * Writes the publication, with all or nothing: a folder beside takes the name at the end. Returns git's reason
 * why there is no first commit, or null.
 */
async function write(founding: Founding, texts: StarterTexts, folder: string, project: string): Promise<string | null> {
  const parent = path.dirname(folder);
  const half = mkdtempSync(path.join(parent, `.${path.basename(folder)}-`));
  const cache = mkdtempSync(path.join(parent, `.${path.basename(folder)}-index-`));
  try {
    for (const [name, bytes] of starterFiles(founding, texts, Date.now())) put(path.join(half, name), bytes);
    const icons = await iconFiles(initialsOf(founding.name, founding.language));
    for (const [name, bytes] of icons) put(path.join(half, 'public', name), bytes);
    const folders = { content: half, public: path.join(half, 'public') };
    const paths = { folders, index: path.join(cache, 'index.sqlite') };
    for (const [file, text] of await guideFiles(paths, project)) put(file, text);
    chmodSync(half, 0o777 & ~process.umask()); // the site may run as another user
    const commitError = await firstCommit(half);
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(half, folder);
    return commitError;
  } finally {
    rmSync(half, { recursive: true, force: true });
    rmSync(cache, { recursive: true, force: true });
  }
}

function put(file: string, bytes: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

/** Makes a git repository of `folder` with one commit. Returns git's reason why it could not, or null. */
async function firstCommit(folder: string): Promise<string | null> {
  try {
    await runGit(folder, 'init', '--quiet', '--initial-branch=main');
    await runGit(folder, 'add', '--all');
    // Without a name git would guess one from the machine. A signature could ask for a password.
    const settings = ['-c', 'user.useConfigOnly=true', '-c', 'commit.gpgSign=false'];
    await runGit(folder, ...settings, 'commit', '--quiet', '--message=Begin');
    return null;
  } catch (error) {
    return gitErrorLine(error);
  }
}

/** What the founder may want to know: how to start the site, and what is left to do. */
function hints(
  { language, engineAddress: address }: Founding,
  folder: string,
  isEnglish: boolean,
  commitError: string | null,
): string[] {
  const found = [`Start the site: cd "${folder}" && npm run dev. Its README.md says how to write stories.`];
  if (isEnglish) found.push(`Its texts are in English, since there are none in ${language}: replace them.`);
  if (address === UNKNOWN_ENGINE)
    found.push(
      `Replace ${address} in README.md, .gitlab-ci.yml and .github/workflows/check.yml by your copy of Dateline.`,
    );
  if (commitError !== null) {
    found.push(
      `There is no first commit (git: ${commitError}). Set your name with git config --global user.name "…" and user.email "…", then run git add --all && git commit -m "Begin".`,
    );
  }
  return found;
}
