import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CommandResult, runHere, runInProcess } from './command-line.ts';
import { article, Edition } from './edition.ts';

const project = path.resolve(import.meta.dirname, '../../..');
const BROKEN = 'content/articles/broken.md';

let edition: Edition;
beforeEach(() => {
  edition = new Edition();
});
afterEach(() => edition.remove());

const environment = (more: Record<string, string>) => ({
  GITHUB_ACTIONS: '',
  INIT_CWD: edition.folder,
  CONTENT_DIR: edition.routes.folders.content,
  DATELINE_CACHE: edition.folder,
  ...more,
});

/** Runs `check`; see `run`. */
function check(args: readonly string[] = [], env: Record<string, string> = {}): Promise<CommandResult> {
  return run(['check', ...args], env);
}

/** Runs a command and returns what it prints and its exit code. */
function run(args: readonly string[], env: Record<string, string> = {}): Promise<CommandResult> {
  return runHere(args, environment(env));
}

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=Ida Holm', '-c', 'user.email=ida.holm@courier.example'];
  execFileSync('git', ['-C', edition.folder, ...identity, ...args], { stdio: 'ignore' });
}

test('no diagnostic: exit code 0, and a line with the counts', () => {
  const { status, stdout, stderr } = runInProcess(['check'], environment({}));
  expect([status, stdout]).toEqual([0, '']);
  expect(stderr).toMatch(/^0 errors, 0 warnings in \d+ files \([\d.]+ s\)\.\n$/);
});

test('an error: exit code 1, with the line and the fix; a warning: 0, and 1 with --strict', async () => {
  edition.write({ [BROKEN]: article('Text.', { title: 'A', author: 'mira-oakhorst' }) });
  const { status, stdout } = await check();
  expect(status).toBe(1);
  expect(stdout).toBe(
    `${BROKEN}:3:9  error  author-unknown  There is no author “mira-oakhorst”.\n    3 | author: mira-oakhorst\n      |         ^\n    Did you mean “mira-oakhurst”?  content/guide/rules.md#author-unknown\n\n`,
  );
  edition.write({ [BROKEN]: article('Text <blink2>and.', { title: 'A' }) });
  expect((await check()).status).toBe(0);
  expect((await check(['--strict'])).status).toBe(1);
});

test('words that are not published are counted, for each file and in all', async () => {
  edition.write({
    [BROKEN]: article('Text.\n\n<!-- One two.', { title: 'A' }),
    'content/articles/c.md': article('Text.\n\n[^a]: Three.', { title: 'C' }),
  });
  const { status, stdout, stderr } = await check();
  expect(status).toBe(1);
  expect(stdout).toMatch(/never ends: 2 words are not published/);
  expect(stdout).toMatch(/refers to this footnote: 1 word is not published/);
  expect(stderr).toContain('3 words in 2 files are not published: see text-lost.');
});

