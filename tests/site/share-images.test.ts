import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cropsOf } from '#lib/routes/image-files.ts';
import { shareImagePath } from '#lib/routes/share-image.ts';
import { photograph, put } from '../fixtures/photographs.ts';
import { eventually, type Site, startSite } from './running-site.ts';

const NOW = Date.parse('2026-12-01T12:00:00Z');
const HOUR = 3_600_000;

const article = (title: string, keys = '', date = '2026-11-30') =>
  `---\ntitle: ${title}\nauthor: tobias-wrenfield\ndate: ${date}\ntags: [Oceans]\n${keys}---\n\nText.\n`;
const IMAGE = 'image: {src: fleet.jpg, alt: Three ferries}\n';

let site: Site;
let file: (name: string) => string;
beforeAll(async () => {
  const photo = await photograph(1600, 1067, { left: '#aa3333', right: '#2255cc' });
  const late = await photograph(640, 480, { left: '#118811' });
  site = await startSite({
    at: NOW,
    arrange(content) {
      file = (name) => path.join(content, 'articles/2026/11', name);
      put(file('fleet.jpg'), photo);
      put(file('fleet.md'), article('The fleet leaves', IMAGE));
      put(file('bare.md'), article('No ferry left'));
      put(file('changed.md'), article('Four ferries left'));
      put(file('draft.md'), article('Not yet', 'draft: true\n'));
      put(file('late.jpg'), late);
      const keys = 'image: {src: late.jpg, alt: The quay}\n';
      put(file('late.md'), article('Late', keys, new Date(NOW + HOUR).toISOString()));
      put(file('港口-重开.md'), article('港口重新开放'));
      put(
        file('map.svg'),
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200"><path d="M0 0H300V200Z"/></svg>',
      );
      put(file('map.md'), article('A map', 'image: {src: map.svg, alt: A map}\n'));
    },
  });
});
afterAll(() => site.stop());

async function get(address: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await fetch(site.origin + address, { headers, method, redirect: 'manual' });
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
}

