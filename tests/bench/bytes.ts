import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../browser/chromium-session.ts';
import { ARTICLE, type Settings, sampleEdition } from './cached.ts';
import { ENCODINGS } from './load.ts';
import { kilobytes, table } from './measure.ts';
import { end, settled, startDateline } from './servers.ts';

/** A page of each kind in the sample edition. */
export const PAGE_KINDS: Readonly<Record<string, string>> = {
  home: '/',
  article: ARTICLE,
  'long article': '/articles/town-that-moved-uphill',
  author: '/authors/aqsa-younas-rana',
  tag: '/tags/science',
  'list of stories': '/page/2',
  'list of authors': '/authors',
  'list of tags': '/tags',
  page: '/about',
  'not found': '/nothing-here',
};

/** Measures the bytes of each kind of page, and of all requests that Chromium makes for it. */
export async function measureBytes({ scratch }: Pick<Settings, 'scratch'>): Promise<string> {
  const browser = await startBrowser();
  try {
    const server = await startDateline(sampleEdition(scratch), path.join(scratch, 'index'));
    try {
      const rows: string[][] = [];
      for (const [kind, url] of Object.entries(PAGE_KINDS)) {
        const plain = (await settled(server.origin + url, {})).body;
        const sent = await settled(server.origin + url, { 'accept-encoding': ENCODINGS });
        const style = /<style[^>]*>[\s\S]*?<\/style>/g;
        const styles = (plain.match(style) ?? []).join('');
        const asked = await transferred(browser, server.origin + url);
        rows.push([
          kind,
          kilobytes(Buffer.byteLength(plain)),
          `${kilobytes(sent.bytes.length)} ${sent.headers['content-encoding'] ?? ''}`,
          kilobytes(Buffer.byteLength(styles)),
          kilobytes(brotli(plain) - brotli(plain.replace(style, ''))),
          String(asked.length),
          kilobytes(asked.reduce((sum, bytes) => sum + bytes, 0)),
        ]);
      }
      const head = ['page', 'HTML', 'HTML as sent', 'of it styles', 'styles as sent', 'requests', 'all on the wire'];
      const goal = 'Goals for an article without images: one request beside its fonts, 14 KB as sent, 45 KB in all.';
      return `${table(head, rows)}\n\n${goal} On the wire is with headers, fonts and icon, in Chromium.`;
    } finally {
      await end(server.process);
    }
  } finally {
    await browser.close();
  }
}

function brotli(text: string): number {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } }).length;
}

/** The bytes of each response, headers included, for a page that a browser loads with an empty cache. */
async function transferred(browser: Browser, url: string): Promise<number[]> {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const sizes: number[] = [];
    session.on('Network.loadingFinished', ({ encodedDataLength }) => sizes.push(encodedDataLength));
    await session.send('Network.enable');
    await page.goto(url, { waitUntil: 'networkidle' });
    return sizes;
  } finally {
    await context.close();
  }
}
