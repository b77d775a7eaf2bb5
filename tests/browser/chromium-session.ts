import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium, findHeadlessShell } from '../find-chromium.ts';

/** Milliseconds that a page may take: a slow or busy machine is no reason to fail. */
export const PAGE_TIMEOUT = 120_000;

/**
 * Switches off what Chromium requests from other hosts, and saves it the process that draws with a graphics
 * card.
 */
const QUIET = [
  '--disable-gpu',
  '--in-process-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
];
/** Switches that prevent prefetching and the back/forward cache. */
const PREVENT_PREFETCH = ['--disable-back-forward-cache', '--disable-background-networking'];

/**
 * Starts the Chromium of this machine; its headless shell if there is one. With `whole` it prefetches pages,
 * keeps them for going back and shows transitions between them, as it does for readers.
 */
export async function startBrowser({ whole = false } = {}): Promise<Browser> {
  const executablePath = (whole ? null : await findHeadlessShell()) ?? (await findChromium());
  if (!executablePath) throw new Error('No Chromium was found; `npm test` installs one, or set CHROME_PATH.');
  const omitted = whole ? PREVENT_PREFETCH : [];
  const args = QUIET.filter((arg) => !omitted.includes(arg));
  // Chromium refuses to sandbox for root, which is what containers run as.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath, args, ignoreDefaultArgs: omitted });
}

/** How a tab displays its page. What is left out is as in a new tab. */
export type Display = Readonly<{
  viewport?: { width: number; height: number };
  media?: 'print' | 'screen';
  colorScheme?: 'light' | 'dark';
  forcedColors?: 'active' | 'none';
}>;

/** A tab that opens one page after the other: to open a tab takes five times as long as to open a page. */
export type Tab = Readonly<{ page: Page; open(url: string, display?: Display): Promise<Page>; close(): Promise<void> }>;

/** Opens a tab, without scripts unless `options` has them. */
export async function openTab(browser: Browser, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext({ javaScriptEnabled: false, ...options });
  context.setDefaultTimeout(PAGE_TIMEOUT);
  const page = await context.newPage();
  return {
    page,
    async open(url, { viewport = { width: 1280, height: 720 }, ...media } = {}) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ media: 'screen', colorScheme: 'light', forcedColors: 'none', ...media });
      await page.goto(url, { waitUntil: 'load' });
      return page;
    },
    close: () => context.close(),
  };
}

/** Opens a page in a context of its own. Returns it with its errors and the paths that it requested. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ context: BrowserContext; page: Page; complaints: string[]; requests: string[] }> {
  const context = await browser.newContext({ javaScriptEnabled: false, ...options });
  context.setDefaultTimeout(PAGE_TIMEOUT);
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(url, { waitUntil: 'load' });
  return { context, page, complaints, requests };
}

/** Returns a list that gets every message, error and failed request of `page` from now on. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => {
    // The browser itself cancels these: an image for which the window is now too wide, the icon of a page
    // that is left.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()}`);
  });
  return complaints;
}
