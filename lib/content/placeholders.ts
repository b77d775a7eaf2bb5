import { type Diagnostic, type Weight, weighted } from './parse/diagnostic.ts';
import type { FrontMatter } from './parse/front-matter.ts';

/** The text that `npm run new` writes into an article or a page, to be replaced. */
export const PLACEHOLDER_TEXT = 'The first paragraph.';

/** The biography that `npm run new` writes for an author, to be replaced. */
export const placeholderBiography = (name: string) => `${name} writes for us.`;

/** Reports the first line of a body that is still the `placeholder` of a new file. */
export function reportPlaceholder(
  file: string,
  { body, bodyLine }: Pick<FrontMatter, 'body' | 'bodyLine'>,
  placeholder: string,
  weight: Weight,
  diagnostics: Diagnostic[],
): void {
  if (!body.includes(placeholder)) return;
  const index = body.split('\n').findIndex((line) => line.trim() === placeholder);
  if (index === -1) return;
  const reason = `“${placeholder}” is the placeholder of a new file.`;
  const fix = 'Replace it with the text.';
  diagnostics.push({
    file,
    line: bodyLine + index,
    column: 1,
    rule: 'text-placeholder',
    reason,
    fix,
    ...weighted(weight),
  });
}
