import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Raised when the generator below changes, so that older editions are written again. */
const VERSION = 1;

const AUTHORS = 200;
const TAGS = 300;
const FIRST_DAY = Date.UTC(2016, 0, 1);
const TEN_YEARS = 10 * 365.25 * 86_400_000;

/** An article of the edition: its slug, and its path under content/. */
export type BenchArticle = Readonly<{ slug: string; file: string }>;

/**
 * The articles of an edition of `size`, oldest first, without reading or writing a file; each in the next of
 * `languages`.
 */
export function benchArticles(size: number, languages: readonly string[] = ['en']): BenchArticle[] {
  return Array.from({ length: size }, (_, number) => {
    const month = isoMonth(number, size);
    const slug = `story-${String(number).padStart(6, '0')}`;
    const language = languages[number % languages.length] ?? 'en';
    return { slug, file: `articles/${month.replace('-', '/')}/${slug}${language === 'en' ? '' : `.${language}`}.md` };
  });
}

/**
 * Writes an edition of `size` articles to `folder`, unless it is there: 500 to 1,200 words each, 200 authors,
 * 300 tags (few used much, many used little), ten years. The same size gives the same bytes. Their words are
 * the same in all `languages`.
 */
export function writeEdition(folder: string, size: number, languages: readonly string[] = ['en']): void {
  const stamp = path.join(folder, `.complete-${VERSION}`);
  if (existsSync(stamp)) return;
  rmSync(folder, { recursive: true, force: true });
  const random = seeded(20_240_114);
  const words = Array.from({ length: 6000 }, () => pseudoWord(random));
  // Most of a text consists of few words, as in any language.
  const word = () => words[Math.floor(words.length * random() ** 3)] ?? '';
  const sentence = () => {
    const text = Array.from({ length: 8 + Math.floor(random() * 14) }, word).join(' ');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  };
  const paragraph = () => Array.from({ length: 3 + Math.floor(random() * 3) }, sentence).join(' ');

  const write = (file: string, text: string) => {
    const absolute = path.join(folder, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  };
  write(
    'publication.yaml',
    'name: Bench\ntagline: An edition for measuring\norigin: https://bench.example\ntimeZone: America/New_York\nlanguage: en\nsections: [Tag 0, Tag 1, Tag 2, Tag 3]\n',
  );
  for (let author = 0; author < AUTHORS; author++) {
    write(`authors/author-${author}.md`, `---\nname: Author ${author}\nrole: Reporter\n---\n\n${sentence()}\n`);
  }
  for (let tag = 0; tag < TAGS; tag++) write(`tags/tag-${tag}.md`, `---\nname: Tag ${tag}\n---\n\n${sentence()}\n`);
  for (const [number, { file }] of benchArticles(size, languages).entries()) {
    const tags = new Set(Array.from({ length: 2 + Math.floor(random() * 3) }, () => Math.floor(TAGS * random() ** 2)));
    const length = 500 + Math.floor(random() * 700);
    const body: string[] = [];
    for (let written = 0; written < length; ) {
      const next = paragraph();
      if (body.length > 0 && body.length % 4 === 0) body.push(`## ${sentence().slice(0, -1)}`);
      body.push(next);
      written += next.split(' ').length;
    }
    write(
      file,
      [
        '---',
        `title: ${sentence().slice(0, 70).trim()}`,
        `standfirst: ${sentence()}`,
        `author: author-${Math.floor(random() * AUTHORS)}`,
        `date: ${new Date(instantOf(number, size)).toISOString()}`,
        `tags: [${[...tags].map((tag) => `Tag ${tag}`).join(', ')}]`,
        '---',
        '',
        body.join('\n\n'),
        '',
      ].join('\n'),
    );
  }
  writeFileSync(stamp, '');
}

function instantOf(number: number, size: number): number {
  return FIRST_DAY + Math.floor((number / size) * TEN_YEARS);
}

function isoMonth(number: number, size: number): string {
  return new Date(instantOf(number, size)).toISOString().slice(0, 7);
}

function pseudoWord(random: () => number): string {
  const pick = (letters: string) => letters[Math.floor(random() * letters.length)] ?? '';
  const syllable = () => pick('bcdfghklmnprstvw') + pick('aeiou') + (random() < 0.3 ? pick('lnrst') : '');
  return Array.from({ length: 1 + Math.floor(random() * 3) }, syllable).join('');
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
