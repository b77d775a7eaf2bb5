import { percentDecoded } from '../percent-encoding.ts';
import { normalized } from '../unicode-form.ts';

// Which files are images, which variants of an image the site serves, and their paths. Pure: pages, Markdown and the image responder use it.

/** Extensions of images that the site reads. */
const READABLE = 'jpg jpeg png webp avif gif svg'.split(' ');

/** Extensions of other images: the files of cameras, scanners and image editors. */
const OTHER = 'jpe jfif jxl jp2 heic heif tif tiff bmp apng psd dng cr2 cr3 nef arw orf rw2 raf svgz eps ai'.split(' ');

/** Extensions of all image files, readable or not. The site never sends such a file as it is. */
export const IMAGE_EXTENSIONS: readonly string[] = [...READABLE, ...OTHER];

/** Returns what a file is by its extension, in any case: an image that the site reads, another image, or none (null). */
export function imageKind(path: string): 'readable' | 'other' | null {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  if (!path.includes('.')) return null;
  if (READABLE.includes(extension)) return 'readable';
  return OTHER.includes(extension) ? 'other' : null;
}

/**
 * Returns the file that `src` means in `file` (`content/…`), as its path from the project's folder. `/images/x.jpg` is under public/, anything else is relative
 * to the file; `%20` is a space. Null for what is neither, such as an image on another host.
 */
export function imagePath(file: string, src: string): string | null {
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(src)) return null;
  const from = src.startsWith('/') ? 'public' : file.split('/').slice(0, -1).join('/');
  const segments: string[] = [];
  for (const segment of normalized(`${from}/${percentDecoded(src)}`, 'NFC').split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  if (segments[0] !== from.split('/')[0] || segments.length < 2) return null;
  // From a text to the publication's own public/, as editors of Markdown write it.
  return segments.join('/').replace(/^content\/public\//, 'public/');
}

/**
 * A valid image. `hash` identifies the bytes of its file. `width` and `height` are in pixels, after rotation by EXIF. `colour` is the mean colour as three
 * hexadecimal digits, empty for an image with transparency. An `svg` scales to any size.
 */
export type ImageFacts = Readonly<{
  hash: string;
  width: number;
  height: number;
  colour: string;
  transparent: boolean;
  svg: boolean;
}>;

/** The formats in which readers get images. */
export const IMAGE_FORMATS = ['avif', 'webp', 'jpg', 'png', 'svg'] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

/** Their content types. */
export const IMAGE_TYPES: Readonly<Record<ImageFormat, string>> = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
};

/** One file of an image. `hash` identifies the original; `width` and `height` are in pixels. With a `height` it is a crop, without one it has the original's proportions. */
export type ImageFile = Readonly<{ hash: string; width: number; height?: number; format: ImageFormat }>;

const MEDIA = /^\/media\/([\da-f]{20})\/([1-9]\d{0,4})(?:x([1-9]\d{0,4}))?\.([a-z]{3,4})$/;

/** Returns the path of an image's file. What is at that path never changes. */
export function imageFilePath({ hash, width, height, format }: ImageFile): string {
  return `/media/${hash}/${width}${height === undefined ? '' : `x${height}`}.${format}`;
}

/** Returns the file of an image that `path` names, or null. Whether such a file exists, the store decides. */
export function imageFileAt(path: string): ImageFile | null {
  const [, hash, width, height, ending] = MEDIA.exec(path) ?? [];
  const format = IMAGE_FORMATS.find((known) => known === ending);
  if (!hash || !format) return null;
  return { hash, width: Number(width), ...(height && { height: Number(height) }), format };
}

/** Widths in pixels of the variants of a photograph, up to the width of the original. */
const WIDTHS = [96, 192, 320, 480, 672, 840, 960, 1280, 1600, 1920];

/** The widest variant of a photograph. An original that is less wide has a variant of its own width. */
const MAX_WIDTH = 1920;

/** The width for browsers that support neither AVIF nor WebP, and for feed readers. */
const FALLBACK_WIDTH = 960;

/** Returns the widths of an image's variants, in ascending order. */
export function widthsOf({ width, svg }: ImageFacts): number[] {
  if (svg) return [width];
  const widest = Math.min(width, MAX_WIDTH);
  return [...WIDTHS.filter((narrower) => narrower < widest), widest];
}

/** Returns the formats of an image's variants, from the smallest file to the one that every browser supports. */
export function formatsOf({ svg, transparent }: ImageFacts): [ImageFormat, ...ImageFormat[]] {
  return svg ? ['svg'] : ['avif', 'webp', transparent ? 'png' : 'jpg'];
}

