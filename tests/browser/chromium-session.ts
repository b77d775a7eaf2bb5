import path from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../chromium.ts';

/** What keeps Chromium from asking anybody but the site. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
];
/** The faces that pages are shown in, as far as they are the reader's. */
const FONTS = path.join(import.meta.dirname, 'fonts.conf');
/** What Playwright and the above switch off of how a reader comes from one page to the next. */
const BETWEEN_PAGES = ['--disable-back-forward-cache', '--disable-background-networking'];

/** Starts the Chromium of this machine. With `betweenPages` it loads ahead and keeps pages as it does for readers. */
export async function startBrowser({ betweenPages = false } = {}): Promise<Browser> {
  const executablePath = await findChromium();
  if (!executablePath) throw new Error('No Chromium was found; `npm test` installs one, or set CHROME_PATH.');
  const without = betweenPages ? BETWEEN_PAGES : [];
  const args = QUIET.filter((arg) => !without.includes(arg));
  // Chromium refuses to sandbox for root, which is what containers run as.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  const env = { ...process.env, FONTCONFIG_FILE: FONTS } as Record<string, string>;
  return chromium.launch({ executablePath, args, env, ignoreDefaultArgs: without });
}

/** A page, with everything that it complained about and every address that it asked for. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ context: BrowserContext; page: Page; complaints: string[]; requests: string[] }> {
  const context = await browser.newContext({ javaScriptEnabled: false, ...options });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(url, { waitUntil: 'load' });
  return { context, page, complaints, requests };
}

/** A list that grows with everything that `page` complains about from now on. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => {
    // What the browser gave up itself: an image for which the window is now too wide, the icon of a page that is left.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()}`);
  });
  return complaints;
}
