import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RULE_GUIDES } from '#lib/cli/rule-guides/all-rules.ts';
import type { RuleGuide } from '#lib/cli/rule-guides/rule-guide.ts';
import { readArticle } from '#lib/content/article.ts';
import { readAuthor } from '#lib/content/author.ts';
import { type HomePageLookup, readHomePage } from '#lib/content/home-page.ts';
import type { ImageFinding } from '#lib/content/image-inspection.ts';
import type { BodyLookup } from '#lib/content/lint/check-body.ts';
import { readPage } from '#lib/content/page.ts';
import { formatDiagnostic, isBlocked, RULES, type Rule } from '#lib/content/parse/diagnostic.ts';
import { readPublication } from '#lib/content/publication.ts';
import { readPublicationCss } from '#lib/content/publication-css.ts';
import type { Reading } from '#lib/content/reading.ts';
import { readRedirectsFile } from '#lib/content/site-redirects.ts';
import { readTag } from '#lib/content/tag.ts';
import { NO_FILES } from '#lib/content/theme.ts';
import { ImageWorker } from '#lib/images/image-worker.ts';
import { articleContext, images as known } from '../context.ts';

const folder = new URL('../../fixtures/broken/', import.meta.url).pathname;

const imageFolder = new URL('../../fixtures/broken-images/', import.meta.url).pathname;
const findings = new Map<string, ImageFinding | null>();
const worker = new ImageWorker();

/** The images beside the broken articles, inspected as in a sync. */
const images: BodyLookup = {
  ...known,
  findingFor: (image) => (findings.has(image) ? findings.get(image) : known.findingFor(image)),
  namesIn: (route) => (route === 'content/articles' ? readdirSync(imageFolder) : known.namesIn(route)),
};
beforeAll(async () => {
  for (const name of readdirSync(imageFolder)) {
    const inspection = await worker.inspect(imageFolder + name, `content/articles/${name}`, '');
    findings.set(`content/articles/${name}`, inspection?.finding ?? null);
  }
}, 60_000);
afterAll(() => worker.close());

const homeLookup: HomePageLookup = {
  language: 'en',
  hasStory: (slug) => slug === 'night-ferries',
  hasTag: (name) => name === 'River',
  stories: () => ['night-ferries'],
  tags: () => ['River'],
};

/** Each folder of fixtures: the path of its files in content/, and the function that reads them. */
const kinds: Record<
  string,
  [
    route: (name: string) => string,
    read: (file: string, source: string) => Pick<Reading<unknown>, 'record' | 'diagnostics'>,
  ]
> = {
  articles: [(name) => `content/articles/${name}`, (...file) => readArticle(...file, { ...articleContext, images })],
  authors: [(name) => `content/authors/${name}`, (...file) => readAuthor(...file, images)],
  tags: [(name) => `content/tags/${name}`, (...file) => readTag(...file, images)],
  pages: [(name) => `content/pages/${name}`, (...file) => readPage(...file, images, 'en')],
  home: [() => 'content/pages/home.md', (...file) => readHomePage(...file, homeLookup)],
  redirects: [() => 'content/redirects.csv', (...file) => readRedirectsFile(...file)],
  publication: [() => 'content/publication.yaml', (...file) => readPublication(...file, NO_FILES)],
  stylesheet: [() => 'content/publication.css', readPublicationCss],
};

