import sharp from 'sharp';
import type { Colour } from '../colours.ts';
import { escapeHtml } from '../html-escape.ts';
import { drawable } from './drawable-text.ts';
import { familiesFor } from './share-image-text.ts';

// Draws icons. Only the image process, which loads sharp, imports this.

/** The colours of an icon: of its square, and of the letters on it. */
export type IconColours = Readonly<{ ground: Colour; letters: Colour }>;

/** The letters fill this part of the square. */
const FILLED = 0.6;
/** Letters are drawn in this size, in points, and made smaller. */
const LARGE = 400;

/** Draws an icon as PNG: `letters` on a square of `side` pixels. Letters that no font has are left out. */
export async function drawIcon(letters: string, side: number, colours: IconColours): Promise<Buffer> {
  const square = sharp({ create: { width: side, height: side, channels: 3, background: colours.ground } });
  const text = drawable(letters);
  if (text === '') return square.png().toBuffer();
  const room = Math.round(side * FILLED);
  const font = `${familiesFor(text)} ${LARGE}`;
  const input = await sharp({
    text: { text: `<span foreground="${colours.letters}">${escapeHtml(text)}</span>`, font, rgba: true, dpi: 72 },
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
