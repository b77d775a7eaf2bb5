import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { migrateContent, migrationReport } from '#lib/cli/migrate.ts';
import { MIGRATIONS, type Migration } from '#lib/cli/migrations.ts';
import { CONTENT_MODEL } from '#lib/content/content-model.ts';
import { runHere } from './command-line.ts';
import { article, Edition, PUBLICATION } from './edition.ts';

let edition: Edition;
afterEach(() => edition?.remove());

const read = (name: string) => readFileSync(path.join(edition.folder, 'content', name), 'utf8');

/** Made-up versions of the content model: 2 renames a key, 3 a file, 4 is not released. */
const migrations: readonly Migration[] = [
  {
    version: 3,
    what: 'The page “about” is called “about-us”.',
    change: ({ path: file, text }) => ({ path: file.replace('/about.md', '/about-us.md'), text }),
  },
  {
    version: 2,
    what: 'The key “tags” is called “topics”.',
    change: ({ path: file, kind, text }) => ({
      path: file,
      text: kind === 'article' ? text.replace(/^tags:/m, 'topics:') : text,
    }),
  },
  { version: 4, what: 'All is empty.', change: ({ path: file }) => ({ path: file, text: '' }) },
];
const NEWEST = { migrations, to: 3 };

test('what a newer version needs is named, and nothing is changed', () => {
  edition = new Edition();
  const { folders } = edition.routes;
  const before = read('articles/harbor-reopens.md');
  const result = migrateContent(folders, false, NEWEST);
  expect(result).toEqual({
    from: 1,
    to: 3,
    changed: [
      {
        file: 'content/articles/harbor-reopens.md',
        path: 'content/articles/harbor-reopens.md',
        what: ['The key “tags” is called “topics”.'],
      },
      {
        file: 'content/pages/about.md',
        path: 'content/pages/about-us.md',
        what: ['The page “about” is called “about-us”.'],
      },
    ],
  });
  expect(read('articles/harbor-reopens.md')).toBe(before);
  const report = migrationReport(result, folders, false);
  expect(report).toContain('about.md: The page “about” is called “about-us”. It is called about-us.md.');
  expect(report).toMatch(/2 files to change from version 1 .* to 3\. npm run check -- --migrate --fix does it\.$/);
});

test('with --fix the files are changed, in the order of versions, and a second run finds nothing', () => {
  edition = new Edition({ 'content/publication.yaml': `${PUBLICATION}contentModel: 1\nfooter: [about-us]\n` });
  const { folders } = edition.routes;
  expect(migrateContent(folders, true, NEWEST).changed).toHaveLength(2);
  expect(read('articles/harbor-reopens.md')).toContain('\ntopics: [River]\n');
  expect(read('pages/about-us.md')).toContain('About us');
  expect(read('publication.yaml')).toBe(`${PUBLICATION}contentModel: 3\nfooter: [about-us]\n`);
  expect(migrateContent(folders, true, NEWEST)).toEqual({ from: 3, to: 3, changed: [] });
});

test('content without a version is for the first, and gets one', () => {
  edition = new Edition({ 'content/publication.yaml': PUBLICATION.trimEnd() });
  migrateContent(edition.routes.folders, true, NEWEST);
  expect(read('publication.yaml')).toBe(`${PUBLICATION}contentModel: 3\n`);
});

test('nothing is written over another file', () => {
  edition = new Edition({ 'content/pages/about-us.md': 'Mine.' });
  expect(() => migrateContent(edition.routes.folders, true, NEWEST)).toThrow(
    'there is a file content/pages/about-us.md',
  );
  expect(read('pages/about-us.md')).toBe('Mine.');
  expect(read('articles/harbor-reopens.md')).toContain('tags:');
});

test('content for a newer version than this Dateline is left alone', () => {
  edition = new Edition({ 'content/publication.yaml': `${PUBLICATION}contentModel: 9\n` });
  expect(() => migrateContent(edition.routes.folders, true, NEWEST)).toThrow('for version 9');
});

test('the command says that the content of this version is up to date', async () => {
  edition = new Edition({ 'content/articles/b.md': article('B', { title: 'B' }) });
  const env = { CONTENT_DIR: edition.routes.folders.content, DATELINE_CACHE: edition.folder };
  const { status, stdout } = await runHere(['check', '--migrate'], env);
  expect([status, stdout]).toEqual([
    0,
    `The content is for version ${CONTENT_MODEL} of the content model, the newest: nothing changes.\n`,
  ]);
});

test('each version but the first has its migrations', () => {
  const versions = new Set(MIGRATIONS.map(({ version }) => version));
  expect([...versions].toSorted()).toEqual(Array.from({ length: CONTENT_MODEL - 1 }, (_, at) => at + 2));
});
