import { type ImageFormat, imageFilePath } from './urls.ts';

// What a page knows of an image, and which of its variants readers may ask for. Pure: pages, the Markdown and what serves images all use it.

/** The endings of the images that are read. */
const READABLE = 'jpg jpeg png webp avif gif svg'.split(' ');

/** The endings of other images: what a camera, a scanner or a drawing program keeps for itself. */
const OTHER = 'jpe jfif jxl jp2 heic heif tif tiff bmp apng psd dng cr2 cr3 nef arw orf rw2 raf svgz eps ai'.split(' ');

/** The endings of all files that are images, whether or not they can be read: none is ever sent as it is. */
export const IMAGE_ENDINGS: readonly string[] = [...READABLE, ...OTHER];

/** What a file is by its ending, in capitals or not: an image that can be read, one that cannot, or none (null). */
export function imageKind(path: string): 'readable' | 'other' | null {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  if (!path.includes('.')) return null;
  if (READABLE.includes(ending)) return 'readable';
  return OTHER.includes(ending) ? 'other' : null;
}

/**
 * The file that `src` means in `file` (`content/…`), as its path from the project's folder: `/images/x.jpg` is under public/, anything else beside the file. A browser's `%20` is a
 * space. Null for what is neither, such as an image on another host.
 */
export function imagePath(file: string, src: string): string | null {
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(src)) return null;
  const from = src.startsWith('/') ? 'public' : file.split('/').slice(0, -1).join('/');
  const steps: string[] = [];
  for (const step of `${from}/${decoded(src)}`.normalize('NFC').split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps[0] === from.split('/')[0] && steps.length > 1 ? steps.join('/') : null;
}

function decoded(src: string): string {
  try {
    return decodeURIComponent(src);
  } catch {
    return src; // a name with a per cent sign of its own
  }
}

/**
 * A sound image. `hash` names the bytes of its file; `width` and `height` are in pixels, the right way up. `colour` is its mean as three
 * hexadecimal digits, empty where the page shows through; a `svg` is SVG, and as large as one likes.
 */
export type ImageFacts = Readonly<{
  hash: string;
  width: number;
  height: number;
  colour: string;
  transparent: boolean;
  svg: boolean;
}>;

/** Widths in pixels in which photographs are made, as far as the original goes. */
const WIDTHS = [96, 192, 320, 480, 672, 840, 960, 1280, 1600, 1920];

/** The widest that a photograph is made; one that is less wide is made as wide as it is. */
const WIDEST = 1920;

/** The width of what is shown to the few browsers that know neither AVIF nor WebP, and to who reads feeds. */
const FALLBACK_WIDTH = 960;

/** The widths in which an image can be had, from the narrowest on. */
export function widthsOf({ width, svg }: ImageFacts): number[] {
  if (svg) return [width];
  const widest = Math.min(width, WIDEST);
  return [...WIDTHS.filter((narrower) => narrower < widest), widest];
}

/** The formats in which an image can be had, the smallest file first; the last is understood everywhere. */
export function formatsOf({ svg, transparent }: ImageFacts): [ImageFormat, ...ImageFormat[]] {
  return svg ? ['svg'] : ['avif', 'webp', transparent ? 'png' : 'jpg'];
}

/** A file of an image: its path on the site, and how large it is in pixels. */
export type Variant = Readonly<{ path: string; width: number; height: number }>;

/**
 * The variant for a place `wanted` pixels wide: the narrowest that fills it, or else the widest there is. It is in the format that everybody understands, unless another
 * is asked for.
 */
export function variantOf(facts: ImageFacts, wanted: number, format?: ImageFormat): Variant {
  const widths = widthsOf(facts);
  const width = widths.find((width) => width >= wanted) ?? (widths.at(-1) as number);
  const path = imageFilePath({ hash: facts.hash, width, format: format ?? (formatsOf(facts).at(-1) as ImageFormat) });
  return { path, width, height: Math.max(1, Math.round((facts.height * width) / facts.width)) };
}

/** The forms in which search engines show a story's image (https://developers.google.com/search/docs/appearance/structured-data/article), width to height. */
const CROPS = [
  [1, 1],
  [4, 3],
  [16, 9],
] as const;

/** The widest that a crop is made. */
const WIDEST_CROP = 1200;

/**
 * A photograph cut to a square, to 4:3 and to 16:9, exactly, as large as it goes up to 1,200 pixels in width. Drawings have none; nor have photographs that are too small for one
 * of those forms.
 */
export function cropsOf(facts: ImageFacts): Variant[] {
  if (facts.svg) return [];
  const format = formatsOf(facts).at(-1) as ImageFormat;
  return CROPS.flatMap(([across, down]) => {
    const times = Math.floor(Math.min(facts.width / across, WIDEST_CROP / across, facts.height / down));
    if (times === 0) return [];
    const size = { width: times * across, height: times * down };
    return [{ path: imageFilePath({ hash: facts.hash, ...size, format }), ...size }];
  });
}

/**
 * The room that a page has for an image: `sizes` as HTML's attribute of that name says it (a length for each window, in CSS pixels or relative to it), `narrowest` and `widest` the
 * pixels that the smallest and the finest screens can make use of.
 */
export type ImageSlot = Readonly<{ sizes: string; narrowest: number; widest: number }>;

/**
 * The end of `sizes` for an image that goes across a phone. A phone of three pixels to a point is sent two: at arm's length no eye finds the third, and it would more than double the
 * bytes that its reader waits for.
 */
export const FULL_PHONE_WIDTH = '(min-resolution: 2.5dppx) 65vw, 100vw';

/** The same for one that goes from margin to margin. */
export const PHONE_COLUMN_WIDTH = '(min-resolution: 2.5dppx) 57vw, calc(100vw - 2.5rem)';

/** What stands in the attributes of `<source>` and `<img>`, from the smallest format to the one that all understand. */
export type ImageSources = Readonly<{
  sources: readonly Readonly<{ type: string; srcSet: string; sizes: string }>[];
  src: string;
  width: number;
  height: number;
}>;

/** The files of an image that a browser may choose from to fill `slot`. */
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
  const { width, height } = variantOf(facts, WIDEST);
  return { sources, src, width, height };
}

/** The class of an element that has the colour of an image until that has come; empty for none. */
export function colourClass({ colour }: ImageFacts): string {
  return colour && `c${colour}`;
}

/** The rule of that class. */
export function colourRule(colour: string): string {
  return `.c${colour}{background:#${colour}}`;
}
