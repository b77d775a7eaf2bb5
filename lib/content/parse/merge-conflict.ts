import { BLOCKING, type Diagnostic } from './diagnostic.ts';

/** The lines with which git marks a merge conflict: `<<<<<<< ours`, `=======`, `>>>>>>> theirs`, and `||||||| base` in between. */
const MARKER = /^(?:(?:<{7}|>{7}|\|{7}) \S.*|={7})$/;

/**
 * The diagnostic of a file with markers of a merge conflict; null without. Where only “=======” is left, it is
 * a marker after an empty line, and else underlines a heading.
 */
export function findMergeConflict(file: string, source: string): Diagnostic | null {
  if (!/^(?:<{7}|={7}|>{7})/m.test(source)) return null;
  const lines = source.split(/\r\n?|\n/);
  const found = lines.flatMap((line, index) => (MARKER.test(line) ? [index] : []));
  const isConflict = found.some((index) => !lines[index]?.startsWith('='));
  const marked = isConflict ? found : found.filter((index) => lines[index - 1]?.trim() === '');
  const [first] = marked;
  if (first === undefined) return null;
  const numbers = marked.map((index) => index + 1).join(', ');
  return {
    file,
    line: first + 1,
    column: 1,
    ...BLOCKING,
    rule: 'merge-conflict',
    reason: `The file has markers of a merge conflict (${marked.length === 1 ? 'line' : 'lines'} ${numbers}).`,
    fix: 'Keep the version that is right, and remove the lines with the markers.',
  };
}
