import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import type { Pairing } from '../content/schema/theme-schema.ts';
import { DEFAULT_PALETTES, type Palette } from '../content/theme-colours.ts';
import { escapeHtml } from '../html-escape.ts';
import { SHARE_IMAGE } from '../routes/share-image.ts';
import { drawable, inCapitals, runsLeft } from './drawable-text.ts';

// Draws share images. Only the image process, which loads sharp, imports this.

/**
 * The content of a story's share image. Texts are plain, and empty where there is none; `language` is the
 * headline's (BCP 47); `image` is the hash of the lead image, or null. `look` is that of the theme, if there is one.
 */
export type ShareImageContent = Readonly<{
  publication: string;
  section: string;
  label: string;
  headline: string;
  byline: string;
  language: string;
  image: string | null;
  look?: ShareImageLook;
}>;

/** The colours of a share image, and the pairing whose fonts it has. */
export type ShareImageLook = Readonly<{
  colours: Pick<Palette, 'paper' | 'ink' | 'soft' | 'accent'>;
  pairing: Pairing;
}>;

const { width: WIDTH, height: HEIGHT } = SHARE_IMAGE;

const DEFAULT_LOOK: ShareImageLook = { colours: DEFAULT_PALETTES.light, pairing: 'newsreader' };

/** The fonts of each pairing by their names in `fonts/`. */
const FACES: Readonly<Record<Pairing, Readonly<{ display: string; text: string }>>> = {
  newsreader: { display: 'Newsreader Display', text: 'Newsreader' },
  franklin: { display: 'Libre Franklin Display', text: 'Newsreader' },
  'public-sans': { display: 'Public Sans Display', text: 'Public Sans' },
};
/** For scripts that Newsreader lacks; see `fonts/`. */
const OTHER_SCRIPTS =
  'Noto Serif, Noto Naskh Arabic, Noto Serif Hebrew, Noto Serif Devanagari, Noto Serif Bengali, Noto Serif Tamil, Noto Serif Thai, Noto Serif Armenian, Noto Serif Georgian';
const HAN = 'Noto Serif CJK SC';

/** The space between the edges and the text, in pixels. */
const MARGIN = 60;
/** The width of the lead image, which fills the height at the end of the lines. */
const IMAGE = 570;

/**
 * The style of a text: `size` and `leading` (distance of lines) in pixels, `tracking` (between letters) as a
 * fraction of the size.
 */
type Setting = Readonly<{
  face: string;
  size: number;
  leading: number;
  tracking: number;
  colour: string;
  language: string;
}>;

/** The pixels (RGBA) of a text, without a margin. */
type Block = Readonly<{ pixels: Buffer; width: number; height: number }>;

