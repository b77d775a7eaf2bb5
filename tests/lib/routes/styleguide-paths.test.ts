import { expect, test } from 'vitest';
import { previewPath, readPreviewPath, STYLEGUIDE } from '#lib/routes/preview-link.ts';
import { styleguidePath } from '#lib/routes/styleguide-paths.ts';

const SECRET = 'a secret for the styleguide';
const NOW = Date.parse('2026-11-22T17:00:00Z');
const claim = { file: STYLEGUIDE, branch: null, expires: NOW + 1 };
const folder = previewPath(claim, SECRET);

test('the styleguide has paths of its own in dev mode', () => {
  expect([styleguidePath(null), styleguidePath('tokens')]).toEqual([
    '/_dateline/styleguide',
    '/_dateline/styleguide/tokens',
  ]);
});

test('a link to the styleguide opens its pages and nothing else', () => {
  for (const path of [styleguidePath(null, folder), styleguidePath('tokens', folder)]) {
    expect(readPreviewPath(path, SECRET, NOW)).toEqual({ ...claim, over: false });
    expect(readPreviewPath(path, SECRET, NOW + 1)?.over).toBe(true);
    expect(readPreviewPath(path, 'another secret, as long', NOW)).toBeNull();
  }
  for (const rest of ['', '/', '/styleguide/', '/styleguide/nothing-here', '/styleguide/tokens/more', '/styleguides']) {
    expect([rest, readPreviewPath(folder + rest, SECRET, NOW)]).toEqual([rest, null]);
  }
});

test('a link to a story does not open the styleguide', () => {
  const story = previewPath({ ...claim, file: 'content/articles/sketch.md' }, SECRET);
  expect(readPreviewPath(story, SECRET, NOW)?.file).toBe('content/articles/sketch.md');
  expect(readPreviewPath(`${story}/styleguide`, SECRET, NOW)).toBeNull();
  expect(readPreviewPath(`${story}/`, SECRET, NOW)).toBeNull();
  expect(readPreviewPath('/_dateline/styleguide', SECRET, NOW)).toBeNull();
});
