import { segmentsOfAddress } from '../routes/address-patterns.ts';

// Patterns of old addresses as regular expressions of web servers. They are made from checked patterns, whose text is
// escaped: each takes time in proportion to the length of a path.

/** The text of a regular expression that matches exactly `text`. */
export function escapedExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/**
 * A pattern as an expression without anchors, with a group for each name, and its target, in which `group(n)` stands for
 * the group with that number from 1. `text` writes a decoded segment as the server compares it; `segment` and `rest` are
 * the expressions of one segment and of several.
 */
export function patternExpression(
  [pattern, target]: readonly [pattern: string, target: string],
  {
    text,
    segment,
    rest,
    group,
  }: Readonly<{
    text(segment: string): string;
    segment: string;
    rest: string;
    group(number: number): string;
  }>,
): { expression: string; target: string } {
  const numbers = new Map<string, number>();
  const parts = segmentsOfAddress(pattern).map((part) => {
    if ('text' in part) return `/${escapedExpression(text(part.text))}`;
    numbers.set(part.name, numbers.size + 1);
    return part.name === '*' ? `(?:/(${rest}))?` : `/(${segment})${escapedExpression(text(part.ending))}`;
  });
  const filled = segmentsOfAddress(target).map((part) => {
    if ('text' in part) return encodeURIComponent(part.text);
    return group(numbers.get(part.name) ?? 0) + part.ending;
  });
  return { expression: parts.join(''), target: `/${filled.join('/')}` };
}
