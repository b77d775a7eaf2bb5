import { cpSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ImageWorker } from '#lib/images/image-worker.ts';
import { cropsOf, widthsOf } from '#lib/routes/image-files.ts';
import { ImageResponder } from '#lib/server/image-responder.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';
import { photograph, put, SECRETS } from '../../fixtures/photographs.ts';

// Images under public/, in a separate project for each test.

// Each starts a process, and AVIF takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const NOON = Date.UTC(2024, 0, 14, 17);
const MINUTE = 60_000;

/** One process makes the images of all tests. */
const worker = new ImageWorker();
afterAll(() => worker.close());

let root: string;
let now: number;
let store: ContentStore;
let media: ImageResponder;

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-media-'));
  now = NOON;
  const keys = {
    name: 'The Courier',
    tagline: 'News',
    origin: 'https://courier.example',
    timeZone: 'UTC',
    language: 'en',
  };
  put(path.join(root, 'content/publication.yaml'), JSON.stringify(keys));
  put(path.join(root, 'content/authors/mira.md'), '---\nname: Mira\n---\n');
});
afterEach(async () => {
  await store.close();
  rmSync(root, { recursive: true });
});

async function open(): Promise<void> {
  const opened = await ContentStore.open({
    folders: { content: path.join(root, 'content'), public: path.join(root, 'public') },
    index: path.join(root, 'cache/index.sqlite'),
    clock: () => now,
  });
  store = opened.store;
  media = new ImageResponder(store, { folder: path.join(root, 'cache/media'), maxBytes: 1e7 }, worker);
}

function article(name: string, src: string, keys: Record<string, unknown> = {}): void {
  const all = { title: name, author: 'mira', date: '2024-01-01', image: { src, alt: 'Ferries' }, ...keys };
  put(path.join(root, `content/articles/${name}.md`), `---\n${JSON.stringify(all)}\n---\nText.\n`);
}

const publicFile = (name: string) => path.join(root, 'public', name);

test.each(['jpeg', 'png', 'webp', 'avif'] as const)(
  'an original in %s is sent without metadata, and no larger than a page needs',
  async (format) => {
    put(publicFile(`images/a.${format}`), await photograph(2200, 1100, { format, orientation: 3 }));
    await open();
    const answer = await media.answer(`/images/a.${format}`);
    const {
      width,
      height,
      format: made,
      exif,
      xmp,
      orientation,
    } = await sharp(answer?.body ?? Buffer.alloc(0)).metadata();
    expect([width, height, made, exif, xmp, orientation ?? 1]).toEqual([
      1920,
      960,
      format === 'avif' ? 'heif' : format,
      undefined,
      undefined,
      1,
    ]);
    expect(SECRETS.filter((secret) => answer?.body?.includes(secret))).toEqual([]);
    expect(answer?.headers['Content-Type']).toBe(`image/${format}`);
  },
);

test('a picture of an older site is at its old address, from the folder of the publication', async () => {
  const folder = 'content/public/wp-content/uploads/2019/03';
  put(path.join(root, folder, 'harbor.jpg'), await photograph(300, 200));
  for (const name of ['harbor.bmp', 'harbor.tiff']) put(path.join(root, folder, name), 'x');
  await open();
  const answer = await media.answer('/wp-content/uploads/2019/03/harbor.jpg');
  expect([answer?.status, answer?.headers['Content-Type']]).toEqual([200, 'image/jpeg']);
  expect(SECRETS.filter((secret) => answer?.body?.includes(secret))).toEqual([]);
  for (const name of ['harbor-300x200.jpg', 'harbor.bmp', 'harbor.tiff'])
    expect(await media.answer(`/wp-content/uploads/2019/03/${name}`), name).toBeNull();
});

test('an image that failed is tried again after a minute, whatever the clock says', async () => {
  const failing = { encode: vi.fn().mockRejectedValueOnce(new Error('no memory')).mockResolvedValue(Buffer.from('x')) };
  put(publicFile('images/a.jpeg'), await photograph(300, 200));
  await open();
  media = new ImageResponder(store, { folder: path.join(root, 'cache/media'), maxBytes: 1e7 }, failing as never);
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    expect(await media.answer('/images/a.jpeg')).toBeNull();
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(await media.answer('/images/a.jpeg')).toBeNull();
    vi.setSystemTime(Date.now() - 7_200_000);
    vi.advanceTimersByTime(61_000);
    expect((await media.answer('/images/a.jpeg'))?.status).toBe(200);
  } finally {
    vi.useRealTimers();
    log.mockRestore();
  }
});

test('an animation is answered by its first frame', async () => {
  cpSync('tests/fixtures/broken-images/signal.gif', publicFile('signal.gif'));
  await open();
  const answer = await media.answer('/signal.gif');
  expect(answer?.headers['Content-Type']).toBe('image/png');
  expect((await sharp(answer?.body ?? Buffer.alloc(0)).metadata()).pages).toBeUndefined();
});

