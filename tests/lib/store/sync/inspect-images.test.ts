import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImageInspection } from '#lib/content/image-inspection.ts';
import { openIndex } from '#lib/store/index-file.ts';
import { ImageInspector } from '#lib/store/sync/inspect-images.ts';
import { sync } from '#lib/store/sync/sync.ts';
import { put } from '../../../fixtures/photographs.ts';

// Syncs with a worker whose inspections end when the test says so.

let root: string;
let db: DatabaseSync;
let inspector: ImageInspector;
let calls: { name: string; known: string; end(inspection: ImageInspection): void }[];

const folders = () => ({ content: path.join(root, 'content'), public: path.join(root, 'public') });
const worker = {
  inspect: (_absolute: string, name: string, known: string) =>
    new Promise<ImageInspection | null>((end) => calls.push({ name, known, end })),
};
const good = (hash: string): ImageInspection => ({
  hash: hash.repeat(20),
  facts: { hash: hash.repeat(20), width: 800, height: 600, colour: '333', transparent: false, svg: false },
  finding: null,
});

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-inspections-'));
  calls = [];
  put(
    path.join(root, 'content/publication.yaml'),
    'name: A\ntagline: B\norigin: https://a.example\ntimeZone: UTC\nlanguage: en\n',
  );
  put(path.join(root, 'content/authors/mira.md'), '---\nname: Mira\n---\n');
  db = openIndex({ folders: folders(), index: path.join(root, 'cache/index.sqlite') });
  inspector = new ImageInspector({ inAll: 20, forNext: 20 }, worker);
});
afterEach(() => {
  db.close();
  rmSync(root, { recursive: true });
});

function story(name: string): void {
  put(path.join(root, `content/articles/${name}.jpg`), name);
  put(
    path.join(root, `content/articles/${name}.md`),
    `---\ntitle: ${name}\nauthor: mira\ndate: 2024-01-01\nimage: {src: ${name}.jpg, alt: Ferries}\n---\nText.\n`,
  );
}

const syncAll = () => sync(db, folders(), null, { images: inspector });
const stories = () =>
  db
    .prepare('SELECT slug FROM articles ORDER BY slug')
    .all()
    .map((row) => row.slug);
const factsOf = (name: string) =>
  db.prepare('SELECT facts FROM images WHERE path = ?').get(`content/articles/${name}.jpg`)?.facts;
const diagnostics = () =>
  db
    .prepare("SELECT diagnostics FROM files WHERE diagnostics <> '[]'")
    .all()
    .flatMap(({ diagnostics }) => JSON.parse(String(diagnostics)))
    .map(({ severity, rule, reason }) => `${severity} ${rule} ${reason}`);

/** The paths that `resume` announces until now. */
async function announced(): Promise<string[]> {
  const paths: string[] = [];
  inspector.resume(db, folders(), (path) => paths.push(path));
  await new Promise(setImmediate);
  return paths;
}

test('an image that takes long is a warning, and comes later', async () => {
  story('fog');
  await syncAll();
  expect(stories()).toEqual(['fog']);
  expect(diagnostics()).toEqual([
    'warning image-pending content/articles/fog.jpg is still being inspected; until it is ready, pages have its former version or none.',
  ]);
  expect(await announced()).toEqual([]);
  calls[0]?.end(good('a'));
  expect(await announced()).toEqual(['content/articles/fog.jpg']);
  const { visible } = await sync(db, folders(), ['content/articles/fog.jpg'], { images: inspector });
  expect([visible, diagnostics(), calls.length]).toEqual([true, [], 1]);
  expect(factsOf('fog')).toContain('"width":800');
  expect(await announced()).toEqual([]);
});

