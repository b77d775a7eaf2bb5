import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { project } from '../site/running-site.ts';
import { startBrowser } from './chromium-session.ts';
import { SAMPLE_PAGES } from './sample-pages.ts';

// Compares a few pages with images of them. `npm run snapshots` makes the images again; look at them before
// you commit them. What can be said in words (columns, order, sizes) is tested in layout.test.ts.

type View = Readonly<{
  page: keyof typeof SAMPLE_PAGES;
  width: number;
  scheme: 'light' | 'dark';
  media: 'screen' | 'print';
}>;

const view = (page: View['page'], width: number, more: Partial<View> = {}): View => ({
  page,
  width,
  scheme: 'light',
  media: 'screen',
  ...more,
});

/** The width of what is printed on A4, in pixels. */
const A4 = 658;

const VIEWS: readonly View[] = [
  ...(['home', 'article', 'tag'] as const).flatMap((page) => [view(page, 375), view(page, 1280)]),
  view('home', 1280, { scheme: 'dark' }),
  view('article-with-contents', 375, { scheme: 'dark' }),
  view('article-of-the-customer', A4, { media: 'print' }),
  view('home-in-arabic', 1280),
  view('article-in-arabic', 375),
  view('article-in-chinese', 375),
];

const nameOf = ({ page, width, scheme, media }: View) =>
  media === 'print' ? `${page}-print` : `${page}-${width}${scheme === 'dark' ? '-dark' : ''}`;

/**
 * Images are this many times smaller than the window: text becomes a texture, without what machines smooth
 * differently.
 */
const SCALE = 4;
/** In pixels of the window. The end of a long list looks like its beginning. */
const TALLEST = 2000;
/** The share of pixels that may differ, for the rounding of machines and encoders. */
const TOLERANCE = 0.003;

const folder = path.join(import.meta.dirname, 'snapshots');
const failures = path.join(import.meta.dirname, 'snapshots-failed');
/** Holds the major version of the Chromium that made the images. Another version smooths text differently. */
const versionFile = path.join(folder, 'chromium.txt');
const updating = process.env.UPDATE_SNAPSHOTS === '1';

const origin = inject('sharedSite');
let browser: Browser;
let page: Page;
let version = '';
beforeAll(async () => {
  browser = await startBrowser();
  page = await browser.newPage({ deviceScaleFactor: 1, reducedMotion: 'reduce' });
  // A tab with a route has no cache: of the widths of an image a browser displays one that it has, which would be
  // those of other views.
  await page.route('**/media/**', (route) => route.continue());
  [version = ''] = browser.version().split('.');
  rmSync(failures, { recursive: true, force: true });
});
afterAll(() => browser.close());

test('the pages look like their snapshots', async ({ skip }) => {
  if (!updating) {
    const expected = readFileSync(versionFile, 'utf8').trim();
    if (version !== expected) skip(`the snapshots were made with Chromium ${expected}, and this is ${version}`);
  }
  const taken = new Map<string, Buffer>();
  for (const view of VIEWS) taken.set(nameOf(view), await capture(view));
  if (updating) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    writeFileSync(versionFile, `${version}\n`);
    for (const [name, image] of taken) writeFileSync(path.join(folder, `${name}.png`), image);
    return;
  }
  const differences: string[] = [];
  for (const [name, image] of taken) differences.push(...(await difference(name, image)));
  expect(differences).toEqual([]);
});

test.skipIf(updating)('each snapshot belongs to a view', () => {
  const names = globSync('*.png', { cwd: folder }).sort();
  expect(names).toEqual(VIEWS.map((view) => `${nameOf(view)}.png`).sort());
});

/** Returns a small image of the page, once everything on it is loaded. */
async function capture({ page: name, width, scheme, media }: View): Promise<Buffer> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme, media });
  await page.goto(origin + SAMPLE_PAGES[name]);
  const height = await page.evaluate(async () => {
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
    for (const image of document.images) image.loading = 'eager';
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
    await document.fonts.ready;
    return document.documentElement.scrollHeight;
  });
  const clip = { x: 0, y: 0, width, height: Math.min(height, TALLEST) };
  const screenshot = await page.screenshot({ fullPage: true, clip, animations: 'disabled' });
  return sharp(screenshot)
    .resize({ width: Math.round(width / SCALE) })
    .png({ palette: true, colours: 16, dither: 0, compressionLevel: 9 })
    .toBuffer();
}

/** Returns what differs from the snapshot, as a list with one message or none. */
async function difference(name: string, taken: Buffer): Promise<string[]> {
  const snapshot = path.join(folder, `${name}.png`);
  if (!existsSync(snapshot)) return [`${name}: there is no snapshot; make one with npm run snapshots.`];
  const sizes = await Promise.all([snapshot, taken].map((image) => sharp(image).metadata()));
  const width = Math.max(...sizes.map((size) => size.width));
  const height = Math.max(...sizes.map((size) => size.height));
  // Where only one of the two has pixels, the other gets a colour that no page has.
  const pixels = (image: Buffer | string) =>
    sharp(image)
      .resize({ width, height, fit: 'contain', position: 'left top', withoutEnlargement: true, background: '#f0f' })
      .ensureAlpha()
      .raw()
      .toBuffer();
  const marked = new Uint8Array(width * height * 4);
  const [before, after] = await Promise.all([pixels(snapshot), pixels(taken)]);
  const different = pixelmatch(before, after, marked, width, height, { threshold: 0.08 });
  if (different <= width * height * TOLERANCE) return [];
  mkdirSync(failures, { recursive: true });
  const [now, where] = [path.join(failures, `${name}.png`), path.join(failures, `${name}-difference.png`)];
  writeFileSync(now, taken);
  await sharp(marked, { raw: { width, height, channels: 4 } }).toFile(where);
  const share = ((100 * different) / (width * height)).toFixed(2);
  return [
    `${name}: ${share} % differs. Now it is ${path.relative(project, now)}; ${path.relative(project, where)} shows the difference.`,
  ];
}
