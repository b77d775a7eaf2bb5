import { cropsOf, formatsOf, imageFileAt, imageFilePath, widthsOf } from '../routes/image-files.ts';
import { shareImageAt } from '../routes/share-image.ts';
import { decodedPath } from '../server/request-target.ts';
import type { ContentStore } from '../store/content-store.ts';
import { allPublicImages } from '../store/public-images.ts';

/** Which images an export has: those that pages name, all variants of all images that readers may see, or none. */
export const IMAGE_CHOICES = ['referenced', 'all', 'none'] as const;
export type ImageChoice = (typeof IMAGE_CHOICES)[number];

/** What may be the path of a variant. */
const VARIANT = /\/media\/[\da-f]{20}\/[\dx]+\.[a-z]+/g;
/** What stands between addresses in HTML, XML and JSON. */
const BETWEEN = /[\s"'<>()\\,]+/;
const SHARE_IMAGE = '/share.png';

/**
 * Returns the paths of the images that a page or document names: variants and share images. They stand in attributes,
 * in structured data and in feeds, with or without the site's origin.
 */
export function namedImages(text: string): string[] {
  const variants = [...text.matchAll(VARIANT)].map(([match]) => match);
  const shareImages = text.split(BETWEEN).flatMap((part) => {
    const at = part.lastIndexOf(SHARE_IMAGE);
    return at === -1 ? [] : [withoutOrigin(part.slice(0, at + SHARE_IMAGE.length))];
  });
  const paths = [...variants, ...shareImages];
  return [...new Set(paths)].filter((path) => imageFileAt(path) || shareImageAt(decodedPath(path) ?? ''));
}

/** The path of an address; the same text if it is a path. */
function withoutOrigin(address: string): string {
  const host = address.indexOf('//');
  const path = address.indexOf('/', host === -1 ? 0 : host + 2);
  return address.slice(Math.max(path, 0));
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