test('later syncs neither wait for a pending image nor inspect it again', async () => {
  story('fog');
  await syncAll();
  inspector = new ImageInspector({ inAll: 2_000_000, forNext: 2_000_000 }, worker);
  await announced(); // as after a start of the server: begins the inspection
  expect(calls).toHaveLength(2);
  story('rain');
  const syncing = syncAll();
  await expect.poll(() => calls.length).toBe(3);
  calls[2]?.end(good('b'));
  await syncing;
  expect(stories()).toEqual(['fog', 'rain']);
  expect([factsOf('fog') === null, factsOf('rain') === null]).toEqual([true, false]);
});

test('a first sync waits as long as images become ready', async () => {
  inspector = new ImageInspector({ inAll: 0, forNext: 2_000_000 }, worker);
  story('fog');
  story('rain');
  const syncing = syncAll();
  await expect.poll(() => calls.length).toBe(2);
  for (const [index, call] of calls.entries()) call.end(good(String(index)));
  await syncing;
  expect(diagnostics()).toEqual([]);
});

test('a first sync that goes on after a crash waits for the images that were pending', async () => {
  story('fog');
  const crash = () => {
    throw new Error('crash');
  };
  await expect(
    sync(db, folders(), null, { images: inspector, batches: { first: 500, others: 500, onBatch: crash } }),
  ).rejects.toThrow('crash');
  expect(diagnostics().join()).toContain('image-pending');
  inspector = new ImageInspector({ inAll: 0, forNext: 2_000_000 }, worker);
  const syncing = syncAll();
  await expect.poll(() => calls.length).toBeGreaterThan(1);
  for (const call of calls) call.end(good('a'));
  await syncing;
  expect([diagnostics(), factsOf('fog')]).toEqual([[], expect.stringContaining('"width":800')]);
});

test('a pending image that is deleted is forgotten, and a changed one is inspected anew', async () => {
  story('fog');
  await syncAll();
  put(path.join(root, 'content/articles/fog.jpg'), 'Other bytes');
  await syncAll();
  expect(calls).toHaveLength(2);
  calls[0]?.end(good('a')); // of the former version
  expect(await announced()).toEqual([]);
  rmSync(path.join(root, 'content/articles/fog.jpg'));
  await syncAll();
  calls[1]?.end(good('b'));
  expect(await announced()).toEqual([]);
  expect(diagnostics().join()).toContain('image-missing');
});

test('pages keep the former version of an image while the new one is pending', async () => {
  story('fog');
  inspector = new ImageInspector({ inAll: 20, forNext: 2_000_000 }, worker);
  const first = syncAll();
  await expect.poll(() => calls.length).toBe(1);
  calls[0]?.end(good('a'));
  await first;
  put(path.join(root, 'content/articles/fog.jpg'), 'A new version');
  await syncAll();
  expect(factsOf('fog')).toContain('aaaa');
  expect(diagnostics().join()).toContain('image-pending');
  calls[1]?.end(good('b'));
  await announced();
  await syncAll();
  expect([diagnostics(), factsOf('fog')]).toEqual([[], expect.stringContaining('bbbb')]);
});

test('an image with a new time only keeps its facts, however long it takes to find that out', async () => {
  story('fog');
  inspector = new ImageInspector({ inAll: 20, forNext: 2_000_000 }, worker);
  const first = syncAll();
  await expect.poll(() => calls.length).toBe(1);
  calls[0]?.end(good('a'));
  await first;
  utimesSync(path.join(root, 'content/articles/fog.jpg'), 1000, 1000);
  await syncAll();
  expect(calls[1]?.known).toBe('a'.repeat(20));
  calls[1]?.end({ hash: 'a'.repeat(20), facts: null, finding: null });
  await announced();
  await syncAll();
  await announced();
  calls.at(-1)?.end(good('a'));
  await announced();
  await syncAll();
  expect([factsOf('fog') !== null, diagnostics()]).toEqual([true, []]);
});

test('without delays a sync waits for all images', async () => {
  inspector = new ImageInspector(null, worker);
  story('fog');
  const syncing = syncAll();
  await expect.poll(() => calls.length).toBe(1);
  calls[0]?.end(good('a'));
  await syncing;
  expect(diagnostics()).toEqual([]);
});
