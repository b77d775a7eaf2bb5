import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { project, type Site, startSite } from '../site/serve.ts';
import { examplePath, WITH_STYLEGUIDE } from '../site/styleguide.ts';
import { startBrowser } from './chromium-session.ts';
import { KINDS } from './kinds.ts';

// How pages look, held against images of how they looked. `UPDATE_SNAPSHOTS=1` makes the images anew (with `-t` those of some pages); who commits them has looked at them.

const EXAMPLES = {
  'styleguide-tokens': examplePath('tokens'),
  'styleguide-text-elements': examplePath('text-elements'),
  'styleguide-front-with-rail': examplePath('home-rail'),
};
const IMAGED = Object.entries({ ...KINDS, ...EXAMPLES });

const VIEWS = [
  ...[375, 768, 1280].flatMap((width) =>
    (['light', 'dark'] as const).map((scheme) => ({
      name: `${width}-${scheme}`,
      width,
      scheme,
      media: 'screen' as const,
    })),
  ),
  // As wide as what is printed on of A4.
  { name: 'print', width: 658, scheme: 'light', media: 'print' } as const,
];
type View = (typeof VIEWS)[number];

const NAMES = IMAGED.flatMap(([kind]) => VIEWS.map((view) => `${kind}-${view.name}`));

/** The day on which they were made, as far as pages know. */
const TODAY = Date.parse('2026-11-22T17:00:00Z');

/** So much smaller than the window they are kept: text is a texture there, and what one machine smooths otherwise is lost. */
const SCALE = 4;
/** In pixels of the window: the end of a long list looks as its beginning does. */
const TALLEST = 2400;
/** Of the pixels of an image, so many may differ, for what machines and encoders round otherwise: drawings have grain. */
const TOLERANCE = 0.003;

const folder = path.join(import.meta.dirname, 'snapshots');
const failures = path.join(import.meta.dirname, 'snapshots-failed');
const imageOf = (name: string) => path.join(folder, `${name}.png`);
/** The major version of the Chromium that made them. */
const versionFile = path.join(folder, 'chromium.txt');
/** Where things stand on each page: what is compared where Chromium is another. */
const layoutFile = path.join(folder, 'layout.json');

/** An element, and its place in pixels of the window: `['h1', x, y, width, height]`. */
type Box = readonly [element: string, ...route: number[]];
type Layouts = Record<string, readonly Box[]>;

const updating = process.env.UPDATE_SNAPSHOTS === '1';
const layouts: Layouts = existsSync(layoutFile) ? JSON.parse(readFileSync(layoutFile, 'utf8')) : {};

let site: Site;
let browser: Browser;
let samePixels = true;
beforeAll(async () => {
  [site, browser] = await Promise.all([startSite({ at: TODAY, env: WITH_STYLEGUIDE }), startBrowser()]);
  rmSync(failures, { recursive: true, force: true });
  const [version = ''] = browser.version().split('.');
  if (updating) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(versionFile, `${version}\n`);
    return;
  }
  const made = readFileSync(versionFile, 'utf8').trim();
  samePixels = made === version;
  if (!samePixels) {
    console.warn(
      `The snapshots were made with Chromium ${made}, and this is ${version}: only the places of headings, articles and figures are compared, not the images.`,
    );
  }
});
afterAll(async () => {
  await Promise.all([site.stop(), browser.close()]);
  if (!updating) return;
  const lines = NAMES.filter((name) => name in layouts)
    .sort()
    .map((name) => `${JSON.stringify(name)}: ${JSON.stringify(layouts[name])}`);
  writeFileSync(layoutFile, `{\n${lines.join(',\n')}\n}\n`);
});

