import type { Heading, Root } from 'mdast';
import { startOf, type TextDiagnostic } from '../parse/diagnostic.ts';

const ATX_HEADING = /^( {0,3})(#{1,6})(?=[ \t]|$)/gm;
const UNDERLINE = /^[ \t>]*(?:=+|-+)[ \t]*$/gm;
/** Code and comments: a `#` in them begins no heading. */
const FENCE_OR_COMMENT = /^ {0,3}(?:```|~~~)|<!--/m;

/**
 * Whether a text may skip a level of headings: much faster than parsing it, and never wrong about a text that
 * does.
 */
export function mayNeedHeadingLint(markdown: string): boolean {
  const headings = [...markdown.matchAll(ATX_HEADING)];
  if (mayHaveUnderline(markdown)) return true;
  if (headings.length === 0) return false;
  if (headings.some(([, indent]) => indent !== '') || FENCE_OR_COMMENT.test(markdown)) return true;
  return skippedLevels(headings.map(([, , signs = '']) => signs.length)).length > 0;
}

/** Whether a line of “=” or “-” is below a line with a text. */
function mayHaveUnderline(markdown: string): boolean {
  return [...markdown.matchAll(UNDERLINE)].some(({ index }) => {
    const end = index - 1;
    return end > 0 && markdown.slice(markdown.lastIndexOf('\n', end - 1) + 1, end).trim() !== '';
  });
}

/** A warning for each heading that skips a level: readers who hear a page navigate by the levels. */
export function lintHeadings(tree: Root): TextDiagnostic[] {
  const headings = tree.children.filter((node): node is Heading => node.type === 'heading');
  return skippedLevels(headings.map(({ depth }) => depth)).map(({ index, depth, before }): TextDiagnostic => {
    const reason =
      index === 0
        ? `The first heading of the text has level ${depth} (“${'#'.repeat(depth)}”)${before === 0 ? ', and a later one level 1' : ''}.`
        : `This heading has level ${depth} (“${'#'.repeat(depth)}”), the one before it level ${before}.`;
    const fix = `Write “${'#'.repeat(before + 1)}”: headings must not skip a level.`;
    return { ...startOf(headings[index]), severity: 'warning', rule: 'heading-level', reason, fix };
  });
}

/** The headings, by their depths, that are more than a level below the one before. */
function skippedLevels(depths: readonly number[]): { index: number; depth: number; before: number }[] {
  // A text may have its own headings of level 1; see `lowerHeadings`.
  const top = depths.includes(1) ? 0 : 1;
  return depths.flatMap((depth, index) => {
    const before = depths[index - 1] ?? top;
    return depth > before + 1 ? [{ index, depth, before }] : [];
  });
}
