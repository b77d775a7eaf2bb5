import type { Rule } from '../../content/parse/diagnostic.ts';
import { FILE_RULES } from './file-rules.ts';
import { FRONT_MATTER_RULES } from './front-matter-rules.ts';
import type { RuleGuide } from './rule-guide.ts';
import { TEXT_RULES } from './text-rules.ts';
import { THEME_RULES } from './theme-rules.ts';

/** What the editors' guide says about every rule. A rule without an entry is a type error. */
export const RULE_GUIDES: Readonly<Record<Rule, RuleGuide>> = {
  ...FILE_RULES,
  ...FRONT_MATTER_RULES,
  ...TEXT_RULES,
  ...THEME_RULES,
};
