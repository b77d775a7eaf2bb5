import { MAX_TEXT_DEPTH } from './text-limits.ts';

/** What may open a line: white space, or the mark of a quotation, a list item or a footnote. */
const OPENING = /([ \t]+)|>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)|\[\^[^\]\s]+\]:/y;

/**
 * The containers that a line continues or opens: their `marks`, one character each; the highest possible `depth` (an item's text is indented
 * by at least two columns, so every two columns of white space may continue a list); the `column` of the last mark.
 */
export function nestingOf(line: string): { marks: string; depth: number; column: number } {
  let marks = '';
  let spaces = 0;
  OPENING.lastIndex = 0;
  for (;;) {
    const column = OPENING.lastIndex + 1;
    const found = OPENING.exec(line);
    if (found?.[1] !== undefined) {
      for (const space of found[1]) spaces += space === '\t' ? 4 : 1;
      continue;
    }
    const levels = marks.length + (found ? 1 : 0);
    // The space after a mark belongs to it.
    const depth = levels + Math.max(0, Math.floor((spaces - marks.length) / 2));
    if (!found) return { marks, depth: marks === '' ? 0 : depth, column };
    marks += found[0] === '>' ? '>' : '-';
    if (depth > MAX_TEXT_DEPTH) return { marks, depth, column };
  }
}