test('what is refused, unreadable or unknown is not sent', async () => {
  for (const name of ['script.svg', 'cut-off.jpg', 'words.jpg', 'bomb.png', 'jpeg-called.png']) {
    cpSync(`tests/fixtures/broken-images/${name}`, publicFile(name));
  }
  put(publicFile('raw.heic'), await photograph(30, 20));
  put(publicFile('raw.TIFF'), 'x');
  put(publicFile('.hidden.jpg'), await photograph(30, 20));
  await open();
  put(publicFile('after.jpg'), await photograph(30, 20)); // not in the index yet
  for (const name of [
    'script.svg',
    'cut-off.jpg',
    'words.jpg',
    'bomb.png',
    'jpeg-called.png',
    'raw.heic',
    'raw.TIFF',
    '.hidden.jpg',
    'after.jpg',
    'x/../raw.jpg',
    '',
  ]) {
    expect(await media.answer(`/${name}`), name).toBeNull();
  }
});

describe('an image under public/', () => {
  const status = async () => (await media.answer('/images/a.jpg'))?.status ?? 404;
  const variant = async () => {
    const hash = store.read((db) => db.prepare('SELECT hash FROM images').get()?.hash);
    return (await media.answer(`/media/${hash}/96.avif`))?.status ?? 404;
  };
  beforeEach(async () => put(publicFile('images/a.jpg'), await photograph(300, 200)));

  test('that nothing names is there', async () => {
    await open();
    expect([await status(), await variant()]).toEqual([200, 200]);
  });

  test('that an article under embargo names is there with the article', async () => {
    article('later', '/images/a.jpg', { date: new Date(NOON + MINUTE).toISOString() });
    await open();
    expect([await status(), await variant()]).toEqual([404, 404]);
    now = NOON + MINUTE - 1;
    expect([await status(), await variant()]).toEqual([404, 404]);
    now = NOON + MINUTE;
    expect([await status(), await variant()]).toEqual([200, 200]);
  });

  test.each([
    ['a draft names', { draft: true }, 404],
    ['an article that is broken from the first names', { date: 'soon' }, 404],
    ['a published article names', {}, 200],
  ])('that %s', async (_who, keys, expected) => {
    article('one', '/images/a.jpg', keys);
    await open();
    expect([await status(), await variant()]).toEqual([expected, expected]);
  });

  test('that a draft and a published article name is public', async () => {
    article('one', '/images/a.jpg', { draft: true });
    article('two', '/images/a.jpg');
    await open();
    expect(await status()).toBe(200);
  });

  test('that only the text of a draft has is not public', async () => {
    put(
      path.join(root, 'content/articles/one.md'),
      '---\ntitle: One\nauthor: mira\ndate: 2024-01-01\ndraft: true\n---\n\n![Ferries](/images/a.jpg)\n',
    );
    await open();
    expect(await status()).toBe(404);
  });

  test.each([
    ['pages/about.md', '---\ntitle: About\n---\n![Ferries](/images/a.jpg)\n', 200],
    ['authors/ida.md', '---\nname: Ida\nportrait: /images/a.jpg\n---\n', 404],
    ['tags/sea.md', '---\nname: Sea\n---\n![Ferries](/images/a.jpg)\n', 404],
  ])('that a draft and %s name is public if that file is', async (file, text, expected) => {
    article('one', '/images/a.jpg', { draft: true });
    put(path.join(root, 'content', file), text);
    await open();
    expect(await status()).toBe(expected);
    // Authors and tags are public with their first story.
    article('two', '', { author: ['mira', 'ida'], tags: ['Sea'], image: undefined });
    put(path.join(root, 'content/authors/ida.md'), '---\nname: Ida\nportrait: /images/a.jpg\n---\n');
    await store.sync();
    expect(await status()).toBe(200);
  });
});

