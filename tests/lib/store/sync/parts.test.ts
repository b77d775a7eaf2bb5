import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ContentStore } from '#lib/store/content-store.ts';
import { openIndex } from '#lib/store/index-file.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';
import { type SyncReport, sync } from '#lib/store/sync/sync.ts';

// A large change is read in parts.

const NOW = Date.parse('2024-06-01T12:00:00Z');

let root: string;
let store: ContentStore;
let ran: SyncReport[];
/** Called after each sync and each part of one. */
let afterPart: () => void;

function write(file: string, text: string): void {
  const absolute = path.join(root, 'content', file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
}

const article = (slug: string, title: string, more = '') =>
  write(
    `articles/${slug}.md`,
    `---\ntitle: ${title}\nauthor: ada\ndate: 2024-05-${slug.slice(-2)}\n${more}---\nText.\n`,
  );
const SLUGS = Array.from({ length: 9 }, (_, day) => `story-0${day + 1}`);
const titles = () => SLUGS.map((slug) => queriesFor(store, '').story(slug)?.headline);

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-parts-'));
  write(
    'publication.yaml',
    'name: Courier\ntagline: News\norigin: https://courier.example\ntimeZone: UTC\nlanguage: en\n',
  );
  write('authors/ada.md', '---\nname: Ada\n---\n');
  for (const slug of SLUGS) article(slug, 'Old');
  ran = [];
  afterPart = () => {};
  const opened = await ContentStore.open({
    folders: { content: path.join(root, 'content'), public: path.join(root, 'public') },
    index: path.join(root, 'index.sqlite'),
    clock: () => NOW,
    syncer: (paths) => {
      const db = openIndex(paths);
      return {
        async sync(changed) {
          const report = await sync(db, paths.folders, changed, { now: NOW, articlesAtOnce: 3 });
          ran.push(report);
          afterPart();
          return report;
        },
        close: async () => db.close(),
      };
    },
  });
  store = opened.store;
  ran = [];
});

afterEach(async () => {
  await store.close();
  rmSync(root, { recursive: true });
});

test.each([
  ['of all files', () => null],
  ['of the files that changed', () => SLUGS.map((slug) => `content/articles/${slug}.md`)],
])('a large sync %s reads the newest stories first, and lets a small change go before the others', async (_, paths) => {
  for (const slug of SLUGS) article(slug, 'New one');
  let small: Promise<SyncReport> | undefined;
  const seen: (string | undefined)[][] = [];
  afterPart = () => {
    if (!small) {
      write('authors/eva.md', '---\nname: Eva\n---\n');
      article('story-10', 'Small', 'series: Tides\n');
      small = store.sync(['content/articles/story-10.md', 'content/authors/eva.md']);
      void small.then(() => seen.push([...titles(), queriesFor(store, '').story('story-10')?.headline]));
    }
  };
  const report = await store.sync(paths());
  expect(seen).toEqual([[...Array(6).fill('Old'), ...Array(3).fill('New one'), 'Small']]);
  expect(titles()).toEqual(Array(9).fill('New one'));
  expect(report).toMatchObject({ visible: true, rest: [] });
  expect(ran.map(({ rest }) => rest.length)).toEqual([2, 0, 0, 0]);
  expect(store.diagnostics()).toEqual([]);
});

test('a sync in which files were moved is one: no story is gone in between', async () => {
  mkdirSync(path.join(root, 'content/articles/2024'));
  for (const slug of SLUGS) {
    renameSync(path.join(root, `content/articles/${slug}.md`), path.join(root, `content/articles/2024/${slug}.md`));
  }
  await store.sync();
  expect(ran).toMatchObject([{ rest: [], gone: 9, read: 9 }]);
  expect(titles()).toEqual(Array(9).fill('Old'));
});

test('an author who comes in between is known to the stories of the later parts', async () => {
  for (const slug of SLUGS) article(slug, 'New one');
  let done: Promise<SyncReport> | undefined;
  afterPart = () => {
    done ??= (() => {
      write('authors/eva.md', '---\nname: Eva\n---\n');
      write('articles/story-01.md', '---\ntitle: By Eva\nauthor: Eva\ndate: 2024-05-01\n---\nText.\n');
      return store.sync(['content/authors/eva.md']);
    })();
  };
  await store.sync();
  await done;
  expect(queriesFor(store, '').story('story-01')).toMatchObject({ headline: 'By Eva', byline: [{ name: 'Eva' }] });
  expect(store.diagnostics()).toEqual([]);
});
