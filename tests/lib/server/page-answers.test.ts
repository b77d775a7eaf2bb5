import { expect, test } from 'vitest';
import type { CachedPage } from '#lib/server/cached-page.ts';
import { PageAnswers } from '#lib/server/page-answers.ts';
import type { ContentStore } from '#lib/store/content-store.ts';

const answers = new PageAnswers({ clock: () => 1_000 } as ContentStore, {
  keyHeader: 'xkey',
  untilPurged: ['CDN-Cache-Control', 'max-age=60'],
  isAllowed: () => true,
});
const page: CachedPage = {
  type: 'text/html; charset=utf-8',
  links: '',
  etag: 'W/"one"',
  styleHash: null,
  made: 0,
  keys: 'all a',
  bodies: { identity: null, br: null, gzip: null },
};

const header = (headers: readonly string[], name: string) => headers[headers.indexOf(name) + 1];

test('a body that is compressed further has its own length', () => {
  const length = (body: Buffer) => header(answers.headers(page, 'gzip', body), 'Content-Length');
  expect(length(Buffer.alloc(40))).toBe('40');
  expect(length(Buffer.alloc(30))).toBe('30');
});

test('the same body of a page with other keys has these', () => {
  const body = Buffer.alloc(40);
  expect(header(answers.headers(page, 'br', body), 'xkey')).toBe('all a');
  const other = { ...page, keys: 'all b', etag: 'W/"two"' };
  expect(header(answers.headers(other, 'br', body), 'xkey')).toBe('all b');
  expect(header(answers.headers(other, 'br', body), 'ETag')).toBe('W/"two"');
});
