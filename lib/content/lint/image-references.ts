import type { ImageFinding } from '../../images/image-worker.ts';
import { imageKind, imagePath } from '../../routes/image-files.ts';
import type { Report } from '../parse/check-keys.ts';
import type { Diagnostic, Rule } from '../parse/diagnostic.ts';
import { didYouMean } from '../parse/suggestion.ts';

// The images that content files name: in their keys, and in their Markdown.

/** An image that a file names: `src` as it is written there, `image` its path from the project's folder (whether or not there is such a file). */
export type ImageUse = Readonly<{ src: string; image: string }>;

/** What is known of the image files, by their paths from the project's folder. */
export type ImageLookup = Readonly<{
  /** What there is to say of an image to who uses it: null for nothing, undefined when there is no such image. */
  findingFor(path: string): ImageFinding | null | undefined;
  /** The names of the images in a folder (without a slash at its end). */
  namesIn(folder: string): readonly string[];
}>;

/** An image as a Markdown text names it. */
export type ImageMark = Readonly<{ src: string; alt: string }>;

/** Says something of an image, at the place that is being looked at. */
export type Say = (rule: Rule, reason: string, fix: string, severity?: Diagnostic['severity']) => void;

/** Checks an image that a key of `file` names, and gives it as a list of one; of none where it can be no image of the site. */
export function checkImageKey(src: string, file: string, images: ImageLookup, say: Say): ImageUse[] {
  return check(src, file, images, say);
}

/** Says what there is to say at the value at `key`. */
export function sayAt(key: readonly PropertyKey[], report: Report): Say {
  return (rule, reason, fix, severity) => report(key, rule, reason, fix, severity);
}

/** Checks an image in the Markdown of `file`, and gives it as a list of one; of none where it is no image of the site. */
export function checkImage({ src, alt }: ImageMark, file: string, images: ImageLookup, say: Say): ImageUse[] {
  if (/^(?:https?:)?\/\//i.test(src)) {
    const reason = `The image ${src} is on another site, which would learn who reads; it is shown as a link.`;
    say('image-remote', reason, 'Put a copy beside the file, if you may, and name that.', 'warning');
    return [];
  }
  if (alt === '') {
    const reason = `The image ${src} has no words for those who cannot see it.`;
    say('image-alt', reason, `Write them between the brackets: ![Three ferries in fog](${src})`);
  }
  return check(src, file, images, say);
}

function check(src: string, file: string, images: ImageLookup, say: Say): ImageUse[] {
  const image = imagePath(file, src);
  if (image === null) {
    say(
      'image-missing',
      `“${src}” is no file of this publication.`,
      'Put the image beside the file, or under public/.',
    );
    return [];
  }
  const kind = imageKind(image);
  if (kind !== 'readable') {
    const reason = `Dateline cannot show ${image}${kind === 'other' ? '' : ' as an image'}.`;
    say('image-type', reason, 'Save it as JPEG, PNG, WebP, AVIF, GIF or SVG, with an ending that says so.');
    return [{ src, image }];
  }
  const finding = images.findingFor(image);
  if (finding === undefined) {
    const folder = image.slice(0, image.lastIndexOf('/'));
    const otherwise = 'Put the image there, or correct its name.';
    const fix = didYouMean(image.slice(folder.length + 1), images.namesIn(folder), otherwise);
    say('image-missing', `There is no file ${image}.`, fix);
  } else if (finding) {
    say(finding.rule, finding.reason, finding.fix, finding.severity);
  }
  return [{ src, image }];
}
