import { cropsOf, formatsOf, imageFileAt, imageFilePath, widthsOf } from '../routes/image-files.ts';
import { shareImageAt } from '../routes/share-image.ts';
import { decodedPath } from '../server/request-target.ts';
import type { ContentStore } from '../store/content-store.ts';
import { allPublicImages } from '../store/public-images.ts';

/** Which images an export has: those that pages name, all variants of all images that readers may see, or none. */
export const IMAGE_CHOICES = ['referenced', 'all', 'none'] as const;
export type ImageChoice = (typeof IMAGE_CHOICES)[number];

/** What may be the path of an image that the site makes. */
const IMAGE = /\/media\/[\da-f]{20}\/[\dx]+\.[a-z]+|\/[^\s"'<>()\\,]*\/share\.png/g;

/**
 * Returns the paths of the images that a page or document names: variants and share images. They stand in attributes,
 * in structured data and in feeds, with or without the site's origin.
 */
export function namedImages(text: string): string[] {
  const paths = [...text.matchAll(IMAGE)].map(([match]) => match.replace(/^\/\/[^/]*/, ''));
  return [...new Set(paths)].filter((path) => imageFileAt(path) || shareImageAt(decodedPath(path) ?? ''));
}

/** Returns the paths of all variants and crops of the images that readers may see. */
export function imagesOfSite(store: ContentStore): string[] {
  return allPublicImages(store).flatMap((facts) => [
    ...formatsOf(facts).flatMap((format) =>
      widthsOf(facts).map((width) => imageFilePath({ hash: facts.hash, width, format })),
    ),
    ...cropsOf(facts).map(({ path }) => path),
  ]);
}
