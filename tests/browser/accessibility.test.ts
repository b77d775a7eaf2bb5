import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { examplePath } from '../site/styleguide.ts';
import { openTab, startBrowser, type Tab } from './chromium-session.ts';
import { SAMPLE_PAGES } from './sample-pages.ts';

// Checks of accessibility on single pages; those that every page must pass are in every-page.test.ts.

const origin = inject('sharedSite');
let browser: Browser;
let tab: Tab;
beforeAll(async () => {
  browser = await startBrowser();
  tab = await openTab(browser);
});
afterAll(() => browser.close());

test('the first Tab focuses the skip link, and focus is visible', async () => {
  const page = await tab.open(`${origin}/`);
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  expect((await skip.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  expect(new URL(page.url()).hash).toBe('#content');
});

test.each([SAMPLE_PAGES.home, SAMPLE_PAGES['article-with-contents'], examplePath('text-elements')])(
  'with forced colours, links and lines are visible on %s',
  async (path) => {
    const page = await tab.open(origin + path, { forcedColors: 'active' });
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
  },
);
