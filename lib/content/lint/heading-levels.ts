import type { Heading, Root } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { positionsIn } from '../../text-positions.ts';
import { startOf, type TextDiagnostic } from '../parse/diagnostic.ts';

const ATX_HEADING = /^( {0,3})(#{1,6})(?=[ \t]|$)/gm;
const UNDERLINE = /^[ \t>]*(?:=+|-+)[ \t]*$/gm;
/** Code and comments: a `#` in them begins no heading. */
const FENCE_OR_COMMENT = /^ {0,3}(?:```|~~~)|<!--/m;

/**
 * Whether a text may have a heading of a wrong level: much faster than parsing it, and never wrong about a text that
 * does.
 */
export function mayNeedHeadingLint(markdown: string): boolean {
  const headings = [...markdown.matchAll(ATX_HEADING)];
  if (mayHaveUnderline(markdown)) return true;
  if (headings.length === 0) return false;
  if (headings.some(([, indent]) => indent !== '') || FENCE_OR_COMMENT.test(markdown)) return true;
  return wrongLevels(headings.map(([, , signs = '']) => signs.length)).length > 0;
}

/** Whether a line of “=” or “-” is below a line with a text. */
function mayHaveUnderline(markdown: string): boolean {
  return [...markdown.matchAll(UNDERLINE)].some(({ index }) => {
    const end = index - 1;
    return end > 0 && markdown.slice(markdown.lastIndexOf('\n', end - 1) + 1, end).trim() !== '';
  });
}

/**
 * A warning for each heading that skips a level, since readers who hear a page navigate by the levels, and for
 * each of level 1 in a text that begins below it. `source` is the text of `tree`.
 */
export function lintHeadings(tree: Root, source: string): TextDiagnostic[] {
  const { offsetOf } = positionsIn(source);
  const ends = [1, 2, 3, 4, 5, 6].map((depth) => source.toLowerCase().lastIndexOf(`</h${depth}`));
  const isClosed = (node: Heading) => {
    const start = offsetOf(startOf(node));
    return source.charAt(start) !== '<' || (ends[node.depth - 1] ?? -1) > start;
  };
  // All that follows an unclosed tag is in its heading: `lintDroppedHtml` reports it.
  const headings = tree.children.filter((node): node is Heading => node.type === 'heading' && isClosed(node));
  const written = (at: number, depth: number) => {
    const heading = headings[at];
    const start = offsetOf(startOf(heading));
    return writtenAs(source.slice(start, Math.max(start + 1, heading?.position?.end.offset ?? 0)), depth);
  };
  return wrongLevels(headings.map(({ depth }) => depth)).map(({ index, depth, right, before, below }) => {
    const level = `level ${depth} (“${written(index, depth)}”)`;
    const reason =
      before === null
        ? `This heading has ${level}, as the headline above the text has.`
        : index === 0
          ? `The first heading of the text has ${level}; below the headline it must be level 2.`
          : `This heading has ${level}, the one before it level ${before}.`;
    const sign = written(index, right);
    const fix = `Write “${sign}”${/^[-=]/.test(sign) ? ' below it' : ''}`;
    const others = headings.slice(index + 1, index + 1 + below);
    const rest = restOf(others, depth, right, (at, depth) => written(index + 1 + at, depth));
    return { ...startOf(headings[index]), severity: 'warning', rule: 'heading-level', reason, fix: fix + rest };
  });
}

/** The end of the sentence on a heading: what to do with the headings below that must keep their distance to it. */
function restOf(
  others: readonly Heading[],
  depth: number,
  right: number,
  written: (at: number, depth: number) => string,
): string {
  const words = others.length === 0 ? '' : plainText(others.at(-1)).replace(/\s+/g, ' ').trim();
  const last = words.length > 40 ? `${words.slice(0, 40)}…` : words;
  const upTo = last === '' ? '' : others.length === 1 ? `, “${last}”` : `, up to “${last}”`;
  const which = `the next ${others.length === 1 ? 'heading' : `${others.length} headings`}${upTo}`;
  if (others.length === 0) return '.';
  const areAlike = others.every((other, at) => other.depth === depth && written(at, depth).startsWith('#'));
  if (areAlike && written(0, right).startsWith('#')) return ` here and before ${which}.`;
  const [verb, levels] = right < depth ? ['raise', depth - right] : ['lower', right - depth];
  return `, and ${verb} ${which}${upTo === '' ? '' : ','} by ${levels === 1 ? 'one level' : `${levels} levels`}.`;
}

/** How a heading is written for a level: with “#”, a line below it, or a tag. `source` is the heading as it is. */
function writtenAs(source: string, depth: number): string {
  if (source.startsWith('<')) return `<h${depth}>`;
  const lastLine = source.slice(source.lastIndexOf('\n') + 1);
  return depth <= 2 && /^[ \t>]*(?:=+|-+)[ \t]*$/.test(lastLine) ? (depth === 1 ? '===' : '---') : '#'.repeat(depth);
}

/**
 * A heading of a wrong level: `right` is the level that it should have, `before` that of the heading before it
 * (null for a heading of level 1 below others). So many headings `below` it must change with it.
 */
type WrongLevel = Readonly<{ index: number; depth: number; right: number; before: number | null; below: number }>;

/** Returns the headings of a text, by their depths, that have a wrong level. */
function wrongLevels(depths: readonly number[]): WrongLevel[] {
  // A text that begins with a heading of level 1 has its own levels; see `lowerHeadings`.
  const top = depths[0] === 1 ? 0 : 1;
  let before = top;
  return depths.flatMap((depth, index): WrongLevel[] => {
    if (depth === 1 && top === 1) {
      const hasParts = depths[index + 1] === 2;
      before = hasParts ? 1 : 2;
      return [{ index, depth, right: 2, before: null, below: hasParts ? lengthOfSection(depths, index, 2) : 0 }];
    }
    const wrong = { index, depth, right: before + 1, before, below: lengthOfSection(depths, index, depth) };
    before = depth;
    return depth > wrong.right ? [wrong] : [];
  });
}

/** The number of headings after the one at `index` until one that is less deep than `depth`. */
function lengthOfSection(depths: readonly number[], index: number, depth: number): number {
  const end = depths.findIndex((other, at) => at > index && other < depth);
  return (end === -1 ? depths.length : end) - index - 1;
}
