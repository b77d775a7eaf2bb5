import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listContent, publicFileExists, readContent } from '#lib/content/files.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { photograph, put } from '../../../fixtures/photographs.ts';

// A thread replaces folders by symbolic links to folders outside of the content, and back, now faster, now slower.
// No check before opening wins against that.

let root: string;
let swapping: Worker;
/** How often the thread has put links and folders back. */
let rounds: Int32Array;

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-race-'));
  const keys = {
    name: 'The Courier',
    tagline: 'News',
    origin: 'https://courier.example',
    timeZone: 'UTC',
    language: 'en',
  };
  const story = (title: string) => `---\ntitle: ${title}\nauthor: mira\ndate: 2024-01-01\n---\nText.\n`;
  put(path.join(root, 'content/publication.yaml'), JSON.stringify(keys));
  put(path.join(root, 'content/authors/mira.md'), '---\nname: Mira\n---\n');
  put(path.join(root, 'content/articles/sub.d/story.md'), story('Inside'));
  put(path.join(root, 'content/articles/sub.d/image.jpg'), await photograph(16, 16));
  put(path.join(root, 'public/files/x.txt'), 'x');
  put(path.join(root, 'outside/articles/story.md'), story('Secret').repeat(2));
  put(path.join(root, 'outside/articles/secret.md'), story('Secret'));
  put(path.join(root, 'outside/articles/image.jpg'), await photograph(32, 32));
  put(path.join(root, 'outside/articles/secret.jpg'), await photograph(32, 32));
  put(path.join(root, 'outside/files/secret.txt'), 'secret');
  rounds = new Int32Array(new SharedArrayBuffer(4));
  const program = `
    const { renameSync, symlinkSync, rmSync } = require('node:fs');
    const { workerData: { folders, rounds } } = require('node:worker_threads');
    const hold = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    for (let round = 0; ; round++) {
      for (const [folder, outside] of folders) {
        renameSync(folder, folder + '.moved');
        symlinkSync(outside, folder);
        // Sometimes for the length of a system call, sometimes for that of a sync.
        if (round % 4 === 0) hold(round % 12);
        rmSync(folder);
        renameSync(folder + '.moved', folder);
        if (round % 4 === 0) hold(round % 20);
      }
      Atomics.add(rounds, 0, 1);
    }`;
  const folders = [
    [path.join(root, 'content/articles/sub.d'), path.join(root, 'outside/articles')],
    [path.join(root, 'public/files'), path.join(root, 'outside/files')],
  ];
  swapping = new Worker(program, { eval: true, workerData: { folders, rounds } });
});
afterEach(async () => {
  await swapping.terminate();
  rmSync(root, { recursive: true });
});

const folders = () => ({ content: path.join(root, 'content'), public: path.join(root, 'public') });

/** Repeats `attempt` until the folders were replaced `times` times meanwhile, and `isDone`. */
async function race(times: number, attempt: () => unknown, isDone: () => boolean = () => true): Promise<void> {
  const until = Atomics.load(rounds, 0) + times;
  while (Atomics.load(rounds, 0) < until || !isDone()) await attempt();
}

test('files are never listed or read through a link that comes and goes', async () => {
  const read = new Set<unknown>();
  let found = 0;
  await race(
    500,
    () => {
      for (const file of listContent(folders())) {
        read.add(path.basename(file.path));
        if (file.kind === 'article') read.add(/title: \w+/.exec(String(readContent(file)))?.[0] ?? 'none');
      }
      read.add(publicFileExists(folders(), '/files/secret.txt'));
      if (publicFileExists(folders(), '/files/x.txt')) found++;
    },
    () => found > 0 && read.has('title: Inside'),
  );
  expect([...read].filter((it) => it === true || /secret/i.test(String(it)))).toEqual([]);
});

test('syncs never write what lies behind a link that comes and goes', async () => {
  const { store } = await ContentStore.open({ folders: folders(), index: path.join(root, 'index.sqlite') });
  const seen = new Set<string>();
  const names = ['story.md', 'secret.md', 'image.jpg', 'secret.jpg'].map((name) => `content/articles/sub.d/${name}`);
  let syncs = 0;
  await race(
    300,
    async () => {
      await store.sync(++syncs % 2 ? names : null);
      for (const { headline } of store.rows<{ headline: string }>('SELECT headline FROM articles')) seen.add(headline);
      for (const { path, size } of store.rows<{ path: string; size: number }>('SELECT path, size FROM files')) {
        seen.add(path.endsWith('story.md') ? `${size} bytes` : path);
      }
      const sql = "SELECT facts ->> 'width' AS width FROM images";
      for (const { width } of store.rows<{ width: number }>(sql)) seen.add(`width ${width}`);
    },
    () => syncs >= 30 && seen.has('Inside'),
  );
  await store.close();
  const inside = Buffer.byteLength('---\ntitle: Inside\nauthor: mira\ndate: 2024-01-01\n---\nText.\n');
  expect(
    [...seen].filter((it) => /secret|width 32/i.test(it) || (/bytes$/.test(it) && it !== `${inside} bytes`)),
  ).toEqual([]);
});
