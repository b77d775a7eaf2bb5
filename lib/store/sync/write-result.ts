import { BLOCKING, type Diagnostic } from '../../content/parse/diagnostic.ts';

/**
 * The result of writing a record: whether readers can see a change. For a refused record also the diagnostic,
 * and the file that has the slug (`holder`).
 */
export type WriteResult = Readonly<{ visible: boolean; refusal?: Diagnostic; holder?: string }>;

/** Returns the result for a record whose slug belongs to the file `holder`. */
export function slugTaken(file: string, slug: string, holder: string): WriteResult {
  const reason = `The address “${slug}” belongs to ${holder}.`;
  const fix = 'Give one of the two files another name.';
  const refusal: Diagnostic = { file, line: 1, column: 1, ...BLOCKING, rule: 'slug-duplicate', reason, fix };
  return { visible: false, refusal, holder };
}
