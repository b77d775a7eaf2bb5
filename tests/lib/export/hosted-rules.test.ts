import { expect, test } from 'vitest';
import { headersFile, ignoredFile, MAX_REDIRECTS, redirectsFile } from '#lib/export/hosted-rules.ts';

// The formats and limits of https://developers.cloudflare.com/workers/static-assets/redirects/ and …/headers/, and of
// https://docs.netlify.com/routing/redirects/ and …/headers/.

const RULES = {
  origin: 'https://lamp.example',
  editions: [],
  gone: ['/articles/removed'],
  queries: [],
  patterns: [],
  lookalikes: [],
};

test('each redirect is a line of two paths and a status that both hosts know', () => {
  const redirects = [
    ['/2019/old story', '/articles/new'],
    ['/früher/*/:id', '/articles/f%C3%BCr-immer'],
    ['/a#b?c', '/articles/new'],
  ] as const;
  expect(redirectsFile({ ...RULES, redirects })).toBe(
    [
      '/2019/old%20story /articles/new 301',
      '/fr%C3%BCher/%2A/%3Aid /articles/f%C3%BCr-immer 301',
      '/a%23b%3Fc /articles/new 301',
      '',
    ].join('\n'),
  );
});

test('a pattern is a line with placeholders, unless the hosts have none for it', () => {
  const patterns = [
    ['/Category/:tag/feed', '/tags/:tag/feed.xml'],
    ['/blog/*', '/archive/*'],
    ['/:year/:slug.html', '/articles/:slug'],
  ] as const;
  expect(redirectsFile({ ...RULES, redirects: [], patterns })).toBe(
    ['/Category/:tag/feed /tags/:tag/feed.xml 301', '/blog/* /archive/:splat 301', ''].join('\n'),
  );
});

test('what Cloudflare would not read is left out, or comes last with a comment', () => {
  const redirects = Array.from({ length: MAX_REDIRECTS + 1 }, (_, at) => [`/old-${at}`, '/articles/new'] as const);
  const lines = redirectsFile({ ...RULES, redirects: [['/x'.repeat(600), '/y'], ...redirects] }).split('\n');
  expect(lines[0]).toBe('# Cloudflare reads the first 2000.');
  expect(lines[1]).toBe('/old-0 /articles/new 301');
  expect(lines).toHaveLength(1 + redirects.length + 1);
  expect(lines.filter((line) => line.length > 1_000)).toEqual([]);
});

test('headers are within the limits, and no header has two values at one address', () => {
  const text = headersFile();
  const rules = text
    .trim()
    .split('\n\n')
    .map((rule) => rule.split('\n'));
  expect(rules.length).toBeLessThanOrEqual(100);
  for (const [path, ...headers] of rules) {
    expect(path).toMatch(/^\/[\w./*-]*$/);
    for (const header of headers) expect(header).toMatch(/^ {2}[A-Z][\w-]*: \S.*$/);
    for (const line of [path, ...headers]) expect(line?.length).toBeLessThanOrEqual(2_000);
  }
  const [all, ...others] = rules.map(([, ...headers]) => headers.map((header) => header.split(':')[0]));
  expect(rules[0]?.[0]).toBe('/*');
  expect(others.flat().filter((name) => all?.includes(name))).toEqual([]);
});

test('every answer has the headers that keep a page safe', () => {
  const [all = ''] = headersFile().split('\n\n');
  expect(all).toContain("  Content-Security-Policy: default-src 'none'; ");
  expect(all).toContain("frame-ancestors 'none'");
  expect(all).toContain('  X-Content-Type-Options: nosniff');
  expect(all).toContain('  Strict-Transport-Security: max-age=31536000');
  expect(all).toContain('  Permissions-Policy: camera=()');
  expect(all).not.toMatch(/script-src|unsafe-eval/);
});

test('Cloudflare uploads neither the manifest nor the compressed copies', () => {
  expect(ignoredFile().split('\n')).toEqual(['.dateline', '*.br', '*.gz', '']);
});
