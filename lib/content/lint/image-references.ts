import { pictureKind, picturePath } from '../../routes/image-files.ts';
import type { Report } from '../parse/check-keys.ts';
import type { PictureRemark } from '../../images/image-worker.ts';
import type { Problem, Rule } from '../parse/diagnostic.ts';
import { didYouMean } from '../parse/suggestion.ts';

// The pictures that content files name: in their keys, and in their Markdown.

/** A picture that a file names: `src` as it is written there, `picture` its path from the project's folder (whether or not there is such a file). */
export type PictureUse = Readonly<{ src: string; picture: string }>;

/** What is known of the picture files, by their paths from the project's folder. */
export type PictureLookup = Readonly<{
  /** What there is to say of a picture to who uses it: null for nothing, undefined when there is no such picture. */
  remarkOn(path: string): PictureRemark | null | undefined;
  /** The names of the pictures in a folder (without a slash at its end). */
  namesIn(folder: string): readonly string[];
}>;

/** An image as a Markdown text names it. */
export type ImageMark = Readonly<{ src: string; alt: string }>;

/** Says something of a picture, at the place that is being looked at. */
export type Say = (rule: Rule, reason: string, fix: string, severity?: Problem['severity']) => void;

/** Checks a picture that a key of `file` names, and gives it as a list of one; of none where it can be no picture of the site. */
export function checkPicture(src: string, file: string, pictures: PictureLookup, say: Say): PictureUse[] {
  return check(src, file, pictures, say);
}

/** Says what there is to say at the value at `key`. */
export function sayAt(key: readonly PropertyKey[], report: Report): Say {
  return (rule, reason, fix, severity) => report(key, rule, reason, fix, severity);
}

/** Checks an image in the Markdown of `file`, and gives it as a list of one; of none where it is no picture of the site. */
export function checkImage({ src, alt }: ImageMark, file: string, pictures: PictureLookup, say: Say): PictureUse[] {
  if (/^(?:https?:)?\/\//i.test(src)) {
    const reason = `The picture ${src} is on another site, which would learn who reads; it is shown as a link.`;
    say('image-remote', reason, 'Put a copy beside the file, if you may, and name that.', 'warning');
    return [];
  }
  if (alt === '') {
    const reason = `The picture ${src} has no words for those who cannot see it.`;
    say('image-alt', reason, `Write them between the brackets: ![Three ferries in fog](${src})`);
  }
  return check(src, file, pictures, say);
}

function check(src: string, file: string, pictures: PictureLookup, say: Say): PictureUse[] {
  const picture = picturePath(file, src);
  if (picture === null) {
    say(
      'image-missing',
      `“${src}” is no file of this publication.`,
      'Put the picture beside the file, or under public/.',
    );
    return [];
  }
  const kind = pictureKind(picture);
  if (kind !== 'readable') {
    const reason = `Dateline cannot show ${picture}${kind === 'other' ? '' : ' as a picture'}.`;
    say('image-type', reason, 'Save it as JPEG, PNG, WebP, AVIF, GIF or SVG, with an ending that says so.');
    return [{ src, picture }];
  }
  const remark = pictures.remarkOn(picture);
  if (remark === undefined) {
    const folder = picture.slice(0, picture.lastIndexOf('/'));
    const otherwise = 'Put the picture there, or correct its name.';
    const fix = didYouMean(picture.slice(folder.length + 1), pictures.namesIn(folder), otherwise);
    say('image-missing', `There is no file ${picture}.`, fix);
  } else if (remark) {
    say(remark.rule, remark.reason, remark.fix, remark.severity);
  }
  return [{ src, picture }];
}
