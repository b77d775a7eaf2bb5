import type { BodyParts } from '../../markdown/markdown.ts';
import type { Diagnostic } from '../parse/diagnostic.ts';
import type { FrontMatter } from '../parse/front-matter.ts';
import { checkImage, type ImageLookup, type ImageUse, type Say } from './image-references.ts';
import type { LinkMark } from './links.ts';
import { mayHaveFaults } from './markdown-lint.ts';
import { mayHaveSlips } from './markdown-typos.ts';

/** What the Markdown of a file is checked with. */
export type BodyLookup = ImageLookup &
  Readonly<{
    /** The address of the site: a link to it is one to a page of ours. */
    origin: string;
    /** Takes a text apart. Given from outside, since loading what parses Markdown takes longer than most syncs, and most texts need none; see `needsParsing`. */
    partsOf(markdown: string, origin: string): BodyParts;
  }>;

/** What a file shows and where it leads. */
export type BodyUses = Readonly<{ uses: readonly ImageUse[]; links: readonly LinkMark[] }>;

/** Of a file whose text was not looked at. */
export const NO_USES: BodyUses = { uses: [], links: [] };

/**
 * Whether there is something in a text to be checked (an image, an element of ours, a link to another page, a tag): only then is it parsed when it is read, which takes
 * milliseconds, and editions are large.
 */
export function needsParsing(markdown: string, origin: string): boolean {
  return (
    markdown.includes('![') || markdown.includes('::') || mayHaveFaults(markdown, origin) || mayHaveSlips(markdown)
  );
}

/**
 * Checks what stands in the Markdown of `file`, adds what is wrong with it to `diagnostics`, and gives the images of the site that it shows and its links to the site. What
 * is an error in a text for readers is none yet in a `draft`, if it is about images: those often come last.
 */
export function checkBody(
  file: string,
  { body, bodyLine, bodyDiagnostics }: Pick<FrontMatter, 'body' | 'bodyLine' | 'bodyDiagnostics'>,
  lookup: BodyLookup,
  diagnostics: Diagnostic[],
  draft = false,
): BodyUses {
  // A text that is too heavy to be set is too heavy to be taken apart.
  if (bodyDiagnostics.length > 0 || !needsParsing(body, lookup.origin)) return NO_USES;
  const { images, links, faults } = lookup.partsOf(body, lookup.origin);
  for (const { line, ...fault } of faults) diagnostics.push({ file, line: bodyLine - 1 + line, ...fault });
  const uses = new Map<string, ImageUse>();
  for (const { line, column, ...image } of images) {
    // The same image twice is one use, and one diagnostic; but each needs its words.
    const said = uses.has(image.src);
    const say: Say = (rule, reason, fix, severity = 'error') => {
      if (said && rule !== 'image-alt') return;
      diagnostics.push({ file, line: bodyLine - 1 + line, column, severity, rule, reason, fix });
    };
    for (const use of checkImage(image, file, lookup, draft ? leniently(say) : say)) uses.set(use.src, use);
  }
  const inFile = links.map(({ line, ...link }) => ({ ...link, line: bodyLine - 1 + line }));
  return { uses: [...uses.values()], links: inFile };
}

/** Says of a draft that its images are not there yet, or have no words, without keeping it from being shown to those who write it. */
export function leniently(say: Say): Say {
  return (rule, reason, fix, severity) =>
    say(rule, reason, fix, rule === 'image-missing' || rule === 'image-alt' ? 'warning' : severity);
}
