import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import type { Pairing } from '../content/schema/theme-schema.ts';
import { DEFAULT_PALETTES, type Palette } from '../content/theme-colours.ts';
import { SHARE_IMAGE } from '../routes/share-image.ts';
import { drawable, inCapitals, runsLeft } from './drawable-text.ts';
import { type Block, fitted, onOneLine, type Setting } from './share-image-text.ts';

// Draws share images. Only the image process, which loads sharp, imports this.

/**
 * The content of a story's share image. Texts are plain, and empty where there is none; `language` is the
 * headline's (BCP 47); `image` is the hash of the lead image, or null. `look` is that of the theme, if there is one,
 * and `logo` the hash of the logo that stands in place of the publication's name.
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
  logo?: string;
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

/** The space between the edges and the text, in pixels. */
const MARGIN = 60;
/** The rule below the name, from the top, and the height of a logo above it. */
const RULE = 116;
const LOGO = 64;
/** The width of the lead image, which fills the height at the end of the lines. */
const IMAGE = 570;

/**
 * Draws a share image as PNG, with the lead image `image`, decoded and upright, and the logo (a file of an image), if
 * there are some.
 */
export async function drawShareImage(
  content: ShareImageContent,
  image: Sharp | null,
  logo: Buffer | null = null,
): Promise<Buffer> {
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
  const drawnLogo = logo && (await blockOf(logo, column, LOGO).catch(() => null));
  if (drawnLogo) put(drawnLogo, RULE - 16 - drawnLogo.height);
  else put(await onOneLine(drawable(content.publication), name, column), 52);
  const rule = { create: { width: column, height: 3, channels: 3, background: ink } } as const;
  parts.push({ input: rule, left: rtl ? WIDTH - MARGIN - column : MARGIN, top: RULE });

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

/** Draws an image in the largest size that fits into a box. */
async function blockOf(file: Buffer, width: number, height: number): Promise<Block> {
  const own = await sharp(file).metadata();
  // An SVG is drawn in its own size, and is sharp only with as many dots as are needed.
  const density = Math.min(2_400, Math.max(1, 72 * Math.min(width / own.width, height / own.height)));
  const image = sharp(file, { density }).resize({ width, height, fit: 'inside' }).toColourspace('srgb');
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}
