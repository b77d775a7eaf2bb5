import { isRemote } from '../../markdown/illustrations.ts';
import { hasTemplateMarkup } from '../../markdown/template-markup.ts';
import { imageKind, imagePath } from '../../routes/image-files.ts';
import type { ImageFinding } from '../image-inspection.ts';
import type { Report } from '../parse/check-keys.ts';
import { type Rule, shortened, type Weight } from '../parse/diagnostic.ts';
import { didYouMean } from '../parse/suggestion.ts';

/**
 * An image that a file uses: `src` as written in the file, `image` its path from the project's folder, even
 * if there is no such file.
 */
export type ImageUse = Readonly<{ src: string; image: string }>;

/** What is known of the image files, by their paths from the project's folder. */
export type ImageLookup = Readonly<{
  /** What is wrong with an image: null for nothing, undefined if there is no such image. */
  findingFor(path: string): ImageFinding | null | undefined;
  /** The names of the images in a folder, which is given without a slash at its end. */
  namesIn(folder: string): readonly string[];
}>;

/** An image in a Markdown text. */
export type ImageMark = Readonly<{ src: string; alt: string }>;

/** Reports a diagnostic at the image that is being checked. */
export type ImageReport = (rule: Rule, reason: string, fix: string, weight?: Weight) => void;

/** An `ImageReport` for the image that the value at `key` names. */
export function reportAt(key: readonly PropertyKey[], report: Report): ImageReport {
  return (rule, reason, fix, weight) => report(key, rule, reason, fix, weight);
}

/**
 * Checks an image in the Markdown of `file`. Returns its use, or nothing if it can be no image of the site.
 */
export function checkImage(
  { src, alt }: ImageMark,
  file: string,
  images: ImageLookup,
  report: ImageReport,
): ImageUse[] {
  if (hasTemplateMarkup(src)) return [];
  if (isRemote(src)) {
    const reason = `The image ${shortened(src)} is on another site, which would learn who reads this; it becomes a link.`;
    report(
      'image-remote',
      reason,
      'If you may, put a copy beside this file and use its name: npm run check -- --fix=images does it.',
      'warning',
    );
    return [];
  }
  if (alt === '') {
    const reason = `The image ${src} has no alt text.`;
    report('image-alt', reason, `Write what it shows between the brackets: ![Three ferries in fog](${src})`);
  }
  return checkImageFile(src, file, images, report);
}

/** Checks an image file that `file` names. Returns its use, or nothing if it can be no image of the site. */
export function checkImageFile(src: string, file: string, images: ImageLookup, report: ImageReport): ImageUse[] {
  const image = imagePath(file, src);
  if (image === null) {
    report(
      'image-missing',
      `“${src}” is not a file of this publication.`,
      'Put the image beside the file, or under public/.',
    );
    return [];
  }
  const kind = imageKind(image);
  if (kind !== 'readable') {
    const reason = `Dateline cannot show ${image}${kind === 'other' ? '' : ' as an image'}.`;
    report('image-type', reason, 'Save it as JPEG, PNG, WebP, AVIF, GIF or SVG, with the extension of that format.');
    return [{ src, image }];
  }
  const finding = images.findingFor(image);
  if (finding === undefined) {
    const folder = image.slice(0, image.lastIndexOf('/'));
    const otherwise = 'Put the image there, or correct its name.';
    const fix = didYouMean(image.slice(folder.length + 1), images.namesIn(folder), otherwise);
    report('image-missing', `There is no file ${image}.`, fix);
  } else if (finding) {
    report(finding.rule, finding.reason, finding.fix, finding.severity);
  }
  return [{ src, image }];
}