/** Rules about files and their neighbours, which a single fixture cannot break, and the test that does. */
const elsewhere = {
  'file-encoding': ['content/files.test.ts', 'a file that is not UTF-8 is a diagnostic'],
  'file-format': ['content/files.test.ts', 'a file of another program (%s) is a diagnostic'],
  'file-large': ['content/files.test.ts', 'a file larger than the limit is a diagnostic'],
  'file-unreadable': ['content/files.test.ts', 'a file that cannot be read is a diagnostic'],
  'file-unparsable': [
    'store/sync/unparsable-file.test.ts',
    'a file that makes its parser fail is a diagnostic, and the others are read',
  ],
  'file-name': [
    'content/lint/misplaced-files.test.ts',
    'a story with another ending than .md is an error with its new name',
  ],
  'file-folder': [
    'content/lint/misplaced-files.test.ts',
    'a story outside of articles/ is an error with the folders to choose from',
  ],
  'text-long': ['markdown/text-limits.test.ts', 'length'],
  'yaml-long': ['content/parse/front-matter.test.ts', 'front matter that is too long is rejected'],
  'link-broken': ['cli/check.test.ts', 'link-broken to a story'],
  'link-embargoed': ['cli/check.test.ts', 'link-embargoed to a draft'],
  'publication-unknown': ['cli/check.test.ts', 'publication-unknown in the footer'],
  'link-moved': ['cli/check.test.ts', 'link-moved'],
  'title-duplicate': ['cli/check.test.ts', 'title-duplicate'],
  'tag-similar': ['cli/check.test.ts', 'tag-similar in two stories'],
  'tag-spelling': ['cli/check.test.ts', 'tag-spelling'],
  'author-unused': ['cli/check.test.ts', 'author-unused'],
  'date-far': ['cli/check.test.ts', 'date-far'],
  'redirect-loop': ['cli/check.test.ts', 'redirect-loop'],
  'redirect-taken': ['store/sync/file-histories.test.ts', 'a `redirectFrom` that another page has is an error'],
  'slug-reused': ['store/sync/file-histories.test.ts', 'another story at the URL of a deleted story is an error'],
  'translation-name': [
    'store/sync/file-histories.test.ts',
    'a translation that kept the former name of its original is a warning',
  ],
  'updated-missing': ['store/sync/file-histories.test.ts', 'a change after publication without “updated” is a warning'],
  'image-pending': ['store/sync/inspect-images.test.ts', 'an image that takes long is a warning, and comes later'],
  'slug-duplicate': ['store/sync/sync.test.ts', 'the second file of a URL is an error until the first is gone'],
};

const fixtures = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
const broken = fixtures.filter((name) => !name.endsWith('.txt')).sort();
const expectations = fixtures.filter((name) => name.endsWith('.txt')).sort();
const expectationOf = (fixture: string) => fixture.replace(/\.(md|yaml|csv|css)$/, '.txt');

describe('each broken file gets its diagnostics, with position, reason and fix', () => {
  test.each(broken)('%s', (fixture) => {
    const [kind = '', name = ''] = fixture.split('/');
    const [route, read] = kinds[kind] ?? expect.unreachable(`nothing reads the folder ${kind}`);
    const { record, diagnostics } = read(route(name), readFileSync(folder + fixture, 'utf8'));
    const lines = diagnostics.map((diagnostic) => `${formatDiagnostic(diagnostic)}\n`).join('');
    expect(lines).toBe(readFileSync(folder + expectationOf(fixture), 'utf8'));
    expect(lines).not.toBe('');
    expect(record === null, 'kept off the site').toBe(isBlocked(diagnostics));
  });
});

test('each fixture has an expectation, and each expectation a fixture', () => {
  expect(expectations).toEqual(broken.map(expectationOf).sort());
});

test('front-matter in JavaScript has not run', () => {
  expect(readFileSync(`${folder}articles/front-matter-javascript.md`, 'utf8')).toContain(
    'globalThis.datelineFixtureRan',
  );
  expect(globalThis).not.toHaveProperty('datelineFixtureRan');
});

test('every rule is broken by a fixture or by a named test', () => {
  const written = expectations.map((name) => readFileSync(folder + name, 'utf8')).join('');
  const byFixture = [...written.matchAll(/ {2}(?:error|warning) {2}(\S+) {2}/g)].map(([, rule]) => rule);
  expect([...new Set([...byFixture, ...Object.keys(elsewhere)])].sort()).toEqual([...RULES].sort());
});

test('the guide says of every rule whether it keeps a file off the site', () => {
  const errors = expectations.flatMap((name) =>
    [...readFileSync(folder + name, 'utf8').matchAll(/ {2}error {2}(\S+) {2}.*/g)].map(([line, rule = '']) => ({
      rule: rule as Rule,
      blocks: !line.includes('(This keeps nothing off the site.)'),
    })),
  );
  expect(errors.length).toBeGreaterThan(100);
  for (const { rule, blocks } of errors) {
    const { keepsOff }: RuleGuide = RULE_GUIDES[rule];
    // A text says when: then either is possible.
    if (typeof keepsOff !== 'string') expect(keepsOff === true, rule).toBe(blocks);
  }
});

test.each(Object.entries(elsewhere))('the test of %s exists', (_, [file = '', name = '']) => {
  expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toMatch(
    new RegExp(`^\\s*(?:test\\(|\\]\\)\\()?'${name.replace(/[()]/g, '\\$&')}',`, 'm'),
  );
});