test.each(IMAGED)('%s looks as it did', async (kind, address) => {
  const context = await browser.newContext({ deviceScaleFactor: 1, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(site.origin + address);
  const said: string[] = [];
  for (const view of VIEWS) {
    const name = `${kind}-${view.name}`;
    await show(page, view);
    if (updating) {
      layouts[name] = await boxesOf(page);
      writeFileSync(imageOf(name), await imaged(page));
    } else {
      said.push(...(await movedBoxes(name, page)), ...(samePixels ? await differentPixels(name, page) : []));
    }
  }
  expect(said).toEqual([]);
  await context.close();
});

test.skipIf(updating)('each image is of a page that there is', () => {
  expect(globSync('*.png', { cwd: folder }).sort()).toEqual(NAMES.map((name) => `${name}.png`).sort());
});

/** Sets the window, and waits until all that is on the page has come. */
async function show(page: Page, { width, scheme, media }: View): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme, media });
  await page.reload(); // an image that is there already stays until a better one has come
  await page.evaluate(async () => {
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
    for (const image of document.images) image.loading = 'eager';
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
    await document.fonts.ready;
  });
}

/** The page as it is kept. */
async function imaged(page: Page): Promise<Buffer> {
  const { width, height } = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { width: scrollWidth, height: scrollHeight };
  });
  const clip = { x: 0, y: 0, width, height: Math.min(height, TALLEST) };
  const shot = await page.screenshot({ fullPage: true, clip, animations: 'disabled' });
  return sharp(shot)
    .resize({ width: Math.round(width / SCALE) })
    .png({ palette: true, colours: 32, dither: 0 })
    .toBuffer();
}

/** What is to be said of how a page looks: nothing, or where the new image and the difference are. */
async function differentPixels(name: string, page: Page): Promise<string[]> {
  if (!existsSync(imageOf(name))) return [`${name}: there is no image of it; make one with UPDATE_SNAPSHOTS=1.`];
  const taken = await imaged(page);
  const [before, after] = await Promise.all([readFileSync(imageOf(name)), taken].map((file) => sharp(file).metadata()));
  const width = Math.max(before?.width ?? 0, after?.width ?? 0);
  const height = Math.max(before?.height ?? 0, after?.height ?? 0);
  // What only one of them has is of a colour that no page has.
  const pixels = (file: Buffer | string) =>
    sharp(file)
      .resize({ width, height, fit: 'contain', position: 'left top', withoutEnlargement: true, background: '#f0f' })
      .ensureAlpha()
      .raw()
      .toBuffer();
  const difference = new Uint8Array(width * height * 4);
  const [was, is] = await Promise.all([pixels(imageOf(name)), pixels(taken)]);
  const different = pixelmatch(was, is, difference, width, height, { threshold: 0.08 });
  if (different <= width * height * TOLERANCE) return [];
  mkdirSync(failures, { recursive: true });
  const file = (what: string) => path.join(failures, `${name}${what}.png`);
  writeFileSync(file(''), taken);
  await sharp(difference, { raw: { width, height, channels: 4 } }).toFile(file('-difference'));
  const share = ((100 * different) / (width * height)).toFixed(2);
  const [shown, where] = ['', '-difference'].map((what) => path.relative(project, file(what)));
  return [`${name}: ${share} % of it looks otherwise. Now it is ${shown}; the difference is in ${where}.`];
}

/** What is to be said of where things stand, where each may be off by two pixels or a hundredth. */
async function movedBoxes(name: string, page: Page): Promise<string[]> {
  const [was, is] = [layouts[name] ?? [], await boxesOf(page)];
  if (was.map(([element]) => element).join() !== is.map(([element]) => element).join())
    return [`${name}: it has other headings, articles or figures than it had.`];
  return was.flatMap(([element, ...routes], index) => {
    const [, ...now] = is[index] ?? [];
    const moved = routes.some((route, at) => Math.abs(route - (now[at] ?? 0)) > Math.max(2, route / 100));
    return moved ? [`${name}: ${element} (${index + 1}) was at ${routes.join(' ')}, and is at ${now.join(' ')}.`] : [];
  });
}

function boxesOf(page: Page): Promise<Box[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('h1, h2, h3, article, figure, .masthead, .site-footer')].map((element): Box => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [element.localName, ...[x, y, width, height].map(Math.round)];
    }),
  );
}
