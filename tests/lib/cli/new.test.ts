import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { check } from '#lib/cli/check.ts';
import { type CommandResult, runHere, runInProcess } from './command-line.ts';
import { Edition } from './edition.ts';

const project = path.resolve(import.meta.dirname, '../../..');

let edition: Edition;
beforeEach(() => {
  edition = new Edition();
});
afterEach(() => edition.remove());

const environment = () => ({
  CONTENT_DIR: edition.routes.folders.content,
  DATELINE_CACHE: edition.folder,
});

/** Runs the command without a terminal for prompts. */
function make(...args: string[]): Promise<CommandResult> {
  return runHere(['new', ...args], environment());
}

describe('npm run new', () => {
  test('nothing is written through a symbolic link', async () => {
    edition.write({ 'outside/x.txt': '' });
    const year = String(new Date().getFullYear());
    symlinkSync(path.join(edition.folder, 'outside'), path.join(edition.routes.folders.content, 'articles', year));
    const { status, stderr } = await make('article', 'Fog', '--author=Mira Oakhurst', '--tag=River');
    expect(status).not.toBe(0);
    expect(stderr).toContain(`articles/${year} is no folder, or lies behind a symbolic link.`);
    expect(readdirSync(path.join(edition.folder, 'outside'), { recursive: true })).toEqual(['x.txt']);
  });

  test('an article is written to its path, complete and without diagnostics', async () => {
    const { status, stdout } = await make(
      'article',
      'Night ferries: “to sail” again — at last',
      '--author=Mira Oakhurst',
      '--tag=rivers',
      '--tag=Boats',
      '--standfirst=Crews: yes.',
    );
    expect(status).toBe(0);
    expect(stdout.trim()).toMatch(/content\/articles\/\d{4}\/\d{2}\/night-ferries-to-sail-again-at-last\.md$/);
    const text = readFileSync(path.resolve(project, stdout.trim()), 'utf8');
    expect(text).toMatch(
      /^---\n# .*\ntitle: "Night ferries: “to sail” again — at last"\nstandfirst: "Crews: yes\."\nauthor: mira-oakhurst\ndate: \d{4}-\d{2}-\d{2}T\d{2}:\d{2}:00-0[45]:00\ntags:\n {2}- River\n {2}- Boats\ndraft: true\n---\n\nThe first paragraph\.\n$/,
    );
    expect((await check(edition.routes)).diagnostics).toEqual([]);
  });

  test('an article in another language, and one without `draft`, have their keys in order', async () => {
    const { stdout } = await make(
      'article',
      '夜间渡轮',
      '--author=mira-oakhurst',
      '--lang=zh',
      '--publish',
      '--type=analysis',
    );
    expect(stdout.trim()).toMatch(/夜间渡轮\.zh\.md$/);
    expect(readFileSync(path.resolve(project, stdout.trim()), 'utf8')).not.toContain('draft');
    const before = readFileSync(path.resolve(project, stdout.trim()), 'utf8');
    expect((await check(edition.routes, { fix: 'files' })).fixed).toEqual([]);
    expect(readFileSync(path.resolve(project, stdout.trim()), 'utf8')).toBe(before);
  });

  test('an author and a page', async () => {
    const author = runInProcess(['new', 'author', 'Tomás Brandt', '--role=Editor'], environment());
    expect(author.stdout.trim()).toMatch(/content\/authors\/tomas-brandt\.md$/);
    expect((await make('page', 'House rules')).stdout.trim()).toMatch(/content\/pages\/house-rules\.md$/);
    const { diagnostics } = await check(edition.routes);
    expect(diagnostics.map(({ rule }) => rule)).toEqual(['author-unused', 'text-placeholder', 'text-placeholder']);
    expect((await make('article', 'A story', '--author=Tomás Brandt')).status).toBe(0);
  });

  test('a tag with its colour, and none of another', async () => {
    expect((await make('tag', 'Night Ferries', '--colour=teal')).stdout.trim()).toMatch(
      /content\/tags\/night-ferries\.md$/,
    );
    const text = readFileSync(path.join(edition.routes.folders.content, 'tags/night-ferries.md'), 'utf8');
    expect(text).toBe('---\nname: Night Ferries\ncolour: teal\n---\n');
    expect(await make('tag', 'Boats', '--colour=tael')).toMatchObject({
      status: 2,
      stderr: '“tael” is not a colour of a tag. Did you mean “teal”?\n',
    });
    expect((await check(edition.routes)).diagnostics).toEqual([]);
  });

  test('a page in another language', async () => {
    expect((await make('page', 'Sobre', '--lang=es')).stdout.trim()).toMatch(/content\/pages\/sobre\.es\.md$/);
  });

  test('a correction in a story, and in nothing else', async () => {
    const { status, stdout } = await make(
      'correction',
      'harbor-reopens',
      'The ferry left at seven.',
      '--date=2026-01-06',
    );
    expect([status, stdout.trim().endsWith('content/articles/harbor-reopens.md')]).toEqual([0, true]);
    const story = path.join(edition.routes.folders.content, 'articles/harbor-reopens.md');
    expect(readFileSync(story, 'utf8')).toContain(
      '\ntags: [River]\ncorrections:\n  - date: 2026-01-06\n    text: The ferry left at seven.\n---\n',
    );
    expect((await check(edition.routes)).diagnostics).toEqual([]);
    expect((await make('correction', 'about.md', 'It was another.')).stderr).toContain('“about.md” is not a story');
    expect((await make('correction', 'harbor-reopen', 'It was another.')).stderr).toContain('Did you mean');
    expect((await make('correction', 'harbor-reopens')).stderr).toContain('Correction is missing');
  });

  test('icons are drawn in the colours of the theme, and again when those change', async () => {
    const publication = readFileSync(path.join(edition.folder, 'content/publication.yaml'), 'utf8');
    const groundOf = async () => {
      const icon = sharp(path.join(edition.folder, 'content/public/icon-192.png'));
      const { data } = await icon
        .extract({ left: 1, top: 1, width: 1, height: 1 })
        .raw()
        .toBuffer({ resolveWithObject: true });
      return data.subarray(0, 3).toString('hex');
    };
    for (const accent of ['0b5d4b', '9a1b1e']) {
      edition.write({ 'content/publication.yaml': `${publication}theme: {colours: {accent: "#${accent}"}}\n` });
      const { status, stdout } = await make('icons');
      expect(status).toBe(0);
      expect(stdout.trim().split('\n')).toContain('public/favicon.ico');
      expect(await groundOf()).toBe(accent);
      expect(readFileSync(path.join(edition.folder, 'content/public/icon.svg'), 'utf8')).toContain(`fill="#${accent}"`);
    }
  });

  test.each([
    [['article', 'A story'], 'Author is missing: give it as --author=….'],
    [
      ['article', 'A story', '--author=Mira Oakhorst'],
      'There is no author “Mira Oakhorst”. Did you mean “Mira Oakhurst”?',
    ],
    [
      ['article', 'A story', '--author=mira-oakhurst', '--type=analisis'],
      '“analisis” is not a type of article. Did you mean “analysis”?',
    ],
    [
      ['article', '?!', '--author=mira-oakhurst'],
      '“?!” cannot be made into a URL: write at least one letter or digit.',
    ],
    [
      ['author', 'Mira Oakhurst'],
      'There is a file content/authors/mira-oakhurst.md already. Give the new one another name.',
    ],
    [['page', 'A page', '--colour=red'], expect.stringContaining('--colour')],
  ])('%j is an error of one sentence', async (args, message) => {
    const { status, stderr } = await make(...args);
    expect(status).toBe(2);
    expect(stderr.trim()).toEqual(message);
    expect(existsSync(path.join(edition.folder, 'content/pages/a-page.md'))).toBe(false);
  });
});
