import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Result } from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Site, startSite } from '../site/serve.ts';
import { openPage, startBrowser } from './chromium-session.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let site: Site;
let browser: Browser;
beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
afterAll(() => Promise.all([site.stop(), browser.close()]));

const KINDS = [
  '/',
  '/page/2',
  '/articles/new-alliance-cultural-ip-china',
  '/articles/town-that-moved-uphill',
  '/articles/missing-river-gauges',
  '/authors',
  '/authors/dario-quennell',
  '/tags',
  '/tags/science',
  '/about',
  '/nothing-here',
];

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  describe.each([375, 1280])('at %i pixels', (width) => {
    test.each(KINDS)('axe finds nothing on %s', async (path) => {
      const { context, page } = await openPage(browser, site.origin + path, {
        colorScheme,
        viewport: { width, height: 900 },
        javaScriptEnabled: true,
      });
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: Result[] }> } };
        return (await axe.run({ resultTypes: ['violations'] })).violations;
      });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
      await context.close();
    });
  });
});

test('the first key press leads past the masthead, and focus can be seen', async () => {
  const { context, page } = await openPage(browser, `${site.origin}/`);
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  expect((await skip.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  expect(new URL(page.url()).hash).toBe('#content');
  await context.close();
});
