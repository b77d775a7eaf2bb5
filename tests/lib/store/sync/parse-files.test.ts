import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readArticle } from '#lib/content/article.ts';
import {
  lazyBodyParser,
  type Outcome,
  type ReadingTask,
  readArticles,
  readFiles,
} from '#lib/store/sync/parse-files.ts';
import { articleContext } from '../../context.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dateline-reading-'));
afterAll(() => rmSync(folder, { recursive: true }));

const findings = new Map([
  ['content/articles/boat.jpg', null],
  [
    'content/articles/huge.jpg',
    { severity: 'error' as const, rule: 'image-large' as const, reason: 'It is huge.', fix: 'Shrink it.' },
  ],
]);
const images = {
  findingFor: (name: string) => findings.get(name),
  namesIn: () => [...findings.keys()].map((name) => path.basename(name)),
  origin: '',
  ...lazyBodyParser,
};
const { timeZone, language, authors, translatedTags } = articleContext;

/** Every tenth has an image, every eleventh a rejected or missing one, every thirteenth is broken. */
function write(number: number): ReadingTask {
  const name = `story-${number}.md`;
  const absolute = path.join(folder, name);
  const image = number % 10 === 0 ? '![A boat](boat.jpg)' : '';
  const refused = number % 11 === 0 ? `![A boat](${number % 2 ? 'huge.jpg' : 'boot.jpg'})` : '';
  const author = [...authors.keys()][0];
  const title = number % 13 === 0 ? 'titel' : 'title';
  const text = `---\n${title}: Story ${number}\nauthor: ${author}\ndate: 2026-01-01\n---\n\nText. ${image}\n\n${refused}\n`;
  writeFileSync(absolute, text);
  const file = { path: `content/articles/${name}`, absolute, kind: 'article' as const, size: text.length, mtime: 0 };
  return { file, known: null };
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test('several threads return the same as one, in the given order', async () => {
  const tasks = Array.from({ length: 1_450 }, (_, number) => write(number));
  const read = (file: string, source: string) =>
    readArticle(file, source, { timeZone, language, authors, translatedTags, images });
  const one = await all(readFiles(tasks, read));
  const before = one.slice(0, 3).map((outcome) => outcome?.digest ?? '');
  // Some are unchanged, and some deleted.
  const again = tasks.map((task, index) => ({ ...task, known: before[index] ?? null }));
  rmSync(path.join(folder, 'story-4.md'));
  let reads = 0;
  const many: Outcome<unknown>[] = await all(
    readArticles(
      again,
      (file, source) => {
        reads++;
        return read(file, source);
      },
      () => ({ timeZone, language, authors, translatedTags, origin: '', findings }),
    ),
  );
  const expected = one.map((outcome, index) => {
    if (index === 4) return null;
    return outcome && index < 3 ? { ...outcome, reading: null } : outcome;
  });
  expect(many).toEqual(expected);
  expect(many.flatMap((outcome) => outcome?.reading?.diagnostics ?? []).length).toBeGreaterThan(200);
  // A machine with one processor uses no threads.
  expect([0, 1_446]).toContain(reads);
});

test('an error in a thread fails the sync', async () => {
  const tasks = Array.from({ length: 1_001 }, (_, number) => write(number));
  const context = () => ({
    timeZone,
    language,
    authors,

    translatedTags,
    origin: '',
    findings: new Map([['x', () => null]]) as never,
  });
  await expect(
    all(
      readArticles(
        tasks,
        () => {
          throw new Error('No thread.');
        },
        context,
      ),
    ),
  ).rejects.toThrow();
});

test('lint results do not depend on what was read before', () => {
  // The comment in the front matter looks like the heading that the text lacks: only the body says that it
  // needs the parser.
  const text = '---\n## keys\ntitle: Deep\nauthor: a\ndate: 2026-01-01\n---\n\n### Deep\n';
  const plain = '---\ntitle: Image\nauthor: a\ndate: 2026-01-01\n---\n\n![A boat](/boat.jpg)\n';
  writeFileSync(path.join(folder, 'deep.md'), text);
  writeFileSync(path.join(folder, 'image.md'), plain);
  // In a process of its own, where no other test has loaded the parser.
  const program = `
    import { readArticle } from './lib/content/article.ts';
    import { lazyBodyParser, readFiles } from './lib/store/sync/parse-files.ts';
    const images = { findingFor: () => null, namesIn: () => [], origin: '', ...lazyBodyParser };
    const context = { timeZone: 'UTC', language: 'en', authors: new Map([['a', 'a']]), tags: new Map(), translatedTags: new Map(), images };
    const task = (name) => ({ file: { path: 'content/articles/' + name, absolute: process.argv[1] + '/' + name, size: 99 }, known: null });
    const found = [];
    for await (const { reading } of readFiles(['deep.md', 'image.md', 'deep.md'].map(task), (file, source) => readArticle(file, source, context)))
      found.push(reading.diagnostics.map(({ rule }) => rule));
    console.log(JSON.stringify(found));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program, folder], {
    cwd: path.resolve(import.meta.dirname, '../../../..'),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const [first, , last] = JSON.parse(stdout);
  expect(first).toContain('heading-level');
  expect(first).toEqual(last);
});
