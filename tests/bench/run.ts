import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type DatelineFigures, measureDateline } from './dateline.ts';
import { writeEdition } from './edition.ts';
import { megabytes, table, time } from './measure.ts';
import { type GeneratorFigures, measureEleventy, measureHugo } from './other-generators.ts';
import { reportFigures } from './readme-figures.ts';
import { READY_AFTER } from './warm.ts';

// `npm run bench` makes editions and measures them. `npm run bench -- 1000 10000` names their sizes;
// `--runs=3` repeats what is repeated three times; `--write` writes the figures into README.md.

const cache = path.resolve(process.env.DATELINE_CACHE ?? '.dateline', 'bench');
const named = process.argv.slice(2).map(Number).filter(Boolean);
const sizes = named.length > 0 ? named : [1_000, 10_000, 100_000];
const runs = Number(/--runs=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 5);
/** Static generators take minutes beyond this size. */
const LARGEST_FOR_OTHERS = 10_000;

const dateline = new Map<number, DatelineFigures>();
const others = new Map<number, GeneratorFigures[]>();
for (const size of sizes) {
  const edition = path.join(cache, `edition-${size}`);
  const scratch = path.join(cache, `scratch-${size}`);
  mkdirSync(scratch, { recursive: true });
  console.error(`${size} articles: the edition …`);
  writeEdition(edition, size);
  console.error(`${size} articles: Dateline …`);
  dateline.set(size, await measureDateline(edition, size, scratch, runs));
  if (size > LARGEST_FOR_OTHERS) continue;
  console.error(`${size} articles: Eleventy, Hugo if it is here …`);
  const measured = [
    await measureEleventy(edition, size, scratch, runs),
    await measureHugo(edition, size, scratch, runs),
  ];
  others.set(
    size,
    measured.filter((figures) => figures !== null),
  );
}

const rows: [string, (size: number) => string][] = [
  ['`npm run build`', (size) => time(figure(size, 'build'))],
  ['first sync: start → first page', (size) => time(figure(size, 'firstPage'))],
  ['first sync: start → all files read', (size) => time(figure(size, 'firstSync'))],
  ['restart: start → first page, which is kept', (size) => time(figure(size, 'restart'))],
  ['restart: start → first page, which is not', (size) => time(figure(size, 'restartUncached'))],
  ['peak memory of the first sync', (size) => megabytes(figure(size, 'peakMemory'))],
  [
    'memory after 5,000 articles were read: all processes / the server',
    (size) => `${megabytes(figure(size, 'memory'))} / ${megabytes(figure(size, 'memoryOfServer'))}`,
  ],
  ['file saved → served, p50 / p95', (size) => `${time(figure(size, 'savedP50'))} / ${time(figure(size, 'savedP95'))}`],
  [
    `saved → its page and the home page ready without a reader, within ${READY_AFTER.join(' / ')} ms`,
    (size) => READY_AFTER.map((after) => share(figure(size, `readyAfter${after}`))).join(' / '),
  ],
  ['readers who wait for a render, 500 pages, an edit a second', (size) => share(figure(size, 'waits'), 2)],
  [
    'new tag file saved → served, p50 / p95',
    (size) => `${time(figure(size, 'describedP50'))} / ${time(figure(size, 'describedP95'))}`,
  ],
  ['git push → served, p50 / p95', (size) => `${time(figure(size, 'pushedP50'))} / ${time(figure(size, 'pushedP95'))}`],
  ['article, cold / cached', (size) => `${time(figure(size, 'coldArticle'))} / ${time(figure(size, 'cachedArticle'))}`],
  ['list, cold / cached', (size) => `${time(figure(size, 'coldList'))} / ${time(figure(size, 'cachedList'))}`],
  ['tag, cold / cached', (size) => `${time(figure(size, 'coldTag'))} / ${time(figure(size, 'cachedTag'))}`],
  ['search, p50 / p95', (size) => `${time(figure(size, 'searchP50'))} / ${time(figure(size, 'searchP95'))}`],
  ['search without a result, p50', (size) => time(figure(size, 'searchNothing'))],
  ['git push → found, p50 / p95', (size) => `${time(figure(size, 'foundP50'))} / ${time(figure(size, 'foundP95'))}`],
  ['first fill of the search, in the background', (size) => time(figure(size, 'fill'))],
  ['cached article meanwhile, to without', (size) => `${figure(size, 'duringFill').toFixed(2)} ×`],
  ['index of the search, to the texts', (size) => `${figure(size, 'searchSize').toFixed(2)} ×`],
  [
    '`npm run check`: all files, then again',
    (size) => `${time(figure(size, 'check'))} / ${time(figure(size, 'recheck'))}`,
  ],
];
for (const name of new Set([...others.values()].flat().map((generator) => generator.name))) {
  const of = (size: number) => others.get(size)?.find((generator) => generator.name === name);
  rows.push([`${name}: full build`, (size) => time(of(size)?.full ?? null)]);
  rows.push([`${name}: file saved → rebuilt, watching`, (size) => time(of(size)?.incremental ?? null)]);
}

/** A share in percent, with `digits` decimals. */
function share(value: number, digits = 0): string {
  return `${(100 * value).toFixed(digits)} %`;
}

function figure(size: number, name: keyof DatelineFigures): number {
  return dateline.get(size)?.[name] ?? Number.NaN;
}

reportFigures(
  'editions',
  table(
    [`medians of ${runs}`, ...sizes.map((size) => `N = ${size.toLocaleString('en')}`)],
    rows.map(([name, value]) => [name, ...sizes.map(value)]),
  ),
);
