import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { escapeHtml } from '../html-escape.ts';
import { SHARE_IMAGE } from '../routes/share-image.ts';
import { isDrawable } from './share-image-fonts.ts';

// Draws share images. Runs in the image desk's process, which alone loads sharp.

/**
 * What stands on the image by which other sites show a story. Texts are plain, and empty where there is nothing to say; `language` is the headline's (BCP 47); `image` is the hash
 * of the lead image, or null.
 */
export type ShareImageContent = Readonly<{
  publication: string;
  section: string;
  label: string;
  headline: string;
  byline: string;
  language: string;
  image: string | null;
}>;

const { width: WIDTH, height: HEIGHT } = SHARE_IMAGE;

// The colours of components/tokens.css, on paper.
const PAPER = '#fffdf9';
const INK = '#1a1713';
const SOFT = '#5b544a';
const ACCENT = '#9a1b1e';

const DISPLAY = 'Newsreader Display';
const TEXT = 'Newsreader';
/** For what Newsreader lacks; see card-faces/. */
const OTHER_SCRIPTS =
  'Noto Serif, Noto Naskh Arabic, Noto Serif Hebrew, Noto Serif Devanagari, Noto Serif Bengali, Noto Serif Tamil, Noto Serif Thai, Noto Serif Armenian, Noto Serif Georgian';
const HAN = 'Noto Serif CJK SC';

/** The space around what stands on the card. */
const MARGIN = 60;
/** The width of the image, which stands at the end of the lines and fills the card's height. */
const IMAGE = 570;

/** How a text is set: its size and the distance of its lines in pixels, and `tracking` between letters as a part of the size. */
type Setting = Readonly<{
  face: typeof DISPLAY | typeof TEXT;
  size: number;
  leading: number;
  tracking: number;
  colour: string;
  language: string;
}>;

/** A text in pixels, cut to its ink. */
type Block = Readonly<{ pixels: Buffer; width: number; height: number }>;

/** Draws a card as PNG, beside `image`, the photograph's own bytes decoded and the right way up. */
export async function drawShareImage(card: ShareImageContent, image: Sharp | null): Promise<Buffer> {
  const headline = drawable(card.headline);
  const { language } = card;
  const rtl = runsLeft(headline, language);
  const column = image ? WIDTH - IMAGE - MARGIN - 48 : WIDTH - 2 * MARGIN;
  const parts: OverlayOptions[] = [];
  const route = (block: Block | null, top: number, indent = 0) => {
    if (!block) return;
    const { pixels, width, height } = block;
    const left = rtl ? WIDTH - MARGIN - indent - width : MARGIN + indent;
    // Letters with marks upon marks can be of any height; better none than no card.
    if (left < 0 || left + width > WIDTH || top + height > HEIGHT) return;
    parts.push({ input: pixels, raw: { width, height, channels: 4 }, left, top });
  };

  const name: Setting = { face: DISPLAY, size: 46, leading: 46, tracking: -0.01, colour: INK, language };
  route(await onOneLine(drawable(card.publication), name, column), 52);
  const rule = { create: { width: column, height: 3, channels: 3, background: INK } } as const;
  parts.push({ input: rule, left: rtl ? WIDTH - MARGIN - column : MARGIN, top: 116 });

  const kicker = (text: string, colour: string): Setting => {
    // Small letters, and those of scripts without capitals, are lower.
    const size = text === text.toLowerCase() ? 29 : 24;
    return { face: DISPLAY, size, leading: 34, tracking: 0.06, colour, language };
  };
  const [sectionText, labelText] = [inCapitals(card.section, language), inCapitals(card.label, language)];
  const section = await onOneLine(sectionText, kicker(sectionText, ACCENT), column);
  const besideSection = section ? section.width + 16 : 0;
  const labelRoom = column - besideSection;
  const label = labelRoom < 120 ? null : await onOneLine(labelText, kicker(labelText, SOFT), labelRoom);
  const kickerHeight = Math.max(section?.height ?? 0, label?.height ?? 0);

  const byline = await onOneLine(
    drawable(card.byline),
    { face: TEXT, size: 28, leading: 34, tracking: 0, colour: SOFT, language },
    column,
  );
  const foot = HEIGHT - MARGIN - 22;
  route(byline, foot);

  // The headline stands upon the byline, the kicker upon the headline; what is left is above.
  const until = byline ? foot - 38 : HEIGHT - MARGIN;
  const kickerRoom = kickerHeight && kickerHeight + 30;
  const room = until - 150 - kickerRoom;
  const block = await fitted(headline || drawable(card.publication), language, column, room, image ? 80 : 128);
  const top = until - (block?.height ?? 0);
  route(block, top);
  route(section, top - kickerRoom);
  route(label, top - kickerRoom, besideSection);
  if (image) {
    const { data, info } = await image
      .resize({ width: IMAGE, height: HEIGHT, fit: 'cover', position: sharp.strategy.attention })
      .toColourspace('srgb')
      .flatten({ background: PAPER })
      .raw()
      .toBuffer({ resolveWithObject: true });
    parts.push({ input: data, raw: info, left: rtl ? 0 : WIDTH - IMAGE, top: 0 });
  }
  return (
    sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: PAPER } })
      .composite(parts)
      // 256 colours, chosen for each card: a third of the bytes, and no eye tells. Some who show it take no large ones.
      .png({ palette: true, quality: 90, effort: 3 })
      .toBuffer()
  );
}

