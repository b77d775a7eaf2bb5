import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { check } from '#lib/cli/check.ts';
import { initialsOf } from '#lib/cli/starter-files.ts';
import { STARTER_TEXTS } from '#lib/cli/starter-texts.ts';
import { MESSAGE_LANGUAGES } from '#lib/i18n/catalogue.ts';
import { type CommandResult, runHere } from './command-line.ts';

/** What a founder at a terminal answers, one question after the other; empty where there is no terminal. */
const answers = vi.hoisted((): string[] => []);
vi.mock('#lib/cli/new-files.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('#lib/cli/new-files.ts')>();
  const terminal = { ask: async () => answers.shift() ?? '', close: () => {} };
  return { ...original, openTerminal: () => (answers.length > 0 ? terminal : original.openTerminal()) };
});

let root: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'dateline-founding-')));
});
afterAll(() => rmSync(root, { recursive: true }));

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ida',
  GIT_AUTHOR_EMAIL: 'ida@lamp.example',
  GIT_COMMITTER_NAME: 'Ida',
  GIT_COMMITTER_EMAIL: 'ida@lamp.example',
};
const OPTIONS = [
  '--name=Harbor Lamp',
  '--origin=https://lamp.example/',
  '--language=en',
  '--time-zone=Europe/Berlin',
] as const;

/** Runs the command in `root`, without a terminal for prompts. */
async function found(folder: string, ...options: string[]): Promise<CommandResult> {
  return runHere(['new', 'publication', folder, ...options], { INIT_CWD: root });
}

/** git, with an identity for the time of `work`. */
async function withIdentity<Result>(work: () => Promise<Result>): Promise<Result> {
  Object.assign(process.env, IDENTITY);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(IDENTITY)) delete process.env[name];
  }
}

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const filesOf = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(root, folder), path.join(entry.parentPath, entry.name)))
    .filter((name) => !name.startsWith('.git/'))
    .map((name) => name.replace(/\d{4}\/\d\d/, 'YYYY/MM'))
    .toSorted();

const diagnosticsOf = async (folder: string) => {
  const folders = { content: path.join(root, folder), public: path.join(root, folder, 'public') };
  const { diagnostics, files } = await check({ folders, index: path.join(root, `${folder}.sqlite`) });
  expect(files).toBeGreaterThan(5);
  return diagnostics.map(({ file, rule, reason }) => `${file} ${rule} ${reason}`);
};

test('a wrong answer is asked for again, and the others stay', async () => {
  answers.push('Salt Quay', 'News of the quay', 'https://quay.example/', 'English', 'en-GB', 'Lisbon', 'Europe/Lisbon');
  answers.push('', '');
  const { status, stderr } = await withIdentity(() => found('salt-quay'));
  expect(status).toBe(0);
  expect(stderr.split('\n').slice(0, 3)).toEqual([
    expect.stringMatching(/^Address must be .* and is “News of the quay”\.$/),
    expect.stringContaining('“English” is not the code of a language. Did you mean “en”?'),
    expect.stringContaining('There is no time zone “Lisbon”. Did you mean “Europe/Lisbon”?'),
  ]);
  expect(readFileSync(path.join(root, 'salt-quay/publication.yaml'), 'utf8')).toMatch(
    /origin: https:\/\/quay\.example\n[\s\S]*timeZone: Europe\/Lisbon/,
  );
  expect(await diagnosticsOf('salt-quay')).toEqual([]);
});

