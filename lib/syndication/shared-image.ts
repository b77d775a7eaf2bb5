import { type ImageFacts, variantOf } from '../routes/image-files.ts';

/** The image of the publication itself, under public/, and its sides in pixels. */
export const LOGO = { path: '/icon-512.png', side: 512 };

/** What others show of a story is about this wide. */
const WIDTH = 1200;

/**
 * An image as other sites and programs get it: a JPEG, PNG or SVG by its absolute URL, with its size in
 * pixels.
 */
export function sharedImage(facts: ImageFacts, origin: string): { address: string; width: number; height: number } {
  const { path, width, height } = variantOf(facts, WIDTH);
  return { address: origin + path, width, height };
}
