import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { photograph, put, SECRETS, seal } from '../fixtures/photographs.ts';
import { treeOf } from '../process-tree.ts';
import { eventually, launch, open, operatorHealth, project, type Site, startSite } from './running-site.ts';

const NOW = Date.parse('2026-12-01T12:00:00Z');
const HOUR = 3_600_000;
const broken = (name: string) => readFileSync(path.join(project, 'tests/fixtures/broken-images', name));

const article = (title: string, keys: string, body = 'Text.', date = '2026-11-30') =>
  `---\ntitle: ${title}\nauthor: harbor-desk\ndate: ${date}\ntags: [Oceans]\n${keys}---\n\n${body}\n`;
const image = (src: string) => `image: {src: ${src}, alt: Three ferries, caption: The fleet., credit: Mei Tan}\n`;

let photo: Buffer;
const sealedPhoto = () => photograph(700, 500, { left: '#113355', right: '#117755' });
const names = ['fleet', 'quay', 'seal', 'map', 'small', 'late'];

async function fill(content: string): Promise<void> {
  photo = await photograph(2400, 1600, { left: '#aa3333', right: '#2255cc' });
  const at = (name: string) => path.join(content, 'articles/2026/11', name);
  put(
    path.join(content, 'authors/harbor-desk.md'),
    '---\nname: Harbor Desk\nportrait: harbor-desk.webp\n---\nWrites.\n',
  );
  put(path.join(content, 'authors/harbor-desk.webp'), await photograph(600, 800, { format: 'webp' }));
  put(at('fleet.jpg'), photo);
  put(
    at('fleet.md'),
    article('Fleet', image('fleet.jpg'), 'One.\n\n![The quay](./quay%20one.jpg "The quay at *six*.")\n\nTwo.'),
  );
  // Taken with the camera on its side: the stored image is lying, and its left half is the upper one.
  put(at('quay one.jpg'), await photograph(1200, 800, { orientation: 6 }));
  put(at('quay.md'), article('Quay', image('quay one.jpg')));
  put(at('seal.png'), await seal(900));
  put(at('seal.md'), article('Seal', image('seal.png')));
  put(
    at('map.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200"><!-- by hand --><metadata>Halloran</metadata><path d="M0 0H300V200Z" fill="#357"/></svg>',
  );
  put(at('map.md'), article('Map', image('map.svg')));
  put(at('small.avif'), await photograph(200, 100, { format: 'avif' }));
  put(at('small.md'), article('Small', image('small.avif')));
  put(at('late.jpg'), await sealedPhoto());
  put(at('late.md'), article('Late', image('late.jpg'), 'Text.', new Date(NOW + HOUR).toISOString()));
  put(at('sketch.png'), await photograph(640, 480, { left: '#993399', format: 'png' }));
  put(at('sketch.md'), article('Sketch', `${image('sketch.png')}draft: true\n`));
  put(path.join(content, 'pages/home.md'), '---\nlead: fleet\n---\n');
  put(at('unused.jpg'), await photograph(640, 480, { left: '#777777' }));
}

let site: Site;
beforeAll(async () => {
  const { content, cache } = await folders();
  site = await startSite({ at: NOW, on: { content, cache } });
});
afterAll(async () => {
  await site.stop();
  rmSync(path.dirname(site.content), { recursive: true, force: true });
});

/** A content folder that is filled before a site starts on it. */
async function folders(): Promise<{ content: string; cache: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-images-'));
  const content = path.join(folder, 'content');
  cpSync(path.join(project, 'content'), content, { recursive: true });
  await fill(content);
  return { content, cache: path.join(folder, 'cache') };
}

async function get(address: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await fetch(site.origin + address, { headers, method });
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
}

/** All image files of a page, with their widths. */
function filesOn(document: Document): { path: string; width: number }[] {
  const sets = [...document.querySelectorAll('source')].flatMap(
    (source) => source.getAttribute('srcset')?.split(', ') ?? [],
  );
  const single = [...document.querySelectorAll('main img')].map((img) => img.getAttribute('src') ?? '');
  return [...sets, ...single].map((candidate) => {
    const [path = '', width = ''] = candidate.split(' ');
    return { path, width: Number.parseInt(width || (/\/(\d+)\.\w+$/.exec(path)?.[1] ?? ''), 10) };
  });
}

/** The page of an article, without the stories below it, which have images, too. */
const pageOf = async (name: string) => {
  const { document } = await open(`${site.origin}/articles/${name}`);
  document.querySelector('.related-stories')?.remove();
  return document;
};
const leadOf = async (name: string) => (await pageOf(name)).querySelector('.story__image img');

describe('each image of a page', () => {
  test.each(['fleet', 'quay', 'seal', 'small', 'map'])('exists, in the width and type of its URL: %s', async (name) => {
    const files = filesOn(await pageOf(name));
    expect(files.length).toBeGreaterThan(0);
    for (const { path: address, width } of new Map(files.map((file) => [file.path, file])).values()) {
      const { status, headers, body } = await get(address);
      expect(status, address).toBe(200);
      const type = {
        avif: 'image/avif',
        webp: 'image/webp',
        jpg: 'image/jpeg',
        png: 'image/png',
        svg: 'image/svg+xml',
      };
      const ending = /\.(\w+)$/.exec(address)?.[1] as keyof typeof type;
      expect(headers.get('content-type')).toBe(type[ending]);
      const made = await sharp(body).metadata();
      expect([made.format, made.width], address).toEqual([
        { jpg: 'jpeg', avif: 'heif' }[ending as string] ?? ending,
        width,
      ]);
    }
  });

  test('is never larger than the original, and has width and height on the page', async () => {
    expect(
      filesOn(await pageOf('small'))
        .filter(({ path }) => path.includes('.avif'))
        .map(({ width }) => width),
    ).toContain(200);
    const widest = Math.max(...filesOn(await pageOf('small')).map(({ width }) => width));
    expect(widest).toBeLessThanOrEqual(200);
    for (const name of ['fleet', 'quay', 'seal', 'map', 'small']) {
      const img = await leadOf(name);
      const [width, height] = [Number(img?.getAttribute('width')), Number(img?.getAttribute('height'))];
      expect({ fleet: 1.5, quay: 2 / 3, seal: 1, map: 1.5, small: 2 }[name]).toBeCloseTo(width / height, 2);
    }
  });

  test('is loaded first at the top, and lazily elsewhere', async () => {
    const document = await pageOf('fleet');
    const [lead, ...others] = document.querySelectorAll('main img');
    expect([lead?.getAttribute('fetchpriority'), lead?.getAttribute('loading')]).toEqual(['high', null]);
    expect(others.length).toBeGreaterThan(0);
    for (const other of others) expect(other.getAttribute('loading')).toBe('lazy');
    const home = (await open(`${site.origin}/`)).document;
    expect([...home.querySelectorAll('[fetchpriority=high]')].length).toBe(1);
    expect(home.querySelector('.teaser.teaser-lead [fetchpriority=high]')).not.toBeNull();
  });

  test('has the colour of the image until it loads', async () => {
    const { html, document } = await open(`${site.origin}/articles/fleet`);
    const name = document.querySelector('.story__image img')?.className ?? '';
    expect(name).toMatch(/^c[\da-f]{3}$/);
    expect(html).toContain(`.${name}{background:#${name.slice(1)}}`);
    expect(name).toBe('c648'); // the mean of #aa3333 and #2255cc, in sixteenths
  });
});

test('an image in the text is a figure with its caption', async () => {
  const figure = (await pageOf('fleet')).querySelector('.prose-body figure');
  expect(figure?.previousElementSibling?.textContent).toBe('One.');
  expect(figure?.querySelector('figcaption')?.textContent).toBe('The quay at *six*.');
  expect(figure?.querySelector('img')?.getAttribute('alt')).toBe('The quay');
  expect(figure?.querySelectorAll('source')).toHaveLength(2);
});

test('a photograph is the right way up', async () => {
  const [{ path: address = '' } = {}] = filesOn(await pageOf('quay')).filter(({ path }) => path.endsWith('.jpg'));
  const { data, info } = await sharp((await get(address)).body)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * info.channels, (y * info.width + x) * info.channels + 3),
  ];
  const [top = [], bottom = []] = [at(info.width / 2, 20), at(info.width / 2, info.height - 20)];
  expect(info.height).toBeGreaterThan(info.width);
  expect((top[0] ?? 0) - (top[2] ?? 0)).toBeGreaterThan(80); // red
  expect((bottom[2] ?? 0) - (bottom[0] ?? 0)).toBeGreaterThan(80); // blue
});