describe('a publication in English', () => {
  let result: CommandResult;
  beforeAll(async () => {
    const options = [...OPTIONS, '--section=City Life', '--section=Culture', '--author=Ida Holm'];
    result = await withIdentity(() => found('harbor-lamp', ...options));
  });

  test('is written whole, with a first commit', () => {
    expect(result).toMatchObject({ status: 0 });
    expect(filesOf('harbor-lamp')).toEqual([
      '.github/workflows/check.yml',
      '.gitignore',
      '.gitlab-ci.yml',
      '.vscode/content.code-snippets',
      '.vscode/settings.json',
      '.vscode/tasks.json',
      'README.md',
      'articles/YYYY/MM/welcome.md',
      'authors/ida-holm.md',
      'guide/README.md',
      'guide/editor.md',
      'guide/keys.md',
      'guide/rules.md',
      ...['article', 'author', 'home', 'page', 'publication', 'tag'].map((name) => `guide/schemas/${name}.json`),
      'package.json',
      'pages/about.md',
      'pages/standards.md',
      'public/apple-touch-icon.png',
      'public/favicon.ico',
      ...['192', '48', '512'].map((side) => `public/icon-${side}.png`),
      'public/icon.svg',
      'public/wordmark.svg',
      'publication.yaml',
      'tags/city-life.md',
      'tags/culture.md',
    ]);
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);
    const modes = ['harbor-lamp', 'harbor-lamp/pages'].map((folder) => statSync(path.join(root, folder)).mode);
    expect(modes[0], 'who may read the folders').toBe(modes[1]);
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: path.join(root, 'harbor-lamp'), encoding: 'utf8' });
    expect(git('log', '--format=%an %s')).toBe('Ida Begin\n');
    expect(git('status', '--porcelain')).toBe('');
  });

  test('has the editors’ guide, with links that lead somewhere', () => {
    const guide = read('harbor-lamp/guide/README.md');
    expect(guide).toMatch(/^# Editors' guide\n/);
    expect(guide).toContain('[README](../README.md)');
    expect(guide).toContain('](keys.md)');
    expect(guide).not.toMatch(/npm ci|\]\(guide\//);
  });

  test('has what the options say', () => {
    expect(read('harbor-lamp/publication.yaml')).toContain(
      'name: Harbor Lamp\ntagline: Independent news\norigin: https://lamp.example\ntimeZone: Europe/Berlin\nlanguage: en\nsections:\n  - City Life\n  - Culture\ncontentModel: 1\n',
    );
    const [story = ''] = readdirSync(path.join(root, 'harbor-lamp/articles'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('welcome.md'))
      .map((name) => read(`harbor-lamp/articles/${name}`));
    expect(story).toMatch(
      /^---\ntitle: Our first story\nstandfirst: .*\nauthor: ida-holm\ndate: \S+\+0[12]:00\ntags:\n {2}- City Life\n {2}- Culture\n---\n\n/,
    );
  });

  test('has no errors and no warnings', async () => {
    expect(await diagnosticsOf('harbor-lamp')).toEqual([]);
  });

  test('has settings for the folder that editors open', () => {
    const settings = JSON.parse(read('harbor-lamp/.vscode/settings.json'));
    expect(settings['yaml.schemas']).toEqual({ './guide/schemas/publication.json': 'publication.yaml' });
    const [task] = JSON.parse(read('harbor-lamp/.vscode/tasks.json')).tasks;
    const line = 'content/articles/a.md:4:9  error  author-unknown  There is no author “a”.';
    expect(new RegExp(task.problemMatcher.pattern.regexp).exec(line)?.[1]).toBe('articles/a.md');
  });

  test.each([
    ['icon-48.png', 48],
    ['apple-touch-icon.png', 180],
    ['icon-512.png', 512],
  ])('has an icon with letters on it: %s', async (name, side) => {
    const icon = sharp(path.join(root, 'harbor-lamp/public', name));
    expect(await icon.metadata()).toMatchObject({ width: side, height: side, format: 'png' });
    // Light letters on a dark square.
    const { channels } = await icon.stats();
    expect(channels.slice(0, 3).every(({ min, max }) => min < 40 && max > 200)).toBe(true);
  });
});

test.each(['de', 'ar', 'zh', 'sv'])('a publication in “%s” has no errors and no warnings', async (language) => {
  const folder = `lamp-${language}`;
  const { status, stderr } = await found(folder, ...OPTIONS, `--language=${language}`, '--section=Kultur');
  expect(status).toBe(0);
  expect(stderr.includes('in English')).toBe(language === 'sv');
  expect(await diagnosticsOf(folder)).toEqual([]);
});

test('without an identity of git the files are there, and the message says what to do', async () => {
  const { status, stderr } = await found('no-identity', ...OPTIONS);
  expect(status).toBe(0);
  expect(stderr).toContain('There is no first commit (git: ');
  expect(filesOf('no-identity')).toContain('publication.yaml');
});

test('an empty folder is filled', async () => {
  mkdirSync(path.join(root, 'empty'));
  expect((await found('empty', ...OPTIONS)).status).toBe(0);
  expect(filesOf('empty')).toContain('publication.yaml');
});

test('there are texts in each language of the interface', () => {
  expect(Object.keys(STARTER_TEXTS)).toEqual(expect.arrayContaining([...MESSAGE_LANGUAGES]));
});

test.each([
  ['The Harbor Lamp', 'en', 'HL'],
  ['courier', 'en', 'C'],
  ['Die Zeit am Fluss', 'de', 'ZA'],
  ['ışık', 'tr', 'I'],
  ['海港 信使报', 'zh', '海'],
  ['صحيفة الميناء', 'ar', 'ص'],
  ['«…»', 'en', ''],
])('the letters of %s', (name, language, letters) => {
  expect(initialsOf(name, language)).toBe(letters);
});

describe('what cannot be is an error of one sentence or two', () => {
  const without = (option: string) => OPTIONS.filter((it) => !it.startsWith(`--${option}=`));
  test.each([
    [without('name'), 'Name is missing: give it as --name="…".'],
    [without('origin'), 'Address is missing: give it as --origin=https://….'],
    [without('time-zone'), 'Time zone is missing: give it as --time-zone=Europe/Berlin.'],
    [
      [...OPTIONS, '--origin=lamp.example'],
      '“lamp.example” is no address of a site. Did you mean “https://lamp.example”?',
    ],
    [
      [...OPTIONS, '--origin=https://lamp.example/news'],
      '“https://lamp.example/news” is no address of a site. Did you mean “https://lamp.example”?',
    ],
    [[...OPTIONS, '--origin=ftp://'], '--origin must be an address that begins with https://, and is “ftp://”.'],
    [[...OPTIONS, '--time-zone=Berlin'], 'There is no time zone “Berlin”. Did you mean “Europe/Berlin”?'],
    [
      [...OPTIONS, '--time-zone=America/NewYork'],
      'There is no time zone “America/NewYork”. Did you mean “America/New_York”?',
    ],
    [
      [...OPTIONS, '--time-zone=+02:00'],
      'There is no time zone “+02:00”. Write one such as Europe/Berlin or America/New_York.',
    ],
    [[...OPTIONS, '--language=German'], '“German” is not the code of a language. Did you mean “de”?'],
    [[...OPTIONS, '--language=xx'], '“xx” is not the code of a language. Write a code such as en, de or zh-Hant.'],
    [[...OPTIONS, '--section=…'], '--section must have a letter or a digit, and is “…”.'],
    [[...OPTIONS, '--author=…'], '“…” cannot be made into a URL: write at least one letter or digit.'],
    [[...OPTIONS, '--tme-zone=UTC'], 'There is no option “--tme-zone”. Did you mean “--time-zone”?'],
  ])('%j', async (options, message) => {
    const before = readdirSync(root);
    const { status, stderr } = await found('never', ...options);
    expect([status, stderr.trim()]).toEqual([2, message]);
    expect(readdirSync(root)).toEqual(before);
  });

  test.each([
    ['full', 'The folder “full” is not empty: name a new one.'],
    ['full/file.txt', '“full/file.txt” is no folder: name a new one.'],
    ['none/lamp', 'There is no folder “none”: make it first, or name another place.'],
    [
      path.resolve(import.meta.dirname, '../../../lamp'),
      `“${path.resolve(import.meta.dirname, '../../../lamp')}” lies in the folder of Dateline: name one beside it, such as ../harbor-lamp.`,
    ],
  ])('the folder %s', async (folder, message) => {
    mkdirSync(path.join(root, 'full'), { recursive: true });
    writeFileSync(path.join(root, 'full/file.txt'), 'x');
    const { status, stderr } = await found(folder, ...OPTIONS);
    expect([status, stderr.trim()]).toEqual([2, message]);
    expect(readdirSync(path.join(root, 'full'))).toEqual(['file.txt']);
  });
});