/** A file of an image: its path on the site, and its size in pixels. */
export type Variant = Readonly<{ path: string; width: number; height: number }>;

/**
 * Returns the narrowest variant that is at least `wanted` pixels wide, or else the widest. Its format is the one that every browser supports, unless `format` is
 * given.
 */
export function variantOf(facts: ImageFacts, wanted: number, format?: ImageFormat): Variant {
  const widths = widthsOf(facts);
  const width = widths.find((width) => width >= wanted) ?? (widths.at(-1) as number);
  const path = imageFilePath({ hash: facts.hash, width, format: format ?? (formatsOf(facts).at(-1) as ImageFormat) });
  return { path, width, height: Math.max(1, Math.round((facts.height * width) / facts.width)) };
}

/** Proportions in which search engines show a story's image, width to height (https://developers.google.com/search/docs/appearance/structured-data/article). */
const CROPS = [
  [1, 1],
  [4, 3],
  [16, 9],
] as const;

const MAX_CROP_WIDTH = 1200;

/** Returns a photograph's crops to exactly 1:1, 4:3 and 16:9, up to 1,200 pixels wide. An SVG has none; a proportion for which the photograph is too small is left out. */
export function cropsOf(facts: ImageFacts): Variant[] {
  if (facts.svg) return [];
  const format = formatsOf(facts).at(-1) as ImageFormat;
  return CROPS.flatMap(([across, down]) => {
    const times = Math.floor(Math.min(facts.width / across, MAX_CROP_WIDTH / across, facts.height / down));
    if (times === 0) return [];
    const size = { width: times * across, height: times * down };
    return [{ path: imageFilePath({ hash: facts.hash, ...size, format }), ...size }];
  });
}

/** An image of no more pixels is decoded for each variant: a copy would hardly be smaller. */
const MAX_PIXELS_UNREDUCED = 2_500_000;

/**
 * Returns the size of a copy of a photograph from which all its variants and crops can be made; null for an
 * image that needs no such copy.
 */
export function reducedSize({ svg, width, height }: ImageFacts): { width: number; height: number } | null {
  if (svg || width * height <= MAX_PIXELS_UNREDUCED) return null;
  const scale = Math.min(1, Math.max(MAX_WIDTH / width, MAX_CROP_WIDTH / height));
  return { width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
}

/**
 * The room for an image on a page. `sizes` is the HTML attribute of that name. `narrowest` and `widest` are the fewest and the most pixels that screens can use
 * there.
 */
export type ImageSlot = Readonly<{ sizes: string; narrowest: number; widest: number }>;

/**
 * The end of `sizes` for an image as wide as a phone. A phone with three pixels to a point gets two: nobody sees the third at arm's length, and it would more
 * than double the bytes.
 */
export const FULL_PHONE_WIDTH = '(min-resolution: 2.5dppx) 65vw, 100vw';

/** The same for an image between the margins. */
export const PHONE_COLUMN_WIDTH = '(min-resolution: 2.5dppx) 57vw, calc(100vw - 2.5rem)';

/** The attributes of `<source>` and `<img>`, from the smallest format to the one that every browser supports. */
export type ImageSources = Readonly<{
  sources: readonly Readonly<{ type: string; srcSet: string; sizes: string }>[];
  src: string;
  width: number;
  height: number;
}>;

/** Returns the files from which a browser chooses one to fill `slot`. */
export function sourcesFor(facts: ImageFacts, { sizes, narrowest, widest }: ImageSlot): ImageSources {
  const widths = widthsOf(facts);
  const enough = widths.find((width) => width >= widest) ?? Number.POSITIVE_INFINITY;
  const useful = widths.filter((width) => width <= enough && (width >= narrowest || width === widths.at(-1)));
  const formats = formatsOf(facts).slice(0, -1);
  const sources = formats.map((format) => ({
    type: `image/${format}`,
    srcSet: useful.map((width) => `${imageFilePath({ hash: facts.hash, width, format })} ${width}w`).join(', '),
    sizes,
  }));
  const src = variantOf(facts, Math.min(FALLBACK_WIDTH, widest)).path;
  const { width, height } = variantOf(facts, MAX_WIDTH);
  return { sources, src, width, height };
}

/** Returns the class of an element that shows the colour of an image until the image has loaded; empty for an image without one. */
export function colourClass({ colour }: ImageFacts): string {
  return colour && `c${colour}`;
}

/** Returns the CSS rule of that class. */
export function colourRule(colour: string): string {
  return `.c${colour}{background:#${colour}}`;
}