/** Draws a share image as PNG, with the lead image `image`, decoded and upright, if there is one. */
export async function drawShareImage(content: ShareImageContent, image: Sharp | null): Promise<Buffer> {
  const headline = drawable(content.headline);
  const { language, look = DEFAULT_LOOK } = content;
  const { paper, ink, soft, accent } = look.colours;
  const { display, text: textFace } = FACES[look.pairing];
  const rtl = runsLeft(headline, language);
  const column = image ? WIDTH - IMAGE - MARGIN - 48 : WIDTH - 2 * MARGIN;
  const parts: OverlayOptions[] = [];
  const put = (block: Block | null, top: number, indent = 0) => {
    if (!block) return;
    const { pixels, width, height } = block;
    const left = rtl ? WIDTH - MARGIN - indent - width : MARGIN + indent;
    // Letters with many marks can be of any height; the text is left out then.
    if (left < 0 || left + width > WIDTH || top + height > HEIGHT) return;
    parts.push({ input: pixels, raw: { width, height, channels: 4 }, left, top });
  };

  const name: Setting = { face: display, size: 46, leading: 46, tracking: -0.01, colour: ink, language };
  put(await onOneLine(drawable(content.publication), name, column), 52);
  const rule = { create: { width: column, height: 3, channels: 3, background: ink } } as const;
  parts.push({ input: rule, left: rtl ? WIDTH - MARGIN - column : MARGIN, top: 116 });

  const kickerStyle = (text: string, colour: string): Setting => {
    // Small letters, and those of scripts without capitals, are lower.
    const size = text === text.toLowerCase() ? 29 : 24;
    return { face: display, size, leading: 34, tracking: 0.06, colour, language };
  };
  const [sectionText, labelText] = [inCapitals(content.section, language), inCapitals(content.label, language)];
  const section = await onOneLine(sectionText, kickerStyle(sectionText, accent), column);
  const besideSection = section ? section.width + 16 : 0;
  const labelRoom = column - besideSection;
  const label = labelRoom < 120 ? null : await onOneLine(labelText, kickerStyle(labelText, soft), labelRoom);
  const kickerHeight = Math.max(section?.height ?? 0, label?.height ?? 0);

  const byline = await onOneLine(
    drawable(content.byline),
    { face: textFace, size: 28, leading: 34, tracking: 0, colour: soft, language },
    column,
  );
  const foot = HEIGHT - MARGIN - 22;
  put(byline, foot);

  // From the bottom: byline, headline, kicker.
  const until = byline ? foot - 38 : HEIGHT - MARGIN;
  const kickerRoom = kickerHeight && kickerHeight + 30;
  const room = until - 150 - kickerRoom;
  const headlineStyle = { face: display, colour: ink, language };
  const block = await fitted(headline || drawable(content.publication), headlineStyle, column, room, image ? 80 : 128);
  const top = until - (block?.height ?? 0);
  put(block, top);
  put(section, top - kickerRoom);
  put(label, top - kickerRoom, besideSection);
  if (image) {
    const { data, info } = await image
      .resize({ width: IMAGE, height: HEIGHT, fit: 'cover', position: sharp.strategy.attention })
      .toColourspace('srgb')
      .flatten({ background: paper })
      .raw()
      .toBuffer({ resolveWithObject: true });
    parts.push({ input: data, raw: info, left: rtl ? 0 : WIDTH - IMAGE, top: 0 });
  }
  return (
    sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: paper } })
      .composite(parts)
      // A palette of 256 colours takes a third of the bytes without a visible difference. Some sites refuse
      // large images.
      .png({ palette: true, quality: 90, effort: 3 })
      .toBuffer()
  );
}

/** The smallest size of a headline. A headline that is still too long is cut. */
const SMALLEST = 34;

/**
 * Sets a headline in the largest size, up to `largest`, in which it fits, on lines of similar length. Words
 * are broken only if the smallest size needs it.
 */
async function fitted(
  text: string,
  style: Pick<Setting, 'face' | 'colour' | 'language'>,
  width: number,
  height: number,
  largest: number,
): Promise<Block | null> {
  const sizes: number[] = [];
  for (let size = largest; size > SMALLEST; size = Math.round(size * 0.93)) sizes.push(size);
  const settings = [...sizes, SMALLEST].map((size): Setting => {
    const leading = Math.round(size * leadingOf(text));
    return { ...style, size, leading, tracking: -0.012 };
  });
  const fits = (block: Block | null) => block !== null && block.width <= width && block.height <= height;
  for (const wrap of ['word', 'word-char'] as const) {
    const first = await lowest(settings.length, async (at) => fits(await set(text, settings[at], width, wrap)));
    const setting = settings[first];
    if (setting) return wrap === 'word' ? balanced(text, setting, width) : set(text, setting, width, wrap);
  }
  return cut(text, (shorter) => set(shorter, settings.at(-1), width, 'word-char'), fits);
}

/** Sets a text in the narrowest column that needs no more lines than one of `width`. */
async function balanced(text: string, setting: Setting, width: number): Promise<Block | null> {
  const linesOf = (block: Block | null) => Math.round(((block?.height ?? 0) - 0.8 * setting.size) / setting.leading);
  const whole = await set(text, setting, width);
  const columns: number[] = [];
  for (let column = Math.round(width / 4); column < width; column += 8) columns.push(column);
  const narrowest = await lowest(columns.length, async (at) => {
    const column = columns[at] ?? width;
    const block = await set(text, setting, column);
    return (block?.width ?? 0) <= column && linesOf(block) === linesOf(whole);
  });
  return narrowest === columns.length ? whole : set(text, setting, columns[narrowest] ?? width);
}

