import { visit } from 'unist-util-visit';
import { anchorsOf } from '../../markdown/headings.ts';
import { openingOf } from '../../markdown/opening.ts';
import { parseMarkdown, parseWithRawHtml } from '../../markdown/parser.ts';
import { parseRawHtml } from '../../markdown/raw-html.ts';
import { definitionsIn, imageOf } from '../../markdown/references.ts';
import type { TextDiagnostic } from '../parse/diagnostic.ts';
import { lintDroppedHtml } from './dropped-html.ts';
import { lintElements } from './element-syntax.ts';
import { lintForeignMarkup, pathMarkup } from './foreign-markup.ts';
import { lintHeadings } from './heading-levels.ts';
import type { ImageMark } from './image-references.ts';
import { type LinkMark, linksToSite, lintLinks, MAX_LINKS } from './links.ts';
import { lintLostText } from './lost-text.ts';
import { lintTypos } from './markdown-typos.ts';

/**
 * What a Markdown text holds for the checks of its file, each in the order of the text; lines and columns are
 * in the text, from 1.
 */
export type BodyAnalysis = Readonly<{
  images: readonly (ImageMark & { line: number; column: number })[];
  /** The links to pages and files of the site, and markup of other systems that stands for their paths. */
  links: readonly LinkMark[];
  diagnostics: readonly TextDiagnostic[];
}>;

/**
 * The functions that parse the Markdown of a file. Readers of files take them as an argument, since the
 * parser takes longer to load than most syncs; see `needsAnalysis`.
 */
export type BodyParser = Readonly<{
  analyse(markdown: string, origin: string): BodyAnalysis;
  openingOf(markdown: string, language: string): string;
}>;

/** So many diagnostics of each lint are reported for a text. */
const MAX_DIAGNOSTICS = 20;

/**
 * Parses a Markdown text and returns its images, its links and what is wrong in it; `origin` is the address
 * of the site.
 */
export function analyseBody(markdown: string, origin: string): BodyAnalysis {
  const tree = parseWithRawHtml(markdown);
  const found = [
    lintElements(tree, markdown),
    lintDroppedHtml(tree, markdown),
    lintLostText(tree, markdown),
    lintForeignMarkup(tree, markdown),
    lintTypos(tree, markdown),
  ];
  const paths = pathMarkup(tree, markdown);
  parseRawHtml(tree, markdown);
  found.push(lintHeadings(tree, markdown), lintLinks(tree, origin));
  const definitions = definitionsIn(tree);
  const images: (ImageMark & { line: number; column: number })[] = [];
  visit(tree, (node) => {
    const image = imageOf(node, definitions);
    const { line = 1, column = 1 } = node.position?.start ?? {};
    if (image) images.push({ src: image.url, alt: image.alt ?? '', line, column });
  });
  const diagnostics = found.flatMap((ofLint) => ofLint.slice(0, MAX_DIAGNOSTICS));
  return {
    images,
    links: [...linksToSite(tree, origin), ...paths].slice(0, MAX_LINKS),
    diagnostics: diagnostics.sort((a, b) => a.line - b.line || a.column - b.column),
  };
}

/** The functions of `BodyParser`, for callers that have loaded this module. */
export const bodyParser: BodyParser = { analyse: analyseBody, openingOf };

/** The ids that a link to the page of this text can name. */
export function anchorsIn(markdown: string): ReadonlySet<string> {
  return anchorsOf(parseMarkdown(markdown));
}
