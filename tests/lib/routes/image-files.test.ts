import { describe, expect, test } from 'vitest';
import { facts } from '#components/styleguide/examples.ts';
import {
  cropsOf,
  formatsOf,
  imageFileAt,
  imageKind,
  imagePath,
  reducedSize,
  sourcesFor,
  variantOf,
  widthsOf,
} from '#lib/routes/image-files.ts';

describe('the file of a URL', () => {
  test.each([
    ['photo.jpg', 'content/articles/2024/01/photo.jpg'],
    ['./photo.jpg', 'content/articles/2024/01/photo.jpg'],
    ['../02/photo.jpg', 'content/articles/2024/02/photo.jpg'],
    ['the%20quay.jpg', 'content/articles/2024/01/the quay.jpg'],
    ['100%.jpg', 'content/articles/2024/01/100%.jpg'],
    ['Fähre.jpg'.normalize('NFD'), 'content/articles/2024/01/Fähre.jpg'.normalize('NFC')],
    ['/images/photo.jpg', 'public/images/photo.jpg'],
    ['/images/../photo.jpg', 'public/photo.jpg'],
    ['../../../photo.jpg', 'content/photo.jpg'],
    ['../../../public/photo.jpg', 'public/photo.jpg'],
    ['../../../../photo.jpg', null],
    ['../../../../content/photo.jpg', 'content/photo.jpg'],
    ['/../content/photo.jpg', null],
    ['%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd', null],
    ['//images.example/photo.jpg', null],
    ['https://images.example/photo.jpg', null],
    ['javascript:alert(1)', null],
    ['', 'content/articles/2024/01'],
  ])('%s', (src, expected) => {
    expect(imagePath('content/articles/2024/01/fog.md', src)).toBe(expected);
  });
});

test.each([
  ['a.jpg', 'readable'],
  ['a.JPEG', 'readable'],
  ['a.b.Svg', 'readable'],
  ['a.HEIC', 'other'],
  ['a.dng', 'other'],
  ['a.woff2', null],
  ['jpg', null],
  ['a.jpg.txt', null],
] as const)('%s by its ending: %s', (name, kind) => {
  expect(imageKind(name)).toBe(kind);
});

test('an image has no variant wider than the original', () => {
  expect(widthsOf(facts())).toEqual([96, 192, 320, 480, 672, 840, 960, 1280, 1600, 1920]);
  expect(widthsOf(facts({ width: 700 }))).toEqual([96, 192, 320, 480, 672, 700]);
  expect(widthsOf(facts({ width: 672 }))).toEqual([96, 192, 320, 480, 672]);
  expect(widthsOf(facts({ width: 1930 })).slice(-2)).toEqual([1600, 1920]);
  expect(widthsOf(facts({ width: 20 }))).toEqual([20]);
  expect(widthsOf(facts({ width: 4000, svg: true }))).toEqual([4000]);
});

test('a variant is wide enough for its slot, if possible, and keeps the proportions', () => {
  const of = (wanted: number, more = {}) => variantOf(facts(more), wanted);
  expect(of(500)).toEqual({ path: '/media/0123456789abcdef0123/672.jpg', width: 672, height: 448 });
  expect(of(5000)).toMatchObject({ width: 1920, height: 1280 });
  expect(of(500, { transparent: true }).path).toMatch(/672\.png$/);
  expect(of(500, { width: 300, height: 1 })).toMatchObject({ width: 300, height: 1 });
  expect(variantOf(facts(), 100, 'avif').path).toMatch(/\/192\.avif$/);
});

test('a crop has the exact proportions, and is no larger than the original', () => {
  const sizes = (more: Parameters<typeof facts>[0]) =>
    cropsOf(facts(more)).map(({ width, height }) => `${width}x${height}`);
  expect(sizes({ width: 3000, height: 2000 })).toEqual(['1200x1200', '1200x900', '1200x675']);
  expect(sizes({ width: 1600, height: 1000 })).toEqual(['1000x1000', '1200x900', '1200x675']);
  expect(sizes({ width: 200, height: 100 })).toEqual(['100x100', '132x99', '176x99']);
  expect(sizes({ width: 700, height: 2000 })).toEqual(['700x700', '700x525', '688x387']);
  expect(sizes({ width: 3, height: 3 })).toEqual(['3x3']);
  expect(sizes({ svg: true })).toEqual([]);
  expect(cropsOf(facts()).map(({ path }) => path)).toContain('/media/0123456789abcdef0123/1200x675.jpg');
  expect(cropsOf(facts({ transparent: true }))[0]?.path).toMatch(/1200x1200\.png$/);
});

test('the copy of a large image has room for each of its variants and crops, and few pixels', () => {
  const sides = [1, 700, 1200, 1600, 1930, 4000, 9001, 16_000];
  const all = sides.flatMap((width) => sides.map((height) => facts({ width, height })));
  for (const image of all.filter(({ width, height }) => width * height <= 120e6)) {
    const size = reducedSize(image);
    if (size === null) expect(image.width * image.height).toBeLessThanOrEqual(2_500_000);
    const { width, height } = size ?? image;
    const name = `${image.width} × ${image.height}: ${width} × ${height}`;
    for (const crop of cropsOf(image)) expect([crop.width <= width, crop.height <= height], name).toEqual([true, true]);
    expect(widthsOf(image).at(-1), name).toBeLessThanOrEqual(width);
    expect(width * height, name).toBeLessThanOrEqual(32e6);
  }
  expect(reducedSize(facts({ width: 6000, height: 4000 }))).toEqual({ width: 1920, height: 1280 });
  expect(reducedSize(facts({ svg: true }))).toBeNull();
});

test('`srcset` has the widths that are useful in the slot, and at least one', () => {
  const slot = { sizes: '50vw', narrowest: 320, widest: 700 };
  const widths = (width: number) =>
    sourcesFor(facts({ width }), slot).sources.map(({ srcSet }) =>
      [...srcSet.matchAll(/ (\d+)w/g)].map(([, w]) => Number(w)),
    );
  expect(widths(3000)).toEqual(Array(2).fill([320, 480, 672, 840]));
  expect(widths(500)).toEqual(Array(2).fill([320, 480, 500]));
  expect(widths(200)).toEqual(Array(2).fill([200]));
  expect(sourcesFor(facts({ svg: true, transparent: true }), slot)).toEqual({
    sources: [],
    src: '/media/0123456789abcdef0123/3000.svg',
    width: 3000,
    height: 2000,
  });
});

test('every image path that a page has is parsed to the same file', () => {
  for (const format of formatsOf(facts())) {
    const { path, width } = variantOf(facts(), 640, format);
    expect(imageFileAt(path)).toEqual({ hash: '0123456789abcdef0123', width, format });
  }
  for (const { path, width, height } of cropsOf(facts())) {
    expect(imageFileAt(path)).toEqual({ hash: '0123456789abcdef0123', width, height, format: 'jpg' });
  }
  for (const size of ['640x', 'x640', '640x0', '0x640', '640x0640', '640x480x2', '640X480']) {
    expect(imageFileAt(`/media/0123456789abcdef0123/${size}.jpg`), size).toBeNull();
  }
  expect(imageFileAt('/media/0123456789abcdef0123/640.gif')).toBeNull();
});
