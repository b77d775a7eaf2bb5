import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { treeMegabytes } from '../process-tree.ts';
import { seeded } from './edition.ts';
import { megabytes, table, time } from './measure.ts';
import { reportFigures } from './readme-figures.ts';

// `npm run bench:import` imports exports of WordPress, the second time without a change. `npm run bench:import -- 500` names
// the number of posts.

const project = path.resolve(import.meta.dirname, '../..');
const cache = path.resolve(process.env.DATELINE_CACHE ?? '.dateline', 'bench');
const named = process.argv.slice(2).map(Number).filter(Boolean);
const sizes = named.length > 0 ? named : [1_000, 10_000];

const AUTHORS = 50;
const CATEGORIES = 12;
const FIRST_DAY = Date.UTC(2016, 0, 1);
const TEN_YEARS = 10 * 365.25 * 86_400_000;

/** Writes an export of `size` posts of 500 to 1,200 words; every third one is of the classic editor. */
function writeExport(file: string, size: number): void {
  const random = seeded(20_260_728);
  const among = (count: number) => Math.floor(random() * count);
  const words = Array.from(
    { length: 4_000 },
    (_, index) => `${'bdfgklmnprst'[index % 12]}${'aeiou'[index % 5]}${index.toString(36)}`,
  );
  const sentence = () =>
    `${Array.from({ length: 8 + among(14) }, () => words[Math.floor(4_000 * random() ** 3)]).join(' ')}.`;
  const paragraph = () => Array.from({ length: 4 }, sentence).join(' ');
  const descriptor = openSync(file, 'w');
  const write = (text: string) => writeSync(descriptor, text);
  const cdata = (text: string) => `<![CDATA[${text}]]>`;
  write(
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Bench</title><wp:wxr_version>1.2</wp:wxr_version>',
  );
  write('<wp:base_blog_url>https://old.example</wp:base_blog_url>\n');
  for (let author = 0; author < AUTHORS; author++) {
    write(
      `<wp:author><wp:author_login>a${author}</wp:author_login><wp:author_display_name>Author ${author}</wp:author_display_name></wp:author>\n`,
    );
  }
  for (let post = 0; post < size; post++) {
    const isClassic = post % 3 === 0;
    const at = new Date(FIRST_DAY + (post / size) * TEN_YEARS).toISOString();
    const linked = `/${among(size)}/`;
    const parts = Array.from({ length: 8 + among(12) }, (_, index) => {
      const linkedWords =
        index % 5 === 2 ? ` <a href="https://old.example/story-${linked.slice(1, -1)}/">${sentence()}</a>` : '';
      const text = `${paragraph()} <em>${words[among(4_000)]}</em>${linkedWords}`;
      if (isClassic) return text;
      return index % 4 === 3
        ? `<!-- wp:heading -->\n<h2>${sentence()}</h2>\n<!-- /wp:heading -->`
        : `<!-- wp:paragraph -->\n<p>${text}</p>\n<!-- /wp:paragraph -->`;
    });
    const date = at.slice(0, 19).replace('T', ' ');
    write(
      `<item><title>${sentence()} ${post}</title><link>https://old.example/story-${post}/</link><dc:creator>a${among(AUTHORS)}</dc:creator>` +
        `<content:encoded>${cdata(parts.join('\n\n'))}</content:encoded><excerpt:encoded>${cdata(sentence())}</excerpt:encoded>` +
        `<wp:post_id>${post + 1}</wp:post_id><wp:post_date_gmt>${date}</wp:post_date_gmt><wp:post_name>story-${post}</wp:post_name>` +
        `<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>` +
        `<category domain="category" nicename="c${post % CATEGORIES}">${cdata(`Category ${post % CATEGORIES}`)}</category></item>\n`,
    );
  }
  write('</channel></rss>\n');
  closeSync(descriptor);
}

/** Imports an export; returns the milliseconds, and the most bytes that the command and its processes had. */
function importOf(file: string, into: string, index: string): Promise<{ milliseconds: number; peak: number }> {
  const started = performance.now();
  const env = { ...process.env, DATELINE_CACHE: index };
  const args = ['lib/cli/main.ts', 'import', 'wordpress', file, `--into=${into}`];
  const child = spawn(process.execPath, args, { cwd: project, env, stdio: ['ignore', 'ignore', 'inherit'] });
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, treeMegabytes(child.pid ?? 0) * 2 ** 20);
  }, 100);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ milliseconds: performance.now() - started, peak });
      else reject(new Error(`The import ended with ${code}.`));
    });
  });
}

const columns: {
  size: number;
  first: Awaited<ReturnType<typeof importOf>>;
  second: Awaited<ReturnType<typeof importOf>>;
}[] = [];
for (const size of sizes) {
  const folder = path.join(cache, `import-${size}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'content'), { recursive: true });
  console.error(`${size} posts: the export …`);
  writeExport(path.join(folder, 'export.xml'), size);
  writeFileSync(
    path.join(folder, 'content/publication.yaml'),
    'name: Bench\ntagline: An archive for measuring\norigin: https://bench.example\ntimeZone: Europe/London\nlanguage: en\n',
  );
  console.error(`${size} posts: the imports …`);
  const run = () => importOf(path.join(folder, 'export.xml'), path.join(folder, 'content'), path.join(folder, 'index'));
  const first = await run();
  columns.push({ size, first, second: await run() });
}

const rows: [string, (column: (typeof columns)[number]) => string][] = [
  ['import, with the check of all files', ({ first }) => time(first.milliseconds)],
  ['peak memory', ({ first }) => megabytes(first.peak)],
  ['again, without a change', ({ second }) => time(second.milliseconds)],
];
reportFigures(
  'import',
  table(
    ['', ...sizes.map((size) => `${size.toLocaleString('en')} posts`)],
    rows.map(([name, value]) => [name, ...columns.map(value)]),
  ),
);
