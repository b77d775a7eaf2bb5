import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Result } from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../site/serve.ts';
import { examplePath, WITH_STYLEGUIDE } from '../site/styleguide.ts';
import { openPage, startBrowser } from './chromium-session.ts';
import { KINDS, PAGES } from './kinds.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let site: Site;
let browser: Browser;
beforeAll(async () => {
  [site, browser] = await Promise.all([startSite({ env: WITH_STYLEGUIDE }), startBrowser()]);
});
afterAll(() => Promise.all([site.stop(), browser.close()]));

type Axe = { axe: { run(options: object): Promise<{ violations: Result[] }> } };

/** By day and by night, on a phone and on a desk. */
const VIEWS = [
  { colorScheme: 'light', width: 375 },
  { colorScheme: 'dark', width: 375 },
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
] as const;

/** Each colour and each width, once: an example of the styleguide has no layout of its own. */
const EXAMPLE_VIEWS = [VIEWS[0], VIEWS[3]];

/** This one shows, within the frame that each page has, a frame: it has two landmarks of one name. */
const FRAME = examplePath('frame');

const isExample = (path: string) => path.startsWith('/_dateline/');

test.each(PAGES)('axe finds nothing on %s', async (path) => {
  const { context, page } = await openPage(browser, site.origin + path, { javaScriptEnabled: true });
  await page.evaluate(axe);
  const rules = path === FRAME ? { 'landmark-unique': { enabled: false } } : {};
  const said: string[] = [];
  for (const { colorScheme, width } of isExample(path) ? EXAMPLE_VIEWS : VIEWS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate(
      async (rules) => (await (window as unknown as Axe).axe.run({ resultTypes: ['violations'], rules })).violations,
      rules,
    );
    for (const { id, nodes } of violations)
      said.push(`${colorScheme} ${width} ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }
  expect(said).toEqual([]);
  await context.close();
});

test('the first key press leads past the masthead, and focus can be seen', async () => {
  const { context, page } = await openPage(browser, `${site.origin}/`);
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  expect((await skip.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  expect(new URL(page.url()).hash).toBe('#content');
  await context.close();
});

test.each(PAGES)('nothing of %s is cut when it is shown at twice its size', async (path) => {
  // What a desk of 1280 pixels shows at 200 %; and the letters twice as large again, as who sets them so in the browser has them.
  for (const letters of isExample(path) ? ['200%'] : ['100%', '200%']) {
    const { context, page } = await openPage(browser, site.origin + path, {
      viewport: { width: 640, height: 450 },
    });
    const cut = await page.evaluate((fontSize) => {
      document.documentElement.style.fontSize = fontSize;
      // Said to who does not see the page, and shown to nobody else.
      const unseen = '.skip, .footnotes h2, .unseen';
      const isCut = (element: Element) =>
        /hidden|clip/.test(getComputedStyle(element).overflow) &&
        (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
      const found = [...document.body.querySelectorAll('*')].filter(
        (element) => !element.matches(unseen) && isCut(element),
      );
      const wide = document.documentElement.scrollWidth - window.innerWidth;
      return [
        ...found.map(({ outerHTML }) => outerHTML.slice(0, 80)),
        ...(wide > 0 ? [`${wide} pixels too wide`] : []),
      ];
    }, letters);
    expect([letters, cut]).toEqual([letters, []]);
    await context.close();
  }
});

test.each([KINDS.front, KINDS['article-with-contents'], examplePath('text-elements')])(
  'with colours of the reader’s own, links and lines can still be seen on %s',
  async (path) => {
    const { context, page } = await openPage(browser, site.origin + path, { forcedColors: 'active' });
    const unseen = await page.evaluate(() => {
      const paper = getComputedStyle(document.documentElement).backgroundColor;
      const isDrawn = (color: string) => color !== paper && !/^rgba.*, 0\)$/.test(color);
      const links = [...document.querySelectorAll('a')].filter((link) => {
        const { color } = getComputedStyle(link);
        return !isDrawn(color) || color === getComputedStyle(document.body).color;
      });
      const lines = [...document.querySelectorAll('body *')].filter((element) => {
        const style = getComputedStyle(element);
        return (['Top', 'Right', 'Bottom', 'Left'] as const).some(
          (side) => style[`border${side}Style`] !== 'none' && !isDrawn(style[`border${side}Color`]),
        );
      });
      return [...links, ...lines].map(({ outerHTML }) => outerHTML.slice(0, 80));
    });
    expect(unseen).toEqual([]);
    await context.close();
  },
);

test.each([
  ['no-preference', true],
  ['reduce', false],
] as const)(
  'from page to page there is a transition where the reader’s preference is “%s”: %s',
  async (preference, expected) => {
    const context = await browser.newContext({ reducedMotion: preference });
    const page = await context.newPage();
    await page.addInitScript(() => {
      addEventListener('pagereveal', (event) =>
        Object.assign(window, { moves: (event as Event & { viewTransition: unknown }).viewTransition !== null }),
      );
    });
    await page.goto(`${site.origin}/about`);
    await page.locator('.site-footer a').first().click();
    await page.locator('.nameplate .name a').click();
    await page.waitForURL(`${site.origin}/`);
    expect(await page.evaluate(() => (window as unknown as { moves?: boolean }).moves)).toBe(expected);
    await context.close();
  },
);

test.each(Object.values(KINDS))('the Tab key follows the text of %s, in the order of reading', async (path) => {
  const { context, page } = await openPage(browser, site.origin + path, {
    viewport: { width: 375, height: 800 },
    javaScriptEnabled: true,
  });
  // What a phone sets later has no place before.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  // One column: what is read later stands lower, or on the same line.
  const stops = await page.evaluate(() => {
    const reached = [...document.querySelectorAll<HTMLElement>('a[href], button, input, summary, [tabindex]')].filter(
      (element) => element.tabIndex >= 0 && element.checkVisibility() && !element.matches(':disabled'),
    );
    for (const [index, element] of reached.entries()) element.dataset.stop = String(index);
    return reached.map((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return { top, bottom, what: element.outerHTML.slice(0, 80), tabIndex: element.tabIndex };
    });
  });
  expect(stops.length).toBeGreaterThan(10);
  const [, ...shown] = stops; // the way past the masthead, which comes down when it is reached
  const higher = shown.filter(({ bottom }, index) => index > 0 && bottom <= (shown[index - 1]?.top ?? 0));
  expect(higher).toEqual([]);
  const order: string[] = [];
  for (const _ of stops.slice(0, 40)) {
    await page.keyboard.press('Tab');
    order.push(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.stop ?? 'none'));
  }
  expect(order).toEqual(order.map((_, index) => String(index)));
  await context.close();
});
