import { percentDecoded } from '../percent-encoding.ts';
import { normalized } from '../unicode-form.ts';

// Addresses of older sites, as redirects name them: exact ones, with a query (`/?p=123`), and patterns. A segment `:name` of
// a pattern stands for one segment, also with an ending (`:name.html`); `*` at its end stands for the rest. Patterns are
// compared segment by segment, since a regular expression from content could take very long.

/** A segment of a pattern: text, decoded; or a name with its ending. The name `*` stands for the rest of a path. */
export type AddressSegment = Readonly<{ text: string } | { name: string; ending: string }>;

const PARAMETER = /^:([A-Za-z]\w*)(\W.*)?$/;
const REST = '*';

/** The segments of a pattern, or of a path to which it leads. */
export function segmentsOfAddress(pattern: string): AddressSegment[] {
  return pattern
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => {
      if (segment === REST) return { name: REST, ending: '' };
      const [, name, ending = ''] = PARAMETER.exec(segment) ?? [];
      return name === undefined ? { text: normalized(percentDecoded(segment), 'NFC') } : { name, ending };
    });
}

/** What the names of a pattern stand for in a path, percent-encoded; `*` stands for the rest, which may be empty. */
export type PatternValues = ReadonlyMap<string, string>;

/** The names of a pattern in their order, `*` for the rest. */
export function namesInPattern(pattern: string): string[] {
  return segmentsOfAddress(pattern).flatMap((segment) => ('name' in segment ? segment.name : []));
}

/** Whether a path has a segment that stands for others. */
export function isAddressPattern(path: string): boolean {
  return namesInPattern(path).length > 0;
}

/** The first segment of all paths that match a pattern, as `comparablePath` writes it; empty if that can be any. */
export function startOfPattern(pattern: string): string {
  const [first] = segmentsOfAddress(pattern);
  return first && 'text' in first ? first.text.toLowerCase() : '';
}

/**
 * What the names of a pattern stand for in a path; null if the path does not match. `given` are the `decodedSegments` of the
 * path, which may be long.
 */
export function matchPattern(pattern: string, given: readonly string[]): PatternValues | null {
  const expected = segmentsOfAddress(pattern);
  const values = new Map<string, string>();
  for (const [at, segment] of expected.entries()) {
    if ('name' in segment && segment.name === REST)
      return values.set(REST, given.slice(at).map(encodeURIComponent).join('/'));
    const present = given[at];
    if (present === undefined) return null;
    if ('text' in segment) {
      if (present.toLowerCase() !== segment.text.toLowerCase()) return null;
      continue;
    }
    const { name, ending } = segment;
    const value = present.slice(0, present.length - ending.length);
    if (value === '' || !present.toLowerCase().endsWith(ending.toLowerCase())) return null;
    values.set(name, encodeURIComponent(value));
  }
  return expected.length === given.length ? values : null;
}

/** The path that `target` is with the values of a pattern: `/tags/china` for `/tags/:tag`. */
export function fillPattern(target: string, values: PatternValues): string {
  const segments = segmentsOfAddress(target).map((segment) => {
    if ('text' in segment) return encodeURIComponent(segment.text);
    return (values.get(segment.name) ?? '') + segment.ending;
  });
  return `/${segments.filter((segment) => segment !== '').join('/')}`;
}

/** A path that matches a pattern, or to which it leads: each name stands for `x`. */
export function exampleOfPattern(pattern: string): string {
  return fillPattern(pattern, new Map(namesInPattern(pattern).map((name) => [name, 'x'])));
}

/** A query in the form in which redirects compare queries: without `?`, sorted by name, percent-encoded in one way. */
export function comparableQuery(query: string): string {
  const parameters = new URLSearchParams(query);
  parameters.sort();
  return parameters.toString();
}
