import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { photograph, put, seal } from '../fixtures/photographs.ts';
import { eventually, open, project, type Site, startSite } from '../site/running-site.ts';
import { complaintsOf, openPage, startBrowser } from './chromium-session.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dateline-browser-'));
const content = path.join(folder, 'content');

let site: Site;
let browser: Browser;
beforeAll(async () => {
  cpSync(path.join(project, 'content'), content, { recursive: true });
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

/**
 * Opens a page, scrolls through it until all images have loaded, and returns its layout shift meanwhile.
 * Images are held back until the fonts have loaded: lines in another font may break elsewhere, which is
 * tested in layout.test.ts.
 */
async function readToTheEnd(address: string, options: BrowserContextOptions) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  const requests: string[] = [];
  let letThrough = () => {};
  const ready = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route('**/media/**', async (route) => {
    requests.push(new URL(route.request().url()).pathname);
    await ready;
    await route.continue();
  });
  await page.goto(site.origin + address, { waitUntil: 'domcontentloaded' });
  const shift = page.evaluate(async () => {
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
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'yes');
  letThrough();
  return { context, page, complaints, requests, shift: await shift };
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
      const { context, page, complaints, shift } = await readToTheEnd(address, options);
      expect(shift, address).toBe(0);
      expect(complaints, address).toEqual([]);
      const missing = await page.evaluate(() =>
        [...document.images].filter((img) => img.naturalWidth === 0).map((img) => img.currentSrc),
      );
      expect(missing, address).toEqual([]);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, address).toBeLessThanOrEqual(options.viewport?.width ?? 0);
      if (SIZED.includes(address)) expectWidthsOf(address, await imageWidths(page));
      await context.close();
    }
  },
);

/** The width by which the browser chose each file, and the width of its element. */
const imageWidths = (page: Page) =>
  page.evaluate(() =>
    [...document.images]
      .filter((img) => img.previousElementSibling?.getAttribute('sizes') && !img.src.includes('/240.'))
      // The natural width of an image chosen by `sizes` is that of `sizes`.
      .map((img) => ({ declared: img.naturalWidth, actual: img.getBoundingClientRect().width })),
  );

/** Fails unless the images of a page are about as wide as in `sizes`. */
function expectWidthsOf(address: string, widths: { declared: number; actual: number }[]): void {
  expect(widths.length, address).toBeGreaterThan(0);
  for (const { declared, actual } of widths) {
    expect(declared / actual, `${address} ${JSON.stringify(widths)}`).toBeGreaterThan(0.97);
    expect(declared / actual, `${address} ${JSON.stringify(widths)}`).toBeLessThan(1.12);
  }
}

describe.each([
  ['a rail', 'rail: Opinion\nlead: wide', '.home-page__rail'],
  ['one big lead', 'layout: lead\nlead: wide', '.home-page.home-page-alone'],
  ['one big lead and a rail', 'layout: lead\nrail: Opinion\nlead: wide', '.home-page-alone.home-page-with-rail'],
])('a home page with %s', (_name, plan, part) => {
  beforeAll(async () => {
    writeFileSync(path.join(site.content, 'pages/home.md'), `---\n${plan}\n---\n`);
    await eventually(
      async () => (await open(`${site.origin}/`)).document.querySelector(part),
      (found) => found !== null,
    );
  });
  afterAll(() => rmSync(path.join(site.content, 'pages/home.md')));

  test.each([...DEVICES, ['a wide desktop', { ...DESKTOP, viewport: { width: 1600, height: 900 } }] as const])(
    'displays images as wide as in `sizes` on %s',
    async (_device, options) => {
      const { context, page } = await readToTheEnd('/', options);
      expectWidthsOf('/', await imageWidths(page));
      await context.close();
    },
  );
});

test.each([
  ['a phone of two pixels to a point', PHONE, '/articles/wide', '.story__image img', 840],
  ['a desktop', DESKTOP, '/articles/wide', '.story__image img', 1280],
  ['a desktop, in the list of a tag', DESKTOP, '/tags/oceans', '.teaser__image img', 192],
  ['a phone, on the home page', PHONE, '/', '.teaser.teaser-lead img', 840],
  ['a phone, in a row of the home page', PHONE, '/', '.teaser.teaser-third img', 320],
  ['a desktop, on the home page', DESKTOP, '/', '.teaser.teaser-lead img', 840],
])('%s loads no more pixels than it can display', async (_device, options, address, selector, width) => {
  const { context, page, requests } = await readToTheEnd(address, options);
  const img = page.locator(selector).first();
  const file = await img.evaluate((img: HTMLImageElement) => new URL(img.currentSrc).pathname);
  expect(file).toMatch(new RegExp(`^/media/[\\da-f]+/${width}\\.avif$`));
  // One file of each image, whatever the number of variants.
  const hash = file.split('/')[2] ?? '';
  expect(requests.filter((request) => request.includes(hash))).toHaveLength(1);
  const box = await img.boundingBox();
  expect(width).toBeGreaterThanOrEqual((box?.width ?? 0) * (options.deviceScaleFactor ?? 1));
  await context.close();
});

test('a phone with a pixel ratio of 3 loads images for a ratio of 2', async () => {
  for (const [address, selector] of [
    ['/articles/wide', '.story__image img'],
    ['/', '.teaser.teaser-lead img'],
  ] as const) {
    const { context, page } = await readToTheEnd(address, {
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 3,
    });
    const file = await page.locator(selector).evaluate((img: HTMLImageElement) => img.currentSrc);
    expect(file).toMatch(/\/840\.avif$/);
    await context.close();
  }
});

test('the image at the top of a page is requested first, one far below not yet', async () => {
  // A browser without scripts loads all images at once, so that a site cannot track scrolling.
  const { context, page, requests } = await openPage(browser, `${site.origin}/articles/wide`, {
    ...PHONE,
    javaScriptEnabled: true,
  });
  const media = requests.filter((request) => request.startsWith('/media/'));
  const lead = await page.locator('.story__image img').getAttribute('src');
  expect(media[0]?.split('/')[2]).toBe(lead?.split('/')[2]);
  const below = await page.locator('.prose-body figure img').last().getAttribute('src');
  expect(media.filter((request) => request.split('/')[2] === below?.split('/')[2])).toEqual([]);
  await context.close();
});

test('an image has its own colour until it loads', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...DESKTOP });
  const page = await context.newPage();
  await page.route('**/media/**', () => {}); // never answered
  await page.goto(`${site.origin}/articles/wide`, { waitUntil: 'domcontentloaded' });
  const img = page.locator('.story__image img');
  const [box, colour] = [await img.boundingBox(), await img.evaluate((img) => getComputedStyle(img).backgroundColor)];
  expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(1.5, 2);
  expect(colour).toBe('rgb(102, 51, 102)');
  await context.close();
});

test('a portrait fills its element and is round', async () => {
  for (const [address, size] of [
    ['/articles/wide', 48],
    ['/authors/dario-quennell', 96],
  ] as const) {
    const { context, page } = await readToTheEnd(address, PHONE);
    expect(await page.locator('img.avatar').first().boundingBox()).toMatchObject({ width: size, height: size });
    await context.close();
  }
});

test('an image is not distorted', async () => {
  const { context, page } = await readToTheEnd('/articles/wide', DESKTOP);
  const shot = await page.locator('.story__image img').screenshot();
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
  await context.close();
});
