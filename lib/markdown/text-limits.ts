// Markdown becomes HTML when its page is rendered, and a render process makes few pages at a time. For texts that nobody writes by hand (thousands of
// marks in one paragraph, thousands of quotations) the parser takes quadratic time, and each level of nesting is a level of its stack. So
// `checkTextLimits` counts what may be expensive, line by line, when a file is read. It uses no clock: every machine decides alike.

/** The longest Markdown text that is published, in characters: some 80,000 words. */
export const MAX_TEXT_LENGTH = 500_000;

/** How deep quotations, lists and footnotes may be nested. */
export const MAX_TEXT_DEPTH = 50;

/** How deep elements (`:::aside`) may be nested: the parser reads their content once more for each level. */
export const MAX_ELEMENT_DEPTH = 3;

/** Emphasis marks in one paragraph: each pair may be a level of nesting. */
export const MAX_EMPHASIS = 2_000;

/** A limit that a Markdown text exceeds: where (line and column in the text, from 1), which rule, why, and what to do about it. */
export type TextLimitDiagnostic = Readonly<{
  line: number;
  column: number;
  rule: 'text-long' | 'text-nesting' | 'text-complex';
  reason: string;
  fix: string;
}>;

/** The diagnostic of a paragraph on `line` with too many marks. */
export function tooManyMarks(line: number, marks: number): TextLimitDiagnostic {
  const reason = `The paragraph that begins here has ${marks} line ends and characters that may be Markdown (* _ ~ [ ] < & \`), too many to be parsed in time.`;
  const fix = 'Divide it with empty lines, and remove characters that are not Markdown.';
  return { line, column: 1, rule: 'text-complex', reason, fix };
}
