import { expect, test } from 'vitest';
import { type CheckReport, formatDiagnostics } from '#lib/cli/diagnostic-formats.ts';
import type { Diagnostic } from '#lib/content/parse/diagnostic.ts';

const diagnostics: Diagnostic[] = [
  {
    file: 'content/articles/a.md',
    line: 2,
    column: 9,
    severity: 'warning',
    rule: 'title-duplicate',
    reason: 'The headline is also that of b.md: 100%, twice.',
    fix: 'Give one of the two another.',
  },
  {
    file: 'content/articles/a.md',
    line: 3,
    column: 9,
    severity: 'error',
    blocks: true,
    rule: 'author-unknown',
    reason: 'There is no author “nobody”.',
    fix: 'Add them.',
  },
  {
    file: 'content/articles/gone.md',
    line: 1,
    column: 1,
    severity: 'error',
    blocks: true,
    rule: 'file-unreadable',
    reason: 'The file cannot be read.',
    fix: 'Look.',
  },
];
const report: CheckReport = {
  diagnostics,
  fixed: ['content/articles/b.md: keys sorted.'],
  pathTo: (file) => file.replace('content/', 'news, all/'),
  textOf: (file) =>
    file === 'content/articles/a.md' ? '---\ntitle: 港が開く\u001b[31m, again\nauthor: nobody\n---\n' : null,
};

test('text: the position, the line with a mark below it, and the fix, without control characters', () => {
  expect(
    formatDiagnostics('text', report),
  ).toBe(`content/articles/a.md:2:9  warning  title-duplicate  The headline is also that of b.md: 100%, twice.
    2 | title: 港が開く\\u001b[31m, again
      |          ^
    Give one of the two another.  content/guide/rules.md#title-duplicate

content/articles/a.md:3:9  error  author-unknown  There is no author “nobody”.
    3 | author: nobody
      |         ^
    Add them.  content/guide/rules.md#author-unknown

content/articles/gone.md:1:1  error  file-unreadable  The file cannot be read.
    Look.  content/guide/rules.md#file-unreadable

`);
});

test('a long line is cut around the position', () => {
  const line = `${'word '.repeat(60)}here ${'word '.repeat(60)}`;
  const [diagnostic] = diagnostics;
  const text = formatDiagnostics('text', {
    ...report,
    textOf: () => line,
    diagnostics: [{ ...(diagnostic as Diagnostic), file: 'content/articles/long.md', line: 1, column: 301 }],
  });
  const [, source = '', mark = ''] = text.split('\n');
  expect(source.slice(mark.indexOf('^'), mark.indexOf('^') + 4)).toBe('here');
  expect(source.length).toBeLessThan(120);
});

test('an error that keeps nothing off the site says so in each format for people', () => {
  const diagnostic: Diagnostic = { ...(diagnostics[0] as Diagnostic), severity: 'error' };
  for (const format of ['text', 'github', 'gitlab', 'sarif'] as const) {
    const says = (blocks: { blocks?: true }) =>
      formatDiagnostics(format, { ...report, diagnostics: [{ ...diagnostic, ...blocks }] }).includes(
        'keeps nothing off',
      );
    expect(says({}), format).toBe(true);
    expect(says({ blocks: true }), format).toBe(false);
  }
});

test('github: an annotation at the file, escaped for workflow commands', () => {
  const [first] = formatDiagnostics('github', report).split('\n');
  expect(first).toBe(
    '::warning file=news%2C all/articles/a.md,line=2,col=9,title=title-duplicate::The headline is also that of b.md: 100%25, twice. Give one of the two another.',
  );
});

test('gitlab: a Code Quality report, with stable fingerprints', () => {
  const entries = JSON.parse(formatDiagnostics('gitlab', report)) as { fingerprint: string; severity: string }[];
  expect(entries[1]).toMatchObject({
    description: 'There is no author “nobody”. Add them.',
    check_name: 'author-unknown',
    severity: 'major',
    location: { path: 'news, all/articles/a.md', lines: { begin: 3 } },
  });
  expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(diagnostics.length);
});

test('json: the diagnostics, with links to the guide', () => {
  const parsed = JSON.parse(formatDiagnostics('json', report));
  expect(parsed).toMatchObject({ errors: 2, warnings: 1, fixed: ['content/articles/b.md: keys sorted.'] });
  expect(parsed.diagnostics).toHaveLength(diagnostics.length);
  expect(parsed.diagnostics[1]).toEqual({ ...diagnostics[1], guide: 'content/guide/rules.md#author-unknown' });
});

test('sarif: each result has a rule and a location with a URI', () => {
  const { version, runs } = JSON.parse(formatDiagnostics('sarif', report));
  const [{ tool, results }] = runs;
  expect(version).toBe('2.1.0');
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
    'file-unreadable',
    'author-unknown',
    'title-duplicate',
  ]);
  expect(results[0]).toMatchObject({
    ruleId: 'title-duplicate',
    level: 'warning',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'news%2C%20all/articles/a.md' },
          region: { startLine: 2, startColumn: 9 },
        },
      },
    ],
  });
});
