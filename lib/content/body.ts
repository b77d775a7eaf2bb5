import type { FrontMatter } from './front-matter.ts';
import { checkImage, type PictureLookup, type PictureUse } from './illustrations.ts';
import type { partsOf } from './markdown.ts';
import type { Problem } from './problems.ts';

/** What the Markdown of a file is checked with. */
export type BodyLookup = PictureLookup &
  Readonly<{
    /** Takes a text apart. Given from outside, since loading what parses Markdown takes longer than most syncs, and most texts need none; see `needsParsing`. */
    partsOf: typeof partsOf;
  }>;

/** Whether a text can have an image or an element of ours: only then is it parsed when it is read, which takes milliseconds, and editions are large. */
export function needsParsing(markdown: string): boolean {
  return markdown.includes('![') || markdown.includes('::');
}

/** Checks what stands in the Markdown of `file`, adds what is wrong with it to `problems`, and gives the pictures of the site that it shows. */
export function checkBody(
  file: string,
  { body, bodyLine, bodyProblems }: Pick<FrontMatter, 'body' | 'bodyLine' | 'bodyProblems'>,
  lookup: BodyLookup,
  problems: Problem[],
): PictureUse[] {
  // A text that is too heavy to be set is too heavy to be taken apart.
  if (bodyProblems.length > 0 || !needsParsing(body)) return [];
  const { images, faults } = lookup.partsOf(body);
  for (const { line, ...fault } of faults) {
    problems.push({ file, line: bodyLine - 1 + line, severity: 'error', ...fault });
  }
  const uses = new Map<string, PictureUse>();
  for (const { line, column, ...image } of images) {
    // The same picture twice is one use, and one problem; but each needs its words.
    const said = uses.has(image.src);
    const found = checkImage(image, file, lookup, (rule, reason, fix, severity = 'error') => {
      if (said && rule !== 'image-alt') return;
      problems.push({ file, line: bodyLine - 1 + line, column, severity, rule, reason, fix });
    });
    for (const use of found) uses.set(use.src, use);
  }
  return [...uses.values()];
}