test('a transparent image stays transparent', async () => {
  for (const { path: address } of filesOn(await pageOf('seal')).filter(({ path }) => /\/320\.|png$/.test(path))) {
    expect((await sharp((await get(address)).body).stats()).isOpaque, address).toBe(false);
  }
});

describe('the metadata of a photograph', () => {
  const tells = (bytes: Buffer) => ['Exif', ...SECRETS].filter((secret) => bytes.includes(secret));

  test('is in the original', () => expect(tells(photo).length).toBeGreaterThan(2));

  test('is in no variant', async () => {
    for (const name of ['fleet', 'quay', 'small']) {
      for (const { path: address } of filesOn(await pageOf(name))) {
        const { body } = await get(address);
        expect(tells(body), address).toEqual([]);
        const { exif, xmp, iptc, icc, orientation } = await sharp(body).metadata();
        expect([exif, xmp, iptc, icc, orientation ?? 1], address).toEqual([
          undefined,
          undefined,
          undefined,
          undefined,
          1,
        ]);
      }
    }
  });

  test('is not sent by the path of an original under public/', async () => {
    // The screenshot of the README is an image under public/ that no content file has.
    const original = readFileSync(path.join(project, 'public/screenshots/sample-edition.png'));
    const { status, headers, body } = await get('/screenshots/sample-edition.png');
    expect([status, headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(body.equals(original)).toBe(false);
    expect((await sharp(body).metadata()).width).toBeLessThanOrEqual(1920);
    expect(headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
  });

  test('nor is the metadata of an SVG', async () => {
    const address = (await leadOf('map'))?.getAttribute('src') ?? '';
    const { headers, body } = await get(address);
    expect(body.toString()).toBe(
      '<svg viewBox="0 0 300 200" xmlns="http://www.w3.org/2000/svg"><path d="M0 0H300V200Z" fill="#357"></path></svg>',
    );
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
  });
});

describe('an image variant', () => {
  const first = async () => filesOn(await pageOf('fleet'))[0]?.path ?? '';

  test('is cached for a year, may be embedded anywhere, and cannot run anything', async () => {
    const { headers, body } = await get(await first());
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': String(body.length),
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  test('answers HEAD, and gets 304 for a reader who has it', async () => {
    const address = await first();
    const { headers, body } = await get(address);
    const head = await get(address, {}, 'HEAD');
    expect([head.status, head.body.length, head.headers.get('content-length')]).toEqual([200, 0, String(body.length)]);
    const again = await get(address, { 'if-none-match': headers.get('etag') ?? '' });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await get(address, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('exists only in the widths and formats that pages have', async () => {
    const [, hash = ''] = /^\/media\/(\w+)\//.exec(await first()) ?? [];
    const wrong = [
      '321.avif',
      '2400.avif',
      '3000.jpg',
      '0320.avif',
      '320.png',
      '320.gif',
      '320.svg',
      '320',
      '.avif',
      '-1.webp',
      '1e3.webp',
      '320.avif/x',
    ];
    for (const name of wrong) {
      const { status, headers } = await get(`/media/${hash}/${name}`);
      expect([status, headers.get('cache-control')], name).toEqual([404, 'no-store']);
    }
    const others = [
      '/media',
      '/media/',
      `/media/${hash}`,
      '/media/00000000000000000000/320.avif',
      `/media/${hash.toUpperCase()}x/320.avif`,
      `/media/../media/${hash}x/320.avif`,
      `/media/public/fleet.jpg`,
    ];
    for (const address of others) expect((await get(address)).status, address).toBe(404);
    const made = readdirSync(path.join(site.cache, 'media')).filter((name) => name.startsWith(hash));
    expect(made.length).toBeGreaterThan(5);
    expect(made.filter((name) => !/-(96|192|320|480|672|840|960|1280|1600|1920)\.(avif|webp|jpg)$/.test(name))).toEqual(
      [],
    );
  });

  test('has no URL other than its own', async () => {
    for (const address of [
      '/articles/2026/11/fleet.jpg',
      '/content/articles/2026/11/fleet.jpg',
      '/fleet.jpg',
      '/articles/fleet.jpg',
      '/images/../../content/articles/2026/11/fleet.jpg',
    ]) {
      expect((await get(address)).status, address).toBe(404);
    }
  });

  test('is made once for concurrent requests', async () => {
    const address = (await first()).replace(/\d+\.avif$/, '1600.avif');
    const answers = await Promise.all(Array.from({ length: 12 }, () => get(address)));
    expect(new Set(answers.map(({ body }) => body.toString('base64'))).size).toBe(1);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});

describe('before its time', () => {
  const addressOf = async (origin: string, name: string) =>
    filesOn((await open(`${origin}/articles/${name}`)).document)[0]?.path ?? '';

  test('an image is nowhere; with its article it is public', async () => {
    await site.setClock(NOW + HOUR);
    const address = await addressOf(site.origin, 'late');
    expect(address).toMatch(/^\/media\//);
    expect((await get(address)).status).toBe(200);
    for (const early of [HOUR, 1000, 1]) {
      await site.setClock(NOW + HOUR - early);
      const { status, headers } = await get(address);
      // On disk already, and still not public.
      expect([status, headers.get('cache-control')]).toEqual([404, 'no-store']);
      expect((await get(address, { 'if-none-match': '*' })).status).toBe(404);
    }
    await site.setClock(NOW + HOUR);
    expect((await get(address)).status).toBe(200);
    await site.setClock(NOW);
  });

  test('an image that only a draft uses, or nothing, is not public either', async () => {
    const db = new DatabaseSync(path.join(site.cache, 'index.sqlite'), { readOnly: true });
    const sql = "SELECT path, hash FROM images WHERE path LIKE '%sketch.png' OR path LIKE '%unused.jpg' ORDER BY path";
    const found = db.prepare(sql).all() as { path: string; hash: string }[];
    db.close();
    expect(found.map(({ path: at }) => path.basename(at))).toEqual(['sketch.png', 'unused.jpg']);
    for (const { hash } of found) expect((await get(`/media/${hash}/320.avif`)).status).toBe(404);
  });
});

describe('when an editor', () => {
  const file = (name: string) => path.join(site.content, 'articles/2026/11', name);
  const lead = async (name: string) => (await leadOf(name))?.getAttribute('src') ?? null;
  const diagnosticsNow = async () => {
    const { diagnostics } = await operatorHealth(site.origin);
    return diagnostics.listed.map(({ rule, file }) => `${rule} ${path.basename(file)}`);
  };
  /** The diagnostics once every image is inspected, which takes longer than two seconds on a busy machine. */
  const diagnostics = () =>
    eventually(diagnosticsNow, (found) => !found.some((diagnostic) => diagnostic.startsWith('image-pending')));

  test('replaces an image under its name, the page has it at once, at a new URL', async () => {
    const before = (await lead('small')) ?? '';
    put(file('small.avif'), await photograph(300, 150, { left: '#00aa00', format: 'avif' }));
    const after =
      (await eventually(
        () => lead('small'),
        (src) => src !== before,
      )) ?? '';
    expect(after).toMatch(/\/300\.jpg$/);
    expect([(await get(after)).status, (await get(before)).status]).toEqual([200, 404]);
  });

  test('adds an image after the story, the story is there before without it', async () => {
    put(file('new.md'), article('New', image('new.png')));
    await eventually(diagnostics, (list) => list.length > 0);
    expect(await diagnostics()).toEqual(['image-missing new.md']);
    expect([(await open(`${site.origin}/articles/new`)).status, await lead('new')]).toEqual([200, null]);
    put(file('new.png'), await seal(400));
    expect(
      await eventually(
        () => lead('new'),
        (src) => src !== null,
      ),
    ).toMatch(/\/400\.png$/);
    expect(await diagnostics()).toEqual([]);
  });

  test.each([
    ['cut-off.jpg', 'image-broken'],
    ['words.jpg', 'image-broken'],
    ['bomb.png', 'image-type'],
  ])('replaces a good one by %s, the story stays, without it, until it is fixed', async (name, rule) => {
    const good = await lead('fleet');
    put(file('fleet.jpg'), broken(name));
    expect(
      await eventually(
        () => lead('fleet'),
        (src) => src === null,
      ),
    ).toBeNull();
    expect(await diagnostics()).toEqual([`${rule} fleet.md`]);
    const { status, document } = await open(`${site.origin}/articles/fleet`);
    expect([status, document.querySelector('h1')?.textContent, document.querySelector('.story__image')]).toEqual([
      200,
      'Fleet',
      null,
    ]);
    expect(document.querySelector('.prose-body figure')).not.toBeNull();
    put(file('fleet.jpg'), photo);
    expect(
      await eventually(
        () => lead('fleet'),
        (src) => src === good,
      ),
    ).toBe(good);
    expect(await diagnostics()).toEqual([]);
  });

  test('names an image that is rejected, the story is published without it', async () => {
    const good = await lead('seal');
    put(file('script.svg'), broken('script.svg'));
    const text = readFileSync(file('seal.md'), 'utf8');
    writeFileSync(file('seal.md'), text.replace('seal.png', 'script.svg').replace('Seal', 'Unsafe'));
    await eventually(diagnostics, (list) => list.length > 0);
    expect(await diagnostics()).toEqual(['image-unsafe seal.md']);
    expect([await lead('seal'), (await pageOf('seal')).querySelector('h1')?.textContent]).toEqual([null, 'Unsafe']);
    writeFileSync(file('seal.md'), text);
    await eventually(diagnostics, (list) => list.length === 0);
    expect(await lead('seal')).toBe(good);
  });

  test('deletes an image, the page is without it', async () => {
    const before = (await lead('map')) ?? '';
    rmSync(file('map.svg'));
    expect(
      await eventually(
        () => lead('map'),
        (src) => src === null,
      ),
    ).toBeNull();
    expect((await get(before)).status).toBe(404);
    expect(await diagnostics()).toEqual(['image-missing map.md']);
  });

  test('links an image of another site, readers do not load it', async () => {
    put(
      file('linked.md'),
      article('Linked', '', '![A lighthouse](https://images.example/lamp.jpg "x")\n\n![](lamp.txt)'.split('\n')[0]),
    );
    await eventually(diagnostics, (list) => list.includes('image-remote linked.md'));
    const document = await pageOf('linked');
    expect(document.querySelector('.prose-body img')).toBeNull();
    expect(document.querySelector('.prose-body a')?.outerHTML).toBe(
      '<a href="https://images.example/lamp.jpg">A lighthouse</a>',
    );
  });
});

describe('a crash or a restart', () => {
  test('keeps the image variants, within the limit of the cache', async () => {
    const { content, cache } = await folders();
    const limit = 60_000;
    const start = () => startSite({ at: NOW, on: { content, cache }, env: { IMAGE_CACHE_MB: String(limit / 1e6) } });
    const kept = () => {
      const files = readdirSync(path.join(cache, 'media')).map((name) => path.join(cache, 'media', name));
      return files.map((name) => statSync(name).size).reduce((sum, size) => sum + size, 0);
    };
    let running = await start();
    const addresses = new Set<string>();
    for (const name of names.filter((name) => name !== 'late')) {
      for (const { path: address } of filesOn((await open(`${running.origin}/articles/${name}`)).document))
        addresses.add(address);
    }
    for (const address of addresses) {
      expect((await fetch(running.origin + address)).status).toBe(200);
      expect(kept(), address).toBeLessThanOrEqual(limit);
    }
    expect(kept()).toBeGreaterThan(limit / 3);
    await running.kill();
    put(path.join(cache, 'media/left-over.avif.part'), Buffer.alloc(1000));
    const before = new Map(
      readdirSync(path.join(cache, 'media')).map((name) => [name, statSync(path.join(cache, 'media', name)).ino]),
    );
    running = await start();
    const last = [...addresses].at(-1) ?? '';
    expect((await fetch(running.origin + last)).status).toBe(200);
    const after = new Map(
      readdirSync(path.join(cache, 'media')).map((name) => [name, statSync(path.join(cache, 'media', name)).ino]),
    );
    const name = last.slice('/media/'.length).replace('/', '-');
    expect(after.get(name)).toBe(before.get(name)); // not made again
    expect([...after.keys()].filter((file) => file.endsWith('.part'))).toEqual([]);
    expect(kept()).toBeLessThanOrEqual(limit);
    await running.stop();
    rmSync(path.dirname(content), { recursive: true, force: true });
  });

  test('an IMAGE_CACHE_MB that is no number is an error', async () => {
    const { child, log } = launch(['lib/server/main.ts'], {
      ...process.env,
      PORT: '0',
      IMAGE_CACHE_MB: 'much',
      DATELINE_CACHE: site.cache,
    });
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
    expect(log()).toContain('IMAGE_CACHE_MB is “much”; write a number of megabytes.');
  });
});

test('no other path leads to an original', async () => {
  const { hostname, port } = new URL(site.origin);
  const raw = (address: string) =>
    new Promise<number>((resolve) => {
      request({ hostname, port, path: address }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      }).end();
    });
  for (const address of [
    '/../content/articles/2026/11/fleet.jpg',
    '//fleet.jpg',
    '/%2e%2e/content/articles/2026/11/fleet.jpg',
    '/screenshots/%2e%2e/screenshots/sample-edition.png',
    '/screenshots//sample-edition.png',
    '/SCREENSHOTS/sample-edition.png',
    '/screenshots/sample-edition.PNG',
    '/screenshots/sample-edition.png%00',
  ]) {
    expect(await raw(address), address).toBe(404);
  }
});

test('a story does not wait for an image that its process cannot finish, and gets it later', async () => {
  const at = (name: string) => path.join(site.content, 'articles/2026/11', name);
  const headOf = async (name: string) => ((await get(`/articles/${name}`)).status === 200 ? pageOf(name) : null);
  const isShown = (document: Document | null) => document?.querySelector('.story__image img') != null;
  // Stopped before it can inspect anything: the process starts with the image, and takes longer than a look at it.
  const stopped = new Set<number>();
  const stopping = setInterval(() => {
    for (const pid of imageProcesses()) {
      stopped.add(pid);
      process.kill(pid, 'SIGSTOP');
    }
  }, 5);
  put(at('second.jpg'), await photograph(640, 480, { left: '#117755' }));
  put(at('second.md'), article('Second', image('second.jpg')));
  const second = await eventually(
    () => headOf('second'),
    (document) => document !== null,
  );
  clearInterval(stopping);
  expect([second !== null, isShown(second), stopped.size > 0]).toEqual([true, false, true]);
  await eventually(
    async () => site.log(),
    (log) => log.includes('image-pending'),
  );
  expect(site.log()).toContain('warning  image-pending  content/articles/2026/11/second.jpg is still being inspected');
  for (const pid of stopped) process.kill(pid, 'SIGCONT');
  expect(isShown(await eventually(() => headOf('second'), isShown))).toBe(true);
});

/** The processes that decode images for the site, or for one of the processes that it started. */
function imageProcesses(): number[] {
  return treeOf(site.pid)
    .filter(({ command }) => command.includes('image-process'))
    .map(({ pid }) => pid);
}
