import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Result } from 'axe-core';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { examplePath, STYLEGUIDE_PATHS } from '../site/styleguide.ts';
import { complaintsOf, PAGE_TIMEOUT, startBrowser } from './chromium-session.ts';
import { ALL_PAGES, SAMPLE_PAGES } from './sample-pages.ts';

// Opens each page once, makes all checks on it that need nothing else, and keeps what they found by check.

const origin = inject('sharedSite');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The findings of each check, as `path: finding`. */
type Check = 'complaints' | 'width' | 'margins' | 'print' | 'cut' | 'axe' | 'tabOrder' | 'overlap';

const found: Record<Check, string[]> = {
  complaints: [],
  width: [],
  margins: [],
  print: [],
  cut: [],
  axe: [],
  tabOrder: [],
  overlap: [],
};
const opened = new Set<string>();

let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  browser = await startBrowser();
  context = await browser.newContext();
  context.setDefaultTimeout(PAGE_TIMEOUT);
  // Each tab opens one page after the other: to open a tab takes longer than to open a page.
  const ahead = ALL_PAGES.values();
  await Promise.all(
    Array.from({ length: 2 }, async () => {
      const tab = await context.newPage();
      const session = await context.newCDPSession(tab);
      for (const path of ahead) await checkPage(tab, session, path);
    }),
  );
}, 600_000);
afterAll(() => browser.close());

