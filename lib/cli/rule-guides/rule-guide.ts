import type { Rule } from '../../content/parse/diagnostic.ts';

/**
 * A part of an article. `keys`, `text` or `whole` replace the keys of the same names, the text or everything; `file` is the file's
 * name. A test reads every example: the wrong one must break its rule, the right one none.
 */
export type Example = Readonly<{ file?: string; keys?: string; text?: string; whole?: string }>;

/** What the editors' guide says about a rule. */
export type RuleGuide = Readonly<{
  /** What is wrong, and why it matters. */
  what: string;
  /** Whether the error keeps a file, or its new version, off the site; a text says when. */
  keepsOff?: true | string;
  /** How to fix it, where the examples do not show it. */
  fix?: string;
  wrong?: Example;
  right?: Example;
}>;

export type RuleGuides = Partial<Record<Rule, RuleGuide>>;

/** An article without any diagnostic. */
export const SOUND: Example = {
  whole: '---\ntitle: Harbor reopens\nauthor: mira-oakhurst\ndate: 2026-01-05\n---\n\nThe first ferry left at six.\n',
};
