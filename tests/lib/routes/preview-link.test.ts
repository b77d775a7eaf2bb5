import { describe, expect, test } from 'vitest';
import {
  imagePass,
  PREVIEW_FOLDER,
  previewPath,
  readImagePass,
  readPreview,
  withoutToken,
} from '#lib/routes/preview-link.ts';

const SECRET = 'a secret of the store';
const END = Date.UTC(2026, 10, 29, 12);
const claim = { file: 'content/articles/2026/夜-ferries.md', branch: 'desk/ferries', expires: END };
const token = previewPath(claim, SECRET).slice(PREVIEW_FOLDER.length);

test('a link is read with the secret that signed it', () => {
  expect(previewPath(claim, SECRET)).toMatch(/^\/_dateline\/preview\/[\w-]+\.[\w-]{43}$/);
  expect(readPreview(token, SECRET, END - 1)).toEqual({ ...claim, over: false });
  const plain = { ...claim, branch: null };
  expect(readPreview(previewPath(plain, SECRET).slice(PREVIEW_FOLDER.length), SECRET, 0)).toEqual({
    ...plain,
    over: false,
  });
});

test('a link expires at its exact instant', () => {
  expect(readPreview(token, SECRET, END)).toEqual({ ...claim, over: true });
});

const [text = '', signature = ''] = token.split('.');
const other = Buffer.from(JSON.stringify(['content/articles/other.md', null, END])).toString('base64url');
test.each([
  ['another claim', `${other}.${signature}`],
  ['a letter changed in the claim', `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}.${signature}`],
  ['a letter changed in the signature', `${text}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`],
  // The last of 43 characters has two bits that belong to no byte.
  [
    'another letter that base64 decodes alike',
    token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1),
  ],
  ['its end cut off', token.slice(0, -1)],
  ['no signature', text],
  ['an empty signature', `${text}.`],
  ['a signature only', `.${signature}`],
  ['more at its end', `${token}A`],
  ['nothing', ''],
])('a link with %s is invalid', (_what, given) => {
  expect(readPreview(given, SECRET, 0)).toBeNull();
});

test('a link that was signed with another secret is invalid', () => {
  expect(readPreview(token, 'another secret, as long', 0)).toBeNull();
});

describe('the pass for images', () => {
  const images = ['0123456789abcdef0123', 'fedcba98765432100123'];
  const pass = imagePass({ images, expires: END }, SECRET);

  test('allows the images that it names, until it expires', () => {
    expect(readImagePass(pass, SECRET, END - 1)).toEqual(images);
    expect(readImagePass(pass, SECRET, END)).toEqual([]);
    expect(readImagePass(imagePass({ images: [], expires: END }, SECRET), SECRET, 0)).toEqual([]);
  });

  test('allows nothing if it was changed, or was signed with another secret or for something else', () => {
    expect(readImagePass(pass.replace(/^../, 'AA'), SECRET, 0)).toEqual([]);
    expect(readImagePass(pass, 'another secret, as long', 0)).toEqual([]);
    expect(readImagePass(token, SECRET, 0)).toEqual([]);
    expect(readPreview(pass, SECRET, 0)).toBeNull();
  });

  test('is no larger than the limit for cookies', () => {
    const many = Array.from({ length: 500 }, (_, n) => n.toString(16).padStart(20, '0'));
    const large = imagePass({ images: many, expires: END }, SECRET);
    expect(large.length).toBeLessThan(3_000);
    expect(readImagePass(large, SECRET, 0)).toEqual(many.slice(0, 200));
  });
});

test('a logged URL opens nothing', () => {
  expect(withoutToken(PREVIEW_FOLDER + token)).toBe('/_dateline/preview/…');
  expect(withoutToken(`https://courier.example${PREVIEW_FOLDER}${token}?a`)).toBe(
    'https://courier.example/_dateline/preview/…',
  );
  expect(withoutToken('/articles/ferries?preview')).toBe('/articles/ferries?preview');
});