describe('the share image of a story', () => {
  test.each(['fleet', 'bare', 'map', 'new-alliance-cultural-ip-china'])('exists: %s', async (slug) => {
    const { status, headers, body } = await get(shareImagePath({ edition: '', slug }));
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(body.length),
      'cache-control': 'public, max-age=0, must-revalidate',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    const { format, width, height } = await sharp(body).metadata();
    expect([format, width, height]).toEqual(['png', 1200, 630]);
  });

  test('exists for a story whose URL is not ASCII', async () => {
    expect(shareImagePath({ edition: '', slug: '港口-重开' })).toMatch(/^\/articles\/%E6/);
    expect((await get(shareImagePath({ edition: '', slug: '港口-重开' }))).status).toBe(200);
  });

  test('has the lead image', async () => {
    const { body } = await get(shareImagePath({ edition: '', slug: 'fleet' }));
    const mean = async (left: number) => {
      const part = sharp(body).extract({ left, top: 20, width: 20, height: 590 });
      const { channels } = await sharp(await part.png().toBuffer()).stats();
      return channels.map(({ mean }) => Math.round(mean));
    };
    expect((await mean(20)).every((value) => value > 240)).toBe(true); // background
    const [red = 0, green = 0, blue = 0] = await mean(1170);
    expect([blue > 150, red < 80, green < 120]).toEqual([true, true, true]); // the right half of the photograph
  });

  test('answers HEAD, and gets 304 for a reader who has it', async () => {
    const { headers, body } = await get(shareImagePath({ edition: '', slug: 'bare' }));
    const head = await get(shareImagePath({ edition: '', slug: 'bare' }), {}, 'HEAD');
    expect([head.status, head.body.length, head.headers.get('content-length')]).toEqual([200, 0, String(body.length)]);
    const again = await get(shareImagePath({ edition: '', slug: 'bare' }), {
      'if-none-match': headers.get('etag') ?? '',
    });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await get(shareImagePath({ edition: '', slug: 'bare' }), { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('changes with the headline, and is the same again with the old one', async () => {
    const before = await get(shareImagePath({ edition: '', slug: 'changed' }));
    const saved = (headline: string) => {
      writeFileSync(file('changed.md'), article(headline));
      const changed = ({ headers }: typeof before) => headers.get('etag') !== before.headers.get('etag');
      return eventually(
        () =>
          get(shareImagePath({ edition: '', slug: 'changed' }), { 'if-none-match': before.headers.get('etag') ?? '' }),
        (answer) => changed(answer) === (headline !== 'Four ferries left'),
      );
    };
    const after = await saved('Five ferries left');
    expect([after.status, after.body.equals(before.body)]).toEqual([200, false]);
    expect((await saved('Four ferries left')).status).toBe(304);
  });

  test('does not exist for a draft, a missing story, or another file name', async () => {
    const wrong = [
      shareImagePath({ edition: '', slug: 'draft' }),
      shareImagePath({ edition: '', slug: 'nothing-here' }),
      '/articles/share.png',
      '/articles/Bare/share.png',
      '/articles/bare/share.jpg',
      '/articles/bare/share.png/',
      '/articles/bare/history/share.png',
      '/authors/tobias-wrenfield/share.png',
    ];
    for (const address of wrong) {
      const { status, headers } = await get(address);
      expect([status, headers.get('cache-control')], address).toEqual([404, 'no-store']);
    }
  });

  test('does not exist one second before its story, even if it was made already', async () => {
    const address = shareImagePath({ edition: '', slug: 'late' });
    expect((await get(address)).status).toBe(404);
    await site.setClock(NOW + HOUR);
    const { status, headers } = await get(address);
    expect(status).toBe(200);
    await site.setClock(NOW + HOUR - 1000);
    expect((await get(address)).status).toBe(404);
    expect((await get(address, { 'if-none-match': headers.get('etag') ?? '*' })).status).toBe(404);
    await site.setClock(NOW + HOUR);
    expect((await get(address)).status).toBe(200);
    await site.setClock(NOW);
  });
});

describe('the crops of a photograph', () => {
  const hashOf = async (slug = 'fleet') => {
    const html = (await get(`/articles/${slug}`)).body.toString();
    return /\/media\/(\w+)\//.exec(html)?.[1] ?? '';
  };

  test('exist in the proportions that search engines want', async () => {
    const facts = { hash: await hashOf(), width: 1600, height: 1067, colour: '', transparent: false, svg: false };
    const crops = cropsOf(facts);
    expect(crops).toHaveLength(3);
    for (const { path: address, width, height } of crops) {
      const { status, headers, body } = await get(address);
      expect([status, headers.get('content-type')], address).toEqual([200, 'image/jpeg']);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      const made = await sharp(body).metadata();
      expect([made.width, made.height, made.exif]).toEqual([width, height, undefined]);
    }
  });

  test('do not exist before their story', async () => {
    await site.setClock(NOW + HOUR);
    const address = `/media/${await hashOf('late')}/640x480.jpg`;
    expect((await get(address)).status).toBe(200);
    await site.setClock(NOW + HOUR - 1000);
    expect((await get(address)).status).toBe(404);
    await site.setClock(NOW);
  });

  test('exist in no other proportions', async () => {
    const hash = await hashOf();
    for (const name of [
      '1200x1200.jpg',
      '1200x901.jpg',
      '1200x900.avif',
      '1200x900.png',
      '1200x0.jpg',
      '0x0.jpg',
      '600x450.jpg',
      '1200x.jpg',
    ]) {
      expect((await get(`/media/${hash}/${name}`)).status, name).toBe(404);
    }
  });
});

test('a share image is made without a missing lead image', async () => {
  put(file('gone.jpg'), await photograph(800, 600, { left: '#117711', right: '#117711' }));
  put(file('gone.md'), article('The quay', 'image: {src: gone.jpg, alt: The quay}\n'));
  const page = () => get('/articles/gone');
  expect((await eventually(page, ({ status }) => status === 200)).status).toBe(200);
  rmSync(file('gone.jpg'));
  const { status, body } = await get(shareImagePath({ edition: '', slug: 'gone' }));
  const { channels } = await sharp(
    await sharp(body).extract({ left: 1150, top: 150, width: 40, height: 400 }).png().toBuffer(),
  ).stats();
  expect([status, channels.every(({ mean }) => mean > 240)]).toEqual([200, true]);
});
