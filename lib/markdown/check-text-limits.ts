import { checkCost } from './text-cost.ts';
import { MAX_TEXT_LENGTH, type TextLimitDiagnostic } from './text-limits.ts';
import { TextSurvey } from './text-survey.ts';

/** The limit of length, nesting or parsing time that a Markdown text exceeds; null for all that people write. */
export function checkTextLimits(markdown: string): TextLimitDiagnostic | null {
  const { length } = markdown;
  if (length > MAX_TEXT_LENGTH) {
    const reason = `The text has ${length} characters; the limit is ${MAX_TEXT_LENGTH}.`;
    return { line: 1, column: 1, rule: 'text-long', reason, fix: 'Divide it into several articles.' };
  }
  const survey = new TextSurvey(markdown);
  return survey.count() ?? checkCost(survey.counts);
}