/** Sets a text on one line, cut to `width`. */
function onOneLine(text: string, setting: Setting, width: number): Promise<Block | null> {
  const fits = (block: Block | null) => block !== null && block.width <= width;
  return cut(text, (shorter) => set(shorter, setting, null), fits);
}

/**
 * Draws a text if it fits, else its longest beginning with an ellipsis, which ends with a word if possible.
 */
async function cut(
  text: string,
  draw: (text: string) => Promise<Block | null>,
  fits: (block: Block | null) => boolean,
): Promise<Block | null> {
  const whole = await draw(text);
  if (whole === null || fits(whole)) return whole;
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const shortened = (count: number) => {
    const kept = characters.slice(0, count).join('');
    const wordEnd = characters[count] === ' ' ? -1 : kept.lastIndexOf(' ');
    let end = wordEnd > Math.max(0, kept.length - 20) ? wordEnd : kept.length;
    while (/[\s\p{P}]/u.test(kept.charAt(end - 1))) end--;
    return `${kept.slice(0, end)}…`;
  };
  // Counted from the end, so that the first to fit is the longest.
  const gone = await lowest(characters.length, async (gone) =>
    fits(await draw(shortened(characters.length - 1 - gone))),
  );
  return draw(shortened(Math.max(1, characters.length - 1 - gone)));
}

/**
 * The lowest number below `end` for which `isTrue`, which must be true for all above it; `end` if for none.
 */
async function lowest(end: number, isTrue: (number: number) => Promise<boolean>): Promise<number> {
  let from = 0;
  let to = end;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (await isTrue(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Where lines break: only between words, or within a word that is wider than the column too. */
type Wrap = 'word' | 'word-char';

/** Sets a text in lines at most `width` wide (null: on one). Null for no text. */
async function set(
  text: string,
  setting: Setting | undefined,
  width: number | null,
  wrap: Wrap = 'word',
): Promise<Block | null> {
  if (text === '' || !setting) return null;
  const { face, size, leading, tracking, colour, language } = setting;
  const families = familiesFor(text, face);
  const attributes = {
    foreground: colour,
    lang: language,
    line_height: leading * 1024,
    // Joined letters get no tracking.
    letter_spacing: JOINED.test(text) ? 0 : Math.round(tracking * size * 1024),
  };
  const list = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeMarkup(String(value))}"`);
  const direction = runsLeft(text, language) ? '\u200f' : '\u200e';
  const { data, info } = await sharp({
    text: {
      text: `<span${list.join('')}>${direction}${escapeMarkup(withBreaks(text, language))}</span>`,
      font: `${families} ${size}`,
      rgba: true,
      dpi: 72,
      ...(width === null ? { wrap: 'none' } : { width, wrap }),
    },
  })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

/**
 * Scripts that write words without a space between them, and break lines between words all the same; Pango
 * itself does not know where those end.
 */
const UNSPACED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function withBreaks(text: string, language: string): string {
  if (!UNSPACED.test(text)) return text;
  const words = new Intl.Segmenter(language, { granularity: 'word' }).segment(text);
  return Array.from(words, ({ segment }) => segment).join('\u200b');
}

const HAN_SCRIPTS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** Scripts whose letters are joined or stacked. */
const JOINED = /[\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Thai}\p{Script=Arabic}]/u;

/** The fonts of a text: `face`, and those for other scripts. */
export function familiesFor(text: string, face: string = FACES.newsreader.display): string {
  // Chinese, Japanese and Korean take their punctuation from their own font, so that it comes first.
  return HAN_SCRIPTS.test(text) ? `${HAN}, ${face}, ${OTHER_SCRIPTS}` : `${face}, ${OTHER_SCRIPTS}, ${HAN}`;
}

/** The distance of a headline's lines, as a fraction of its size. */
function leadingOf(text: string): number {
  return JOINED.test(text) ? 1.45 : HAN_SCRIPTS.test(text) ? 1.25 : 1.08;
}

/** Text for Pango's markup (https://docs.gtk.org/Pango/pango_markup.html), whose syntax is XML's. */
function escapeMarkup(text: string): string {
  return escapeHtml(text.replace(/\p{Cc}/gu, ''));
}