/** The smallest size of a headline; where it is still too long it is cut. */
const SMALLEST = 34;

/** A headline in the largest size, up to `largest`, in which it fits, on lines of about one length. Words are broken only where the smallest size does not do without. */
async function fitted(
  text: string,
  language: string,
  width: number,
  height: number,
  largest: number,
): Promise<Block | null> {
  const sizes: number[] = [];
  for (let size = largest; size > SMALLEST; size = Math.round(size * 0.93)) sizes.push(size);
  const settings = [...sizes, SMALLEST].map((size): Setting => {
    const leading = Math.round(size * leadingOf(text));
    return { face: DISPLAY, size, leading, tracking: -0.012, colour: INK, language };
  });
  const fits = (block: Block | null) => block !== null && block.width <= width && block.height <= height;
  for (const wrap of ['word', 'word-char'] as const) {
    const first = await lowest(settings.length, async (at) => fits(await set(text, settings[at], width, wrap)));
    const setting = settings[first];
    if (setting) return wrap === 'word' ? balanced(text, setting, width) : set(text, setting, width, wrap);
  }
  return cut(text, (shorter) => set(shorter, settings.at(-1), width, 'word-char'), fits);
}

/** A text in the narrowest column in which it has no more lines than in one of `width`. */
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

/** A text on one line, cut where that is longer than `width`. */
function onOneLine(text: string, setting: Setting, width: number): Promise<Block | null> {
  const fits = (block: Block | null) => block !== null && block.width <= width;
  return cut(text, (shorter) => set(shorter, setting, null), fits);
}

/** The longest beginning of a text that fits, with an ellipsis; all of it where it does. It ends with a word, where one ends near. */
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
    return `${kept.slice(0, wordEnd > Math.max(0, kept.length - 20) ? wordEnd : undefined).replace(/[\s\p{P}]+$/u, '')}…`;
  };
  // Counted from the end, so that the first to fit is the longest.
  const gone = await lowest(characters.length, async (gone) =>
    fits(await draw(shortened(characters.length - 1 - gone))),
  );
  return draw(shortened(Math.max(1, characters.length - 1 - gone)));
}

/** The lowest number below `end` of which something is true, where it is true of all above; `end` where of none. */
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

/** Where lines may end; a word that is wider than its column goes beyond it, or is broken. */
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
  // Chinese, Japanese and Korean have marks of their own, which are also in the others; letters that are joined or stacked are not moved apart.
  const east = HAN_SCRIPTS.test(text);
  const families = east ? `${HAN}, ${face}, ${OTHER_SCRIPTS}` : `${face}, ${OTHER_SCRIPTS}, ${HAN}`;
  const attributes = {
    foreground: colour,
    lang: language,
    line_height: leading * 1024,
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

/** Scripts that write words without a space between them, and break lines between words all the same; Pango itself does not know where those end. */
const UNSPACED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function withBreaks(text: string, language: string): string {
  if (!UNSPACED.test(text)) return text;
  const words = new Intl.Segmenter(language, { granularity: 'word' }).segment(text);
  return Array.from(words, ({ segment }) => segment).join('\u200b');
}

const HAN_SCRIPTS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** Letters that are joined, or carry others above and below. */
const JOINED = /[\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Thai}\p{Script=Arabic}]/u;

/** The distance of a headline's lines, as a part of its size. */
function leadingOf(text: string): number {
  return JOINED.test(text) ? 1.45 : HAN_SCRIPTS.test(text) ? 1.25 : 1.08;
}

/** Whether a text runs from right to left: by its language, or else by its first letter. */
function runsLeft(text: string, language: string): boolean {
  const first = /\p{L}/u.exec(text)?.[0] ?? '';
  return RTL_LANGUAGE.test(language) || RTL_LETTER.test(first);
}

const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const RTL_LANGUAGE = /^(?:ar|arc|azb|ckb|fa|he|ps|sd|ug|ur|yi)(?:-(?!Latn)|$)/;

/** A text on one line without what cannot be drawn; empty where so much of it is lost that the rest says nothing. */
function drawable(text: string): string {
  const sound = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\p{RGI_Emoji}/gv, ' ')
    .replace(/(\p{M}{4})\p{M}+/gu, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  const kept = Array.from(sound).filter((character) => isDrawable(character) || /[\u200c\u200d]/.test(character));
  const letters = (characters: string) => characters.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const shown = kept.join('').replace(/ +/g, ' ').trim();
  return letters(shown) < 0.8 * letters(sound) || !/[\p{L}\p{N}\p{P}\p{S}]/u.test(shown) ? '' : shown;
}

/** A text in capitals, where there are any in its script and in the faces. */
function inCapitals(text: string, language: string): string {
  return drawable(text.toLocaleUpperCase(language)) || drawable(text);
}

/** Text for Pango's markup (https://docs.gtk.org/Pango/pango_markup.html), whose syntax is XML's. */
function escapeMarkup(text: string): string {
  return escapeHtml(text.replace(/\p{Cc}/gu, ''));
}