describe('a sync', () => {
  const touched = (name: string) =>
    put(path.join(root, 'content/articles', name), '---\ntitle: x\nauthor: mira\ndate: 2024-01-01\n---\nNew.\n');

  test('reads only images that changed', async () => {
    put(publicFile('a.jpg'), await photograph(300, 200));
    put(publicFile('b.jpg'), await photograph(320, 200));
    article('one', '/a.jpg');
    await open();
    expect(await store.sync()).toMatchObject({ files: 5, read: 0, visible: false });
    touched('two.md');
    expect(await store.sync(['content/articles/two.md'])).toMatchObject({ read: 1 });
    put(publicFile('b.jpg'), await photograph(340, 200));
    // No page has it, so none changes.
    expect(await store.sync(['public/b.jpg'])).toMatchObject({ files: 1, read: 1, visible: false });
    put(publicFile('a.jpg'), await photograph(360, 200));
    // The article is unchanged, and need not be read again.
    expect(await store.sync(['public/a.jpg'])).toMatchObject({ files: 1, read: 1, visible: true });
    expect(queriesFor(store, '').story('one')?.image?.facts.width).toBe(360);
    utimesSync(publicFile('a.jpg'), 2e9, 2e9); // as after a fresh clone
    expect(await store.sync()).toMatchObject({ read: 0, visible: false });
  });

  test('reads the articles of an image that is gone, back or broken', async () => {
    const good = await photograph(300, 200);
    put(publicFile('a.jpg'), good);
    article('one', '/a.jpg');
    await open();
    const rules = () => store.diagnostics().map(({ rule }) => rule);
    rmSync(publicFile('a.jpg'));
    await store.sync(['public/a.jpg']);
    expect([rules(), queriesFor(store, '').story('one')?.image]).toEqual([['image-missing'], null]);
    put(publicFile('a.jpg'), good.subarray(0, 400));
    await store.sync(['public/a.jpg']);
    expect([rules(), queriesFor(store, '').story('one')?.image]).toEqual([['image-broken'], null]);
    put(publicFile('a.jpg'), good);
    await store.sync(['public/a.jpg']);
    expect([rules(), queriesFor(store, '').story('one')?.image?.facts.width]).toEqual([[], 300]);
  });

  test('keeps the portrait of an author whose page outlives the author’s file', async () => {
    put(path.join(root, 'content/authors/ida.jpg'), await photograph(300, 200));
    put(path.join(root, 'content/authors/ida.md'), '---\nname: Ida\nportrait: ida.jpg\n---\n');
    article('one', '/a.jpg', { author: 'ida', image: undefined });
    await open();
    rmSync(path.join(root, 'content/authors/ida.md'));
    await store.sync();
    const portrait = queriesFor(store, '').author('ida')?.portrait;
    expect((await media.answer(`/media/${portrait?.hash}/96.avif`))?.status).toBe(200);
    rmSync(path.join(root, 'content/articles/one.md'));
    await store.sync();
    expect(queriesFor(store, '').author('ida')).toBeNull();
    expect(await media.answer(`/media/${portrait?.hash}/96.avif`)).toBeNull();
  });
});

test('all variants, crops and share images of a large image are made from one copy, which stays in the cache', async () => {
  const jobs: string[] = [];
  const counting = new Proxy(worker, {
    get: (target, name) => {
      const job = (...args: unknown[]) => {
        const last = args.at(-1) as string | { reduced?: string | null } | null;
        const copy = typeof last === 'string' ? last : last?.reduced;
        jobs.push(`${String(name)} ${copy ? 'copy' : 'original'}`);
        return (target[name as 'encode'] as (...args: unknown[]) => Promise<Buffer | null>).apply(target, args);
      };
      return name === 'close' ? () => {} : job;
    },
  });
  article('one', '/a.avif');
  put(publicFile('a.avif'), await photograph(3000, 2000, { format: 'avif', orientation: 6 }));
  await open();
  const cache = { folder: path.join(root, 'cache/media'), maxBytes: 1e7 };
  media = new ImageResponder(store, cache, counting);
  const facts = queriesFor(store, '').story('one')?.image?.facts;
  if (!facts) throw new Error('The story has no image.');
  const sizes = widthsOf(facts).map((width) => `${width}.webp`);
  const crops = cropsOf(facts).map((crop) => `${crop.width}x${crop.height}.jpg`);
  const made = await Promise.all(
    [...sizes, ...crops].map(async (name) => [name, await media.answer(`/media/${facts.hash}/${name}`)] as const),
  );
  for (const [name, answer] of made) {
    const { width, height } = await sharp(answer?.body ?? Buffer.alloc(0)).metadata();
    expect([`${width}x${height}.jpg`, `${width}.webp`], name).toContain(name);
  }
  expect(await media.answer('/articles/one/share.png')).toBeTruthy();
  expect(jobs.filter((job) => job !== 'encode copy')).toEqual(['reduce original', 'draw copy']);
  // After a restart, too.
  media = new ImageResponder(store, cache, counting);
  await media.answer(`/media/${facts.hash}/320.jpg`);
  expect(jobs.at(-1)).toBe('encode copy');
});

test('a copy that was deleted from the cache is made again', async () => {
  put(publicFile('a.jpg'), await photograph(3000, 2000));
  await open();
  const hash = store.read((db) => db.prepare('SELECT hash FROM images').get()?.hash);
  expect((await media.answer(`/media/${hash}/96.jpg`))?.status).toBe(200);
  rmSync(path.join(root, 'cache/media'), { recursive: true });
  expect((await media.answer(`/media/${hash}/192.jpg`))?.status).toBe(200);
});

test('no variant is made of an image that changed since the last sync', async () => {
  put(publicFile('a.jpg'), await photograph(300, 200));
  await open();
  writeFileSync(publicFile('a.jpg'), await photograph(320, 200, { left: '#000000' }));
  expect(await media.answer('/a.jpg')).toBeNull();
});
