import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BenchArticle } from './edition.ts';
import { askForMany } from './load.ts';
import { get } from './measure.ts';
import { SECRET } from './servers.ts';

/** The pages are requested so many milliseconds after a save. */
export const READY_AFTER = [150, 300, 600] as const;
/** The number of saves for each. */
const SAVES = 20;
const HOT_PAGES = 500;
/** The length of the load on the hot pages. */
const SECONDS = 60;

/**
 * What is measured of pages that are made without a reader: the share of saves after which the story's page and
 * the home page were ready, by the time that was left; and the share of answers that waited for a render, of 500
 * pages that are read in turn while one of them is saved every second.
 */
export type WarmFigures = Record<`readyAfter${(typeof READY_AFTER)[number]}` | 'waits', number>;

/** Measures a server of `edition`, whose page cache is warm. */
export async function measureWarm(
  origin: string,
  edition: string,
  articles: readonly BenchArticle[],
): Promise<WarmFigures> {
  // The newest are on the home page.
  const newest = articles.toReversed();
  const figures: Record<string, number> = {};
  let change = 0;
  for (const after of READY_AFTER) {
    let ready = 0;
    for (let save = 0; save < SAVES; save++) {
      const article = newest[save % 5] as BenchArticle;
      const headline = `Warm ${++change}`;
      await get(`${origin}/articles/${article.slug}`); // a reader had both pages
      await get(`${origin}/`);
      const undo = write(edition, article, headline);
      await new Promise((resolve) => setTimeout(resolve, after));
      const before = await waits(origin);
      const pages = await Promise.all(['/', `/articles/${article.slug}`].map((at) => get(origin + at)));
      const isCurrent = pages.every(({ body }) => body.includes(`>${headline}<`));
      if (isCurrent && (await waits(origin)) === before) ready++;
      undo();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    figures[`readyAfter${after}`] = ready / SAVES;
  }
  figures.waits = await shareOfWaits(origin, edition, newest.slice(0, HOT_PAGES));
  return figures as WarmFigures;
}

async function shareOfWaits(origin: string, edition: string, hot: readonly BenchArticle[]): Promise<number> {
  const paths = hot.map(({ slug }) => `/articles/${slug}`);
  await askForMany({ origin, paths, seconds: 120, once: true });
  const before = await waits(origin);
  let saved = 0;
  const undo: (() => void)[] = [];
  const editor = setInterval(() => {
    const article = hot[(saved * 37) % hot.length] as BenchArticle;
    undo.push(write(edition, article, `Hot ${++saved}`));
  }, 1_000);
  const { answers } = await askForMany({ origin, paths, seconds: SECONDS });
  clearInterval(editor);
  const waited = (await waits(origin)) - before;
  for (const back of undo.reverse()) back();
  return waited / answers;
}

/** Writes an article with another headline. Returns a function that undoes it. */
function write(edition: string, article: BenchArticle, headline: string): () => void {
  const file = path.join(edition, article.file);
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, before.replace(/^title: .*$/m, `title: ${headline}`));
  return () => writeFileSync(file, before);
}

/** How many readers have waited for a render since the start of the server. */
async function waits(origin: string): Promise<number> {
  const { body } = await get(`${origin}/_dateline/health`, { authorization: `Bearer ${SECRET}` });
  return (JSON.parse(body) as { pages: { waits: number } }).pages.waits;
}