async function checkPage(page: Page, session: CDPSession, path: string): Promise<void> {
  const complaints = complaintsOf(page);
  const report = (check: Check, findings: string[]) =>
    found[check].push(...findings.map((finding) => `${path}: ${finding}`));
  await page.goto(origin + path, { waitUntil: 'load' });
  // Chromium keeps what it has compiled in this way, unlike `page.evaluate`.
  await session.send('Runtime.evaluate', { expression: axe });
  // Each size of the window once: to change it takes as long as most checks.
  for (const width of [320, 375, 768, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    report('width', await tooWide(page, width));
    if (width === 320) continue;
    if (!isExample(path)) report('margins', await unequalMargins(page, width));
    report('overlap', await overlaps(page, width));
    report('axe', await axeViolations(page, path, width));
    if (width === 375 && !isExample(path)) report('tabOrder', await tabOrderFaults(page, path));
  }
  report('print', await tooWideInPrint(page));
  report('cut', await cutWhenEnlarged(page, path));
  // The page for "not found" is answered with 404, which Chromium logs as an error.
  report(
    'complaints',
    complaints.filter((text) => path !== SAMPLE_PAGES['not-found'] || !/status of 404/.test(text)),
  );
  page.removeAllListeners();
  opened.add(path);
}

const THOROUGH: readonly string[] = [
  SAMPLE_PAGES.home,
  SAMPLE_PAGES['article-with-contents'],
  SAMPLE_PAGES.tag,
  SAMPLE_PAGES.search,
  SAMPLE_PAGES['article-in-arabic'],
];
const isExample = (path: string) => STYLEGUIDE_PATHS.includes(path);

async function tooWide(page: Page, width: number): Promise<string[]> {
  const used = await page.evaluate(() => document.documentElement.scrollWidth);
  return used > width ? [`${used} pixels wide in a window of ${width}`] : [];
}

/** The header and the footer have the same margin on both sides, and the footer is below the header. */
async function unequalMargins(page: Page, width: number): Promise<string[]> {
  const boxes = await page.evaluate(() =>
    ['header', 'footer'].map((name) => {
      const { left, right, top, bottom } = document.querySelector(`body > ${name}`)?.getBoundingClientRect() ?? {};
      return {
        left: left ?? Number.NaN,
        right: right ?? Number.NaN,
        top: top ?? Number.NaN,
        bottom: bottom ?? Number.NaN,
      };
    }),
  );
  const [header, footer] = boxes as [(typeof boxes)[number], (typeof boxes)[number]];
  const isEven = Math.abs(header.left - (width - header.right)) < 1 && Math.abs(header.left - footer.left) < 1;
  if (isEven && footer.top > header.bottom) return [];
  return [`header ${JSON.stringify(header)}, footer ${JSON.stringify(footer)} in a window of ${width}`];
}

/** Headings, figures, the header and the footer must lie inside the window and not over each other. */
async function overlaps(page: Page, width: number): Promise<string[]> {
  const errors = await page.evaluate(async () => {
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
    const boxes = [...document.querySelectorAll('h1, h2, h3, figure, body > header, body > footer')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      // Headings for screen readers are one pixel large.
      .filter(({ element, box }) => element.checkVisibility() && box.width > 1 && box.height > 1);
    const name = (element: Element) => element.outerHTML.slice(0, 80);
    return boxes.flatMap(({ element, box }, index) => [
      ...(box.left < 0 || box.right > innerWidth + 0.5 ? [`${name(element)} is outside of the window`] : []),
      ...boxes
        .slice(index + 1)
        .filter((other) => !element.contains(other.element))
        .filter(({ box: { left, right, top, bottom } }) => {
          const apart =
            left >= box.right - 1 || right <= box.left + 1 || top >= box.bottom - 1 || bottom <= box.top + 1;
          return !apart;
        })
        .map((other) => `${name(element)} and ${name(other.element)} overlap`),
    ]);
  });
  return errors.map((error) => `${error} in a window of ${width}`);
}

/** A4 has 658 pixels between its margins. Wider elements are cut off. */
async function tooWideInPrint(page: Page): Promise<string[]> {
  await page.setViewportSize({ width: 658, height: 900 });
  await page.emulateMedia({ media: 'print' });
  const used = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.emulateMedia({ media: 'screen' });
  return used === 658 ? [] : [`${used} pixels wide on paper of 658`];
}

/**
 * A window of 1280 pixels at 200 % is 640 pixels wide; some readers also double the size of the text in their
 * browser.
 */
async function cutWhenEnlarged(page: Page, path: string): Promise<string[]> {
  await page.setViewportSize({ width: 640, height: 450 });
  const found: string[] = [];
  for (const fontSize of isExample(path) ? ['200%'] : ['100%', '200%']) {
    const cut = await page.evaluate(async (fontSize) => {
      document.documentElement.style.fontSize = fontSize;
      // Stories further down are laid out step by step, and have their size when that ends.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      await Promise.all(document.getAnimations().map(({ finished }) => finished));
      // These are for screen readers only.
      const hidden = '.masthead__skip, .footnotes h2, .unseen';
      const isCut = (element: Element) =>
        /hidden|clip/.test(getComputedStyle(element).overflow) &&
        (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
      const elements = [...document.body.querySelectorAll('*')].filter(
        (element) => !element.matches(hidden) && isCut(element),
      );
      const excess = document.documentElement.scrollWidth - window.innerWidth;
      document.documentElement.style.fontSize = '';
      return [
        ...elements.map(({ outerHTML }) => outerHTML.slice(0, 80)),
        ...(excess > 0 ? [`${excess} pixels too wide`] : []),
      ];
    }, fontSize);
    found.push(...cut.map((what) => `${what} (text at ${fontSize})`));
  }
  return found;
}

type AxeWindow = Window & { axe: { run(options: object): Promise<{ violations: Result[] }> } };

/** The rules of axe that depend on colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * Each width and each colour scheme with all rules. The pages of `THOROUGH` have the rules on colours in all four
 * combinations, and 40 presses of the Tab key: they have the elements of all others.
 */
const VIEWS = [
  { colorScheme: 'light', width: 375, onlyColours: false },
  { colorScheme: 'dark', width: 1280, onlyColours: false },
  { colorScheme: 'light', width: 1280, onlyColours: true },
  { colorScheme: 'dark', width: 375, onlyColours: true },
] as const;

/** This example has the frame of a page within the frame of its own page, so that landmarks share a name. */
const FRAME = examplePath('frame');

async function axeViolations(page: Page, path: string, width: number): Promise<string[]> {
  const found: string[] = [];
  for (const { colorScheme, onlyColours } of VIEWS.filter((view) => view.width === width)) {
    if (onlyColours && !THOROUGH.includes(path)) continue;
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate(
      async (options) => (await (window as unknown as AxeWindow).axe.run(options)).violations,
      {
        resultTypes: ['violations'],
        ...(onlyColours ? { runOnly: COLOUR_RULES } : {}),
        rules: path === FRAME ? { 'landmark-unique': { enabled: false } } : {},
      },
    );
    for (const { id, nodes } of violations)
      found.push(`${colorScheme} ${width} ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

/**
 * On a phone the page is one column: each stop of the Tab key is lower than the one before, or on the same
 * line.
 */
async function tabOrderFaults(page: Page, path: string): Promise<string[]> {
  const stops = await page.evaluate(async () => {
    // The stories further down the home page are laid out step by step.
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
    const reachable = [...document.querySelectorAll<HTMLElement>('a[href], button, input, summary, [tabindex]')].filter(
      (element) => element.tabIndex >= 0 && element.checkVisibility() && !element.matches(':disabled'),
    );
    const focused: string[] = [];
    addEventListener('focusin', ({ target }) => focused.push((target as HTMLElement).dataset.stop ?? 'none'));
    Object.assign(window, { focused });
    for (const [index, element] of reachable.entries()) element.dataset.stop = String(index);
    return reachable.map((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return { top, bottom, isAhead: element.tabIndex > 0, html: element.outerHTML.slice(0, 80) };
    });
  });
  const found: string[] = stops.length > 10 ? [] : [`only ${stops.length} elements can be focused`];
  const [, ...visible] = stops; // The skip link has its position only while it is focused.
  for (const [index, { bottom, html }] of visible.entries())
    if (index > 0 && bottom <= (visible[index - 1]?.top ?? 0)) found.push(`above the stop before it: ${html}`);
  // Without these the key follows the document.
  found.push(...stops.filter(({ isAhead }) => isAhead).map(({ html }) => `a stop before all others: ${html}`));
  if (!THOROUGH.includes(path)) return found;
  const presses = Math.min(stops.length, 40);
  for (let press = 0; press < presses; press++) await page.keyboard.press('Tab');
  const order = await page.evaluate(() => (window as unknown as { focused: string[] }).focused.join(' '));
  const expected = Array.from({ length: presses }, (_, index) => index).join(' ');
  return order === expected ? found : [...found, `the Tab key reaches ${order} and not ${expected}`];
}

test('every page is opened', () => expect([...opened].sort()).toEqual([...ALL_PAGES].sort()));

test('no page logs an error or fails to load something', () => expect(found.complaints).toEqual([]));

test('every page fits windows of 320 to 1280 pixels', () => expect(found.width).toEqual([]));

test('both margins of every kind of page are alike', () => expect(found.margins).toEqual([]));

test('headings and figures overlap nowhere', () => expect(found.overlap).toEqual([]));

test('every page fits A4 paper', () => expect(found.print).toEqual([]));

test('nothing is cut off at 200 % zoom', () => expect(found.cut).toEqual([]));

test('axe finds no violation, on a phone and a desktop, in light and dark', () => expect(found.axe).toEqual([]));

test('the Tab key follows the reading order', () => expect(found.tabOrder).toEqual([]));
