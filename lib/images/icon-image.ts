import sharp from 'sharp';
import { escapeHtml } from '../html-escape.ts';
import { drawable } from './drawable-text.ts';
import { familiesFor } from './share-image-svg.ts';

// Draws icons. Only the image process, which loads sharp, imports this.

// The colours of components/design-tokens.css, on ink.
const INK = '#1a1713';
const PAPER = '#fffdf9';

/** The letters fill this part of the square. */
const FILLED = 0.6;
/** Letters are drawn in this size, in points, and made smaller. */
const LARGE = 400;

/** Draws an icon as PNG: `letters` on a square of `side` pixels. Letters that no font has are left out. */
export async function drawIcon(letters: string, side: number): Promise<Buffer> {
  const square = sharp({ create: { width: side, height: side, channels: 3, background: INK } });
  const text = drawable(letters);
  if (text === '') return square.png().toBuffer();
  const room = Math.round(side * FILLED);
  const font = `${familiesFor(text)} ${LARGE}`;
  const input = await sharp({
    text: { text: `<span foreground="${PAPER}">${escapeHtml(text)}</span>`, font, rgba: true, dpi: 72 },
  })
    .resize({ width: room, height: room, fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = input.info;
  return square
    .composite([{ input: input.data, raw: { width, height, channels: 4 }, gravity: 'centre' }])
    .png({ compressionLevel: 9 })
    .toBuffer();
}
