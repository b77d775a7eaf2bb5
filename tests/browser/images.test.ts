import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { photograph, put, seal } from '../fixtures/photographs.ts';
import { eventually, open, type Site, startSite } from '../site/running-site.ts';
import { copySample, keepFewStories } from '../site/sample-index.ts';
import { complaintsOf, PAGE_TIMEOUT, startBrowser } from './chromium-session.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dateline-browser-'));
const content = path.join(folder, 'content');

let site: Site;
let browser: Browser;
beforeAll(async () => {
  copySample(content);
  keepFewStories(content); // each width of an image is made when a browser asks for it
  const write = (name: string, day: number, body = 'Text.\n'.repeat(40)) =>
    put(
      path.join(content, `articles/${name}.md`),
      `---\ntitle: ${name}\nauthor: dario-quennell\ndate: 2026-11-22T0${day}:00:00Z\ntags: [Oceans]\nstandfirst: What happened.\nimage: {src: ${name}, alt: Ferries, caption: The fleet., credit: Mei Tan}\n---\n\n${body}\n`.replace(
        `src: ${name}`,
        `src: ${name}.${name === 'sealed' ? 'png' : 'jpg'}`,
      ),
    );
  rmSync(path.join(content, 'pages/home.md')); // the newest leads
  put(path.join(content, 'articles/wide.jpg'), await photograph(2400, 1600));
  put(path.join(content, 'articles/tall.jpg'), await photograph(1600, 1067, { orientation: 6 }));
  put(path.join(content, 'articles/tiny.jpg'), await photograph(240, 160));
  put(path.join(content, 'articles/sealed.png'), await seal(1200));
  put(
    path.join(content, 'articles/map.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><style>path{fill:#357}</style><path d="M0 0H30V20Z"/></svg>',
  );
  write(
    'wide',
    9,
    `${'Text. '.repeat(300)}\n\n![The map](map.svg "Where it was.")\n\n${'Text. '.repeat(3000)}\n\n![Upright](tall.jpg)\n\nEnd.`,
  );
  write('tall', 8);
  write('tiny', 7);
  write('sealed', 6);
  const author = path.join(content, 'authors/dario-quennell.md');
  put(path.join(content, 'authors/dario.jpg'), await photograph(600, 900));
  put(author, readFileSync(author, 'utf8').replace(/^portrait: .*$/m, 'portrait: dario.jpg'));
  [site, browser] = await Promise.all([
    startSite({ on: { content, cache: path.join(folder, 'cache') } }),
    startBrowser(),
  ]);
});
afterAll(async () => {
  await Promise.all([site.stop(), browser.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const PHONE: BrowserContextOptions = { viewport: { width: 375, height: 812 }, deviceScaleFactor: 2 };
const TABLET: BrowserContextOptions = { viewport: { width: 768, height: 1024 }, deviceScaleFactor: 1 };
const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1 };

const PHONE_OF_RATIO_3: BrowserContextOptions = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3 };

/** What a browser has done with a page and its images, once all of them have loaded. */
type Visit = Readonly<{
  shift: number;
  complaints: string[];
  /** The paths of all requested image files. */
  requests: string[];
  /** Images that could not be displayed. */
  missing: string[];
  scrollWidth: number;
  /** The width by which the browser chose each file by `sizes`, and the width of its element. */
  widths: { declared: number; actual: number }[];
  /** By selector, the file of the first such image, and the size of its element. */
  first: Record<string, { file: string; width: number; height: number }>;
}>;
const SELECTORS = [
  '.story__image img',
  '.teaser__image img',
  '.teaser.teaser-lead img',
  '.teaser.teaser-third img',
  'img.avatar',
];

/**
 * A tab of each device opens one page after the other: to open a tab takes longer than to open a page. Tabs
 * with routes have no cache, so that each page chooses among all files of an image.
 */
type Tab = { page: Page; read(address: string): Promise<Visit>; hold(): void };
const tabs = new Map<BrowserContextOptions, Promise<Tab>>();
const tabOf = (options: BrowserContextOptions) => {
  const tab = tabs.get(options) ?? openTab(options);
  tabs.set(options, tab);
  return tab;
};

async function openTab(options: BrowserContextOptions): Promise<Tab> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PAGE_TIMEOUT);
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  const requests: string[] = [];
  let ready = Promise.resolve();
  await page.route('**/media/**', async (route) => {
    requests.push(new URL(route.request().url()).pathname);
    await ready;
    await route.continue();
  });
  return {
    page,
    async read(address) {
      requests.length = complaints.length = 0;
      let letThrough = () => {};
      ready = new Promise((resolve) => {
        letThrough = resolve;
      });
      await page.goto(site.origin + address, { waitUntil: 'domcontentloaded' });
      const shift = readToTheEnd(page);
      await page.waitForFunction(() => document.documentElement.dataset.ready === 'yes');
      letThrough();
      return { shift: await shift, complaints: [...complaints], requests: [...requests], ...(await imagesOf(page)) };
    },
    /** From now on no image is answered. */
    hold() {
      ready = new Promise(() => {});
    },
  };
}

/**
 * Scrolls through a page until all images have loaded, and returns its layout shift meanwhile. Images are held
 * back until the fonts have loaded: lines in another font may break elsewhere, which is tested in
 * layout.test.ts.
 */
const readToTheEnd = (page: Page) =>
  page.evaluate(async () => {
    await Promise.all(['1em Newsreader', '600 1em Newsreader'].map((face) => document.fonts.load(face)));
    await document.fonts.ready;
    for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    const began = performance.now();
    let moved = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.startTime > began) moved += (entry as unknown as { value: number }).value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
    document.documentElement.dataset.ready = 'yes';
    for (const img of document.images) {
      img.scrollIntoView();
      if (!img.complete) await new Promise((resolve) => img.addEventListener('load', resolve, { once: true }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    scrollTo(0, 0);
    await new Promise((resolve) => setTimeout(resolve, 100)); // observers are called after the frame
    return moved;
  });

const imagesOf = (page: Page) =>
  page.evaluate((selectors) => {
    const images = [...document.images];
    const found = selectors.flatMap((selector) => {
      const img = document.querySelector<HTMLImageElement>(selector);
      if (!img) return [];
      const { width, height } = img.getBoundingClientRect();
      return [[selector, { file: new URL(img.currentSrc).pathname, width, height }] as const];
    });
    return {
      missing: images.filter((img) => img.naturalWidth === 0).map((img) => img.currentSrc),
      scrollWidth: document.documentElement.scrollWidth,
      widths: images
        .filter((img) => img.previousElementSibling?.getAttribute('sizes') && !img.src.includes('/240.'))
        // The natural width of an image chosen by `sizes` is that of `sizes`.
        .map((img) => ({ declared: img.naturalWidth, actual: img.getBoundingClientRect().width })),
      first: Object.fromEntries(found),
    };
  }, SELECTORS);

const visits = new Map<string, Promise<Visit>>();
/** Visits a page once, for all tests. */
async function visit(options: BrowserContextOptions, address: string): Promise<Visit> {
  const key = `${JSON.stringify(options)} ${address}`;
  const made = visits.get(key) ?? (await tabOf(options)).read(address);
  visits.set(key, Promise.resolve(made));
  return made;
}

const DEVICES: [name: string, options: BrowserContextOptions][] = [
  ['a phone', PHONE],
  ['a tablet', TABLET],
  ['a desktop', DESKTOP],
];

/** Pages with images that a browser chooses by `sizes`. */
const SIZED = ['/', '/articles/wide', '/articles/tall', '/tags/oceans'];

test.each(DEVICES)(
  'on %s no page moves when its images load, and each image is as wide as in `sizes`',
  async (_device, options) => {
    for (const address of [...SIZED, '/articles/tiny', '/authors/dario-quennell']) {
      const { shift, complaints, missing, scrollWidth, widths } = await visit(options, address);
      expect(shift, address).toBe(0);
      expect(complaints, address).toEqual([]);
      expect(missing, address).toEqual([]);
      expect(scrollWidth, address).toBeLessThanOrEqual(options.viewport?.width ?? 0);
      if (SIZED.includes(address)) expectWidthsOf(address, widths);
    }
  },
);

/** Fails unless the images of a page are about as wide as in `sizes`. */
function expectWidthsOf(address: string, widths: { declared: number; actual: number }[]): void {
  expect(widths.length, address).toBeGreaterThan(0);
  for (const { declared, actual } of widths) {
    expect(declared / actual, `${address} ${JSON.stringify(widths)}`).toBeGreaterThan(0.97);
    expect(declared / actual, `${address} ${JSON.stringify(widths)}`).toBeLessThan(1.12);
  }
}

test.each([
  ['a phone of two pixels to a point', PHONE, '/articles/wide', '.story__image img', 840],
  ['a phone of three pixels to a point', PHONE_OF_RATIO_3, '/articles/wide', '.story__image img', 840],
  ['a phone of three pixels to a point, on the home page', PHONE_OF_RATIO_3, '/', '.teaser.teaser-lead img', 840],
  ['a desktop', DESKTOP, '/articles/wide', '.story__image img', 1280],
  ['a desktop, in the list of a tag', DESKTOP, '/tags/oceans', '.teaser__image img', 192],
  ['a phone, on the home page', PHONE, '/', '.teaser.teaser-lead img', 840],
  ['a phone, in a row of the home page', PHONE, '/', '.teaser.teaser-third img', 320],
  ['a desktop, on the home page', DESKTOP, '/', '.teaser.teaser-lead img', 840],
])('%s loads no more pixels than it can display', async (_device, options, address, selector, width) => {
  const { first, requests } = await visit(options, address);
  const image = first[selector] ?? expect.unreachable();
  expect(image.file).toMatch(new RegExp(`^/media/[\\da-f]+/${width}\\.avif$`));
  // One file of each image, whatever the number of variants.
  const hash = image.file.split('/')[2] ?? '';
  expect(requests.filter((request) => request.includes(hash))).toHaveLength(1);
  // Readers do not see more than two pixels to a point.
  expect(width).toBeGreaterThanOrEqual(image.width * Math.min(options.deviceScaleFactor ?? 1, 2));
});

test('the image at the top of a page is requested first, one far below not yet', async () => {
  // A browser without scripts loads all images at once, so that a site cannot track scrolling.
  const { page } = await tabOf(PHONE);
  const media: string[] = [];
  const record = (request: Request) => media.push(new URL(request.url()).pathname);
  page.on('request', record);
  await page.goto(`${site.origin}/articles/wide`, { waitUntil: 'load' });
  page.off('request', record);
  const hashes = media.filter((request) => request.startsWith('/media/')).map((request) => request.split('/')[2]);
  const lead = await page.locator('.story__image img').getAttribute('src');
  expect(hashes[0]).toBe(lead?.split('/')[2]);
  const below = await page.locator('.prose-body figure img').last().getAttribute('src');
  expect(hashes).not.toContain(below?.split('/')[2]);
});

test('a portrait fills its element and is round', async () => {
  for (const [address, size] of [
    ['/articles/wide', 48],
    ['/authors/dario-quennell', 96],
  ] as const) {
    expect((await visit(PHONE, address)).first['img.avatar']).toMatchObject({ width: size, height: size });
  }
});

test('an image is not distorted, and has its own colour until it loads', async () => {
  const tab = await tabOf(DESKTOP);
  const img = tab.page.locator('.story__image img');
  tab.hold();
  await tab.page.goto(`${site.origin}/articles/wide`, { waitUntil: 'domcontentloaded' });
  const [box, colour] = [await img.boundingBox(), await img.evaluate((img) => getComputedStyle(img).backgroundColor)];
  expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(1.5, 2);
  expect(colour).toBe('rgb(102, 51, 102)');

  await tab.read('/articles/wide');
  const shot = await img.screenshot();
  const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number) => [
    ...data.subarray((Math.floor(info.height / 2) * info.width + Math.floor(x)) * 3).subarray(0, 3),
  ];
  for (const [x, expected] of [
    [50, [0xaa, 0x33, 0x22]],
    [info.width - 50, [0x22, 0x44, 0xaa]],
  ] as const) {
    for (const [channel, value] of at(x).entries()) expect(Math.abs(value - (expected[channel] ?? 0))).toBeLessThan(12);
  }
});

// Last: they change the home page.
describe.each([
  ['a rail', 'rail: Opinion\nlead: wide', '.home-page__rail'],
  ['one big lead', 'layout: lead\nlead: wide', '.home-page.home-page-alone'],
  ['one big lead and a rail', 'layout: lead\nrail: Opinion\nlead: wide', '.home-page-alone.home-page-with-rail'],
])('a home page with %s', (_name, plan, part) => {
  beforeAll(async () => {
    writeFileSync(path.join(site.content, 'pages/home.md'), `---\n${plan}\n---\n`);
    const home = await eventually(
      async () => (await open(`${site.origin}/`)).document,
      (document) => document.querySelector(part) !== null,
    );
    expect(home.querySelector(part)).not.toBeNull();
  });

  test.each([...DEVICES, ['a wide desktop', { ...DESKTOP, viewport: { width: 1600, height: 900 } }] as const])(
    'displays images as wide as in `sizes` on %s',
    async (_device, options) => {
      const { page, read } = await tabOf(options.deviceScaleFactor === 1 ? DESKTOP : options);
      await page.setViewportSize(options.viewport ?? expect.unreachable());
      expectWidthsOf('/', (await read('/')).widths);
    },
  );
});
