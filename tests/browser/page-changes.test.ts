import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, type Site, startSite } from '../site/running-site.ts';
import { openPage, startBrowser } from './chromium-session.ts';

// Going from page to page, in the whole Chromium: its headless shell does nothing of this.

const ARTICLE = '/articles/new-alliance-cultural-ip-china';

const log = path.join(mkdtempSync(path.join(tmpdir(), 'dateline-between-')), 'access.log');
let site: Site;
let browser: Browser;
beforeAll(async () => {
  [site, browser] = await Promise.all([startSite({ env: { ACCESS_LOG: log } }), startBrowser({ whole: true })]);
});
afterAll(() => Promise.all([site.stop(), browser.close()]));

function requested(): string[] {
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).url);
}

test('a story is prefetched while the pointer rests on its link', async () => {
  const { context, page, complaints } = await openPage(browser, `${site.origin}/tags/china`, {
    javaScriptEnabled: true,
  });
  await eventually(
    async () => requested(),
    (paths) => paths.includes('/_dateline/speculation.json'),
  );
  expect(requested()).not.toContain(ARTICLE);
  await page.locator(`main a[href="${ARTICLE}"]`).first().hover();
  await eventually(
    async () => requested(),
    (paths) => paths.includes(ARTICLE),
  );
  expect(requested().filter((path) => path === ARTICLE)).toHaveLength(1);
  await page.locator(`main a[href="${ARTICLE}"]`).first().click();
  await page.waitForURL(site.origin + ARTICLE);
  // The page is the one that was prefetched.
  expect(await page.evaluate(() => performance.getEntriesByType('navigation')[0]?.toJSON().deliveryType)).toBe(
    'navigational-prefetch',
  );
  expect(complaints).toEqual([]);
  await context.close();
});

test('nothing is prefetched for readers who save data', async () => {
  const response = await fetch(`${site.origin}/_dateline/speculation.json`, { headers: { 'save-data': 'on' } });
  expect([await response.json(), response.headers.get('vary')]).toEqual([{}, 'Accept-Encoding, Save-Data']);
});

test('going back shows the page as it was left, without a request', async () => {
  const { context, page } = await openPage(browser, site.origin + ARTICLE, { javaScriptEnabled: true });
  await page.evaluate(() => Object.assign(window, { left: 'here' }));
  await page.goto(`${site.origin}/about`);
  expect(await page.evaluate(() => (window as unknown as { left?: string }).left)).toBeUndefined();
  // Such a page is not loaded, so that it has no “load” to wait for.
  await page.goBack({ waitUntil: 'commit' });
  expect(await page.evaluate(() => (window as unknown as { left?: string }).left)).toBe('here');
  await context.close();
});

test.each([
  ['no-preference', true],
  ['reduce', false],
] as const)('page transitions with the preference “%s”: %s', async (preference, expected) => {
  const context = await browser.newContext({ reducedMotion: preference });
  const page = await context.newPage();
  await page.addInitScript(() => {
    addEventListener('pagereveal', (event) =>
      Object.assign(window, { moves: (event as Event & { viewTransition: unknown }).viewTransition !== null }),
    );
  });
  await page.goto(`${site.origin}/about`);
  await page.locator('.site-footer a').first().click();
  await page.locator('.masthead__name a').click();
  await page.waitForURL(`${site.origin}/`);
  // The event comes with the first frame, which may be after the load.
  await page.waitForFunction(() => (window as unknown as { moves?: boolean }).moves !== undefined);
  expect(await page.evaluate(() => (window as unknown as { moves?: boolean }).moves)).toBe(expected);
  await context.close();
});
