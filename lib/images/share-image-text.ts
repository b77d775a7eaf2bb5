import sharp from 'sharp';
import { escapeHtml } from '../html-escape.ts';
import { runsLeft } from './drawable-text.ts';

// Sets the texts of share images with Pango, in sizes and lines that fit.

/** For scripts that Newsreader lacks; see `fonts/`. */
const OTHER_SCRIPTS =
  'Noto Serif, Noto Naskh Arabic, Noto Serif Hebrew, Noto Serif Devanagari, Noto Serif Bengali, Noto Serif Tamil, Noto Serif Thai, Noto Serif Armenian, Noto Serif Georgian';
const HAN = 'Noto Serif CJK SC';

/**
 * The style of a text: `size` and `leading` (distance of lines) in pixels, `tracking` (between letters) as a
 * fraction of the size.
 */
export type Setting = Readonly<{
  face: string;
  size: number;
  leading: number;
  tracking: number;
  colour: string;
  language: string;
}>;

/** The pixels (RGBA) of a text, without a margin. */
export type Block = Readonly<{ pixels: Buffer; width: number; height: number }>;

/** The smallest size of a headline. A headline that is still too long is cut. */
const SMALLEST = 34;

/**
 * Sets a headline in the largest size, up to `largest`, in which it fits, on lines of similar length. Words
 * are broken only if the smallest size needs it.
 */
export async function fitted(
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
export function onOneLine(text: string, setting: Setting, width: number): Promise<Block | null> {
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
export function familiesFor(text: string, face: string = 'Newsreader Display'): string {
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
