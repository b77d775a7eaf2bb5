import { mayHaveRawHtml } from '../../markdown/html-tags.ts';
import { type Diagnostic, weighted } from '../parse/diagnostic.ts';
import type { FrontMatter } from '../parse/front-matter.ts';
import type { BodyParser } from './analyse-body.ts';
import { mayHaveForeignMarkup } from './foreign-markup.ts';
import { mayNeedHeadingLint } from './heading-levels.ts';
import { checkImage, type ImageLookup, type ImageReport, type ImageUse } from './image-references.ts';
import { type LinkMark, mayNeedLinkLint } from './links.ts';
import { mayHaveTypos } from './markdown-typos.ts';

/**
 * What the Markdown of a file is checked with. `origin` is the address of the site: a link that begins with
 * it leads to one of the site's pages.
 */
export type BodyLookup = ImageLookup & BodyParser & Readonly<{ origin: string }>;

/** The images that a file uses, and its links to the site. */
export type BodyUses = Readonly<{ uses: readonly ImageUse[]; links: readonly LinkMark[] }>;

/** The uses of a file whose body was not analysed. */
export const NO_USES: BodyUses = { uses: [], links: [] };

/**
 * Whether a text may hold something to check: an image, an element, a link to the site, raw HTML, a footnote,
 * markup of another system, a typo or a skipped heading. Only then is it parsed, which takes milliseconds.
 * Where this is false, `analyseBody` finds nothing.
 */
export function needsAnalysis(markdown: string, origin: string): boolean {
  return (
    markdown.startsWith('\ufeff') || // the parser skips it, so that its line may be a heading
    markdown.includes('![') ||
    markdown.includes('::') ||
    mayHaveRawHtml(markdown) ||
    markdown.includes('[^') || // footnotes
    mayHaveForeignMarkup(markdown) ||
    mayNeedLinkLint(markdown, origin) ||
    mayNeedHeadingLint(markdown) ||
    mayHaveTypos(markdown)
  );
}

/** So many missing images of a text are compared with those in their folder, which may be thousands. */
const MAX_SUGGESTIONS = 20;

/**
 * Checks the Markdown of `file`, adds to `diagnostics`, and returns the images and links that it uses. In a
 * `draft` a missing image or alt text is only a warning.
 */
export function checkBody(
  file: string,
  { body, bodyLine, bodyDiagnostics }: Pick<FrontMatter, 'body' | 'bodyLine' | 'bodyDiagnostics'>,
  lookup: BodyLookup,
  diagnostics: Diagnostic[],
  draft = false,
): BodyUses {
  // A text beyond the limits would take too long to parse.
  if (bodyDiagnostics.length > 0 || !needsAnalysis(body, lookup.origin)) return NO_USES;
  const analysis = lookup.analyse(body, lookup.origin);
  const inFile = <Mark extends { line: number }>(mark: Mark): Mark => ({ ...mark, line: bodyLine - 1 + mark.line });
  diagnostics.push(...analysis.diagnostics.map((diagnostic) => ({ file, ...inFile(diagnostic) })));
  const uses = new Map<string, ImageUse>();
  let suggestions = 0;
  const images: ImageLookup = {
    findingFor: (path) => lookup.findingFor(path),
    namesIn: (folder) => (suggestions++ < MAX_SUGGESTIONS ? lookup.namesIn(folder) : []),
  };
  for (const { line, column, ...image } of analysis.images.map(inFile)) {
    // An image that is used twice is reported once; but each use needs its alt text.
    const isKnown = uses.has(image.src);
    const report: ImageReport = (rule, reason, fix, weight) => {
      if (isKnown && rule !== 'image-alt') return;
      diagnostics.push({ file, line, column, rule, reason, fix, ...weighted(weight) });
    };
    for (const use of checkImage(image, file, images, draft ? leniently(report) : report)) uses.set(use.src, use);
  }
  return { uses: [...uses.values()], links: analysis.links.map(inFile) };
}

/** A report for drafts: a missing image or alt text is only a warning. */
export function leniently(report: ImageReport): ImageReport {
  return (rule, reason, fix, weight) =>
    report(rule, reason, fix, rule === 'image-missing' || rule === 'image-alt' ? 'warning' : weight);
}