test('a check that cannot run: exit code 2, and the reason', async () => {
  expect(await check(['--format=xml'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('There is no format “xml”'),
  });
  expect((await check(['--colour'])).status).toBe(2);
  expect(await check(['/etc/hosts'])).toMatchObject({ status: 2, stderr: '/etc/hosts is not in the content.\n' });
  expect(await check(['--changed=nowhere'])).toMatchObject({ status: 2, stderr: expect.stringContaining('“nowhere”') });
  edition.write({ 'content/publication.yaml': 'name: A\n' });
  expect(await check()).toMatchObject({ status: 2, stderr: expect.stringContaining('key-missing') });
});

test('--changed: files that are not committed, and those that a branch changes', async () => {
  const wrong = (title: string) => article('Text.', { title, author: 'nobody' });
  edition.write({ 'content/articles/old.md': wrong('Old') });
  git('init', '-q', '-b', 'main');
  git('add', 'content', 'public');
  git('commit', '-qm', 'The edition');
  const files = async (args: string[]) => {
    const { status, stdout, stderr } = await check(args);
    expect([0, 1], stderr).toContain(status);
    return [...stdout.matchAll(/^(content\S+?):/gm)].map(([, file]) => file);
  };
  expect(await files(['--changed'])).toEqual([]);
  edition.write({ 'content/articles/new.md': wrong('New'), 'content/articles/old.md': wrong('Old, changed') });
  expect(await files(['--changed'])).toEqual(['content/articles/new.md', 'content/articles/old.md']);
  git('checkout', '-qb', 'ida');
  git('add', 'content');
  git('commit', '-qm', 'Two stories');
  edition.write({ [BROKEN]: wrong('Broken') });
  expect(await files(['--changed'])).toEqual([BROKEN]);
  expect(await files(['--changed=main'])).toEqual([BROKEN, 'content/articles/new.md', 'content/articles/old.md']);
  expect(await files([path.join(edition.folder, BROKEN)])).toEqual([BROKEN]);
});

test('as a pre-commit hook, which sets GIT_INDEX_FILE, it refuses the commit of a broken file', () => {
  git('init', '-q', '-b', 'main');
  git('add', 'content', 'public');
  git('commit', '-qm', 'The edition');
  const { content } = edition.routes.folders;
  const command = `cd '${project}' && CONTENT_DIR='${content}' DATELINE_CACHE='${edition.folder}' '${process.execPath}' lib/cli/main.ts check --changed`;
  writeFileSync(path.join(edition.folder, '.git/hooks/pre-commit'), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
  const story = (author: string) =>
    edition.write({ 'content/articles/harbor-reopens.md': article('Text.', { title: 'Harbor open', author }) });
  story('nobody');
  // With a path git makes an index for this commit alone.
  expect(() => git('commit', '-qm', 'Broken', '--', 'content/articles/harbor-reopens.md')).toThrow();
  story('mira-oakhurst');
  expect(() => git('commit', '-qm', 'Mended', '--', 'content/articles/harbor-reopens.md')).not.toThrow();
});

test('in GitHub Actions annotations, and a report beside the text', async () => {
  edition.write({ [BROKEN]: article('Text.', { title: 'A', author: 'nobody' }) });
  expect((await check([], { GITHUB_ACTIONS: 'true' })).stdout).toMatch(
    /^::error file=\S+broken\.md,line=3,col=9,title=author-unknown::There is no/,
  );
  const report = path.join(edition.folder, 'report.json');
  expect((await check(['--format=sarif', `--output=${report}`])).stdout).toContain('error  author-unknown');
  expect(JSON.parse(readFileSync(report, 'utf8')).runs[0].results).toHaveLength(1);
});

test('--fix prints what it fixed, and the diagnostics that are left', async () => {
  edition.write({
    [BROKEN]: article('Text.', { title: 'A', date: '2026-01-05 06:30', tags: '[Rivers]', author: 'nobody' }),
  });
  const { status, stdout, stderr } = await check(['--fix']);
  expect(status).toBe(1);
  expect(stderr).toContain(`${BROKEN}: offsets added to dates, tags spelt as their files do.`);
  expect(stdout).toContain('author-unknown');
  expect(stdout).not.toContain('tag-similar');
});

const STORY = 'content/articles/2026/01/night-ferries.md';

test('a folder means all files in it', async () => {
  edition.write({ [STORY]: article('Text.', { title: 'A', author: 'nobody' }) });
  const { status, stdout } = await check([path.join(edition.folder, 'content/articles/2026')]);
  expect([status, stdout]).toEqual([1, expect.stringContaining(`${STORY}:3:9  error  author-unknown`)]);
  expect((await check([path.join(edition.folder, 'content')])).status).toBe(1);
  expect(await check([path.join(edition.folder, 'content/pages')])).toMatchObject({
    status: 0,
    stderr: expect.stringContaining(' in 1 file '),
  });
});

test.each([
  ['the current folder', 'night-ferries.md', 'content/articles/2026/01'],
  ['a folder there', '.', 'content/articles/2026'],
  ['the content’s folder', 'articles/2026/01/night-ferries.md', '.'],
  ['any folder, for a file name alone', 'night-ferries', '.'],
])('a path is relative to %s', async (_, name, folder) => {
  edition.write({ [STORY]: article('Text.', { title: 'A', author: 'nobody' }) });
  const { status, stdout } = await check([name], { INIT_CWD: path.join(edition.folder, folder) });
  expect([status, stdout]).toEqual([1, expect.stringContaining(`${STORY}:3:9`)]);
});

test('a file that does not exist: exit code 2, and a suggestion', async () => {
  edition.write({ [STORY]: article('Text.', { title: 'A' }) });
  expect(await check(['content/articles/2026/01/night-ferrys.md'])).toMatchObject({
    status: 2,
    stderr: `There is no file content/articles/2026/01/night-ferrys.md. Did you mean ${STORY}?\n`,
  });
  expect(await check(['content/articles/night-ferries.md'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(`Did you mean ${STORY}?`),
  });
});

test('files that the site ignores are errors, and --fix renames them', async () => {
  edition.write({
    'content/articles/harbor.MD': article('Text.', { title: 'Harbor' }),
    'content/articles/quay.md.txt': article('Text.', { title: 'Quay' }),
    'content/boats.md': article('Text.', { title: 'Boats' }),
    'content/pages/front.md': '---\nlead: harbor-reopens\n---\n',
    'content/README.md': 'How we work.\n',
  });
  const { status, stdout } = await check();
  expect(status).toBe(1);
  expect([...stdout.matchAll(/^(\S+?):1:1 {2}error {2}(\S+)/gm)].map(([, file, rule]) => [file, rule])).toEqual([
    ['content/articles/harbor.MD', 'file-name'],
    ['content/articles/quay.md.txt', 'file-name'],
    ['content/boats.md', 'file-folder'],
    ['content/pages/front.md', 'file-name'],
  ]);
  const fixed = await check(['--fix']);
  expect(fixed.stderr).toContain('Fixed content/articles/harbor.MD: renamed to harbor.md.');
  expect(fixed.stderr).toContain('Fixed content/pages/front.md: renamed to home.md.');
  expect(fixed.stdout.match(/^\S+?:\d+:\d+ {2}error {2}\S+/gm)).toEqual(['content/boats.md:1:1  error  file-folder']);
});

test('publication.yml instead of publication.yaml is reported', async () => {
  renameSync(
    path.join(edition.folder, 'content/publication.yaml'),
    path.join(edition.folder, 'content/publication.yml'),
  );
  expect(await check()).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Rename it to “publication.yaml”.'),
  });
});

test('options that npm keeps for itself, without the second “--”, work', async () => {
  edition.write({ [BROKEN]: article('Text <b>and</b>.', { title: 'A', tags: '[Rivers]' }) });
  expect((await check([], { npm_config_strict: 'true' })).status).toBe(1);
  expect((await check([BROKEN], { npm_config_fix: 'true' })).stderr).toContain('tags spelt as their files do');
  expect(await check(['json'])).toMatchObject({
    status: 2,
    stderr: 'Options come after “--”: npm run check -- --format=json\n',
  });
});

test('many diagnostics are summed up by rule; --limit prints the most important, --rule those of some rules', async () => {
  const links = Array.from({ length: 12 }, (_, number) => `[x](/tags/no-${number})`).join(' ');
  edition.write({
    'content/articles/a.md': article(links, { title: 'A', tags: '[Rivers]' }),
    [BROKEN]: article('Text.', { title: 'B', author: 'nobody' }),
  });
  const { stdout, stderr } = await check(['--limit=2']);
  expect([...stdout.matchAll(/^\S+ {2}(?:error|warning) {2}(\S+)/gm)].map(([, rule]) => rule)).toEqual([
    'link-broken',
    'author-unknown',
  ]);
  expect(stderr).toContain('     12  error    link-broken, 1 file\n      1  error    author-unknown, 1 file\n');
  expect(stderr).toContain('12 more are not printed: --limit=0 prints all.');
  expect(stderr).toContain('13 errors, 1 warning');
  const similar = await check(['--rule=tag-similar']);
  expect([similar.status, similar.stdout.match(/^content/gm)?.length]).toEqual([0, 1]);
  expect((await check(['--rule=link-broken,author-unknown', '--limit=0'])).stdout.match(/^content/gm)).toHaveLength(13);
});

test.each([
  [['check', '--rule=link-brokn'], 'There is no rule “link-brokn”. Did you mean “link-broken”?\n'],
  [['check', '--limit=few'], '“few” is not a number of diagnostics.\n'],
  [['check', '--fix=pictures'], 'Dateline cannot fix “pictures”. Write --fix, or --fix=images.\n'],
  [['check', '--fxi'], 'There is no option “--fxi”. Did you mean “--fix”?\n'],
  [['check', '--colour'], /^There is no option “--colour”\. The options of “npm run check” are --fix, /],
  [['guide', '--all'], /^There is no option “--all”\. /],
  [['new', 'artcle', 'A'], '“artcle” is not a kind of file. Did you mean “article”?\n'],
  [['preview', 'a.md', '--fore=2d'], 'There is no option “--fore”. Did you mean “--for”?\n'],
])('%j prints what to write', async (args, message) => {
  const { status, stderr } = await run(args);
  expect(status).toBe(2);
  expect(stderr).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
});

test.each(['check', 'new', 'preview', 'guide'])(
  'npm run %s -- --help prints the usage, and does nothing else',
  (name) => {
    expect(runInProcess([name, '--help'], environment({}))).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`npm run ${name}`),
    });
  },
);
