import { CsvError, parse } from 'csv-parse/sync';
import {
  comparableQuery,
  exampleOfPattern,
  isAddressPattern,
  namesInPattern,
  startOfPattern,
} from '../routes/address-patterns.ts';
import { comparablePath } from '../routes/routes.ts';
import { BLOCKING, type Diagnostic, type Rule, shortened } from './parse/diagnostic.ts';
import { type Reading, readingOf } from './reading.ts';

/**
 * A redirect of the site and its position. `path` is as `comparablePath` writes it, and `query` as `comparableQuery` does,
 * or empty. Of a pattern `path` is the pattern, and `start` its `startOfPattern`; otherwise `start` is null.
 */
export type SiteRedirect = Readonly<{
  path: string;
  query: string;
  start: string | null;
  target: string;
  line: number;
  column: number;
}>;

/** The redirects of one file, in its order. */
export type SiteRedirects = Readonly<{ file: string; redirects: readonly SiteRedirect[] }>;

/** A redirect as an editor writes it. */
export type WrittenRedirect = Readonly<{ from: string; to: string; line: number; column: number }>;

/** So many redirects of redirects.csv are read, and so many patterns of a file: a request is compared with some of them. */
export const MAX_REDIRECTS = 100_000;
const MAX_PATTERNS = 200;
/** The longest address, in characters. */
const MAX_ADDRESS = 1_000;
/** So many diagnostics of a file are reported: each line may have one. */
const MAX_FOUND = 50;

/** What is wrong with a redirect, and what to do about it. */
type Fault = readonly [reason: string, fix: string];

/** Reads `content/redirects.csv`: a redirect a line, from an old address to a path of the site. */
export function readRedirectsFile(file: string, source: string): Reading<SiteRedirects> {
  let lines: readonly WrittenRedirect[];
  try {
    lines = redirectsInCsv(source);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = 'lines' in error ? Number(error.lines) : 1;
    const fix = 'Write two columns with a comma between them; put an address with a comma in double quotes ("…").';
    const diagnostic = invalid(file, { line, column: 1 }, [
      'The file is not CSV here, or a quotation mark above is not closed.',
      fix,
    ]);
    return readingOf<SiteRedirects>([{ ...diagnostic, ...BLOCKING }], { uses: [], links: [] }, null);
  }
  const diagnostics: Diagnostic[] = [];
  if (lines.length > MAX_REDIRECTS) {
    const reason = `The file has ${lines.length} redirects; the limit is ${MAX_REDIRECTS}.`;
    const fix = 'Write a pattern for lines that are alike, such as /blog/:slug,/articles/:slug.';
    diagnostics.push(invalid(file, lines[MAX_REDIRECTS] as WrittenRedirect, [reason, fix]));
  }
  const { redirects, links } = checkRedirects(file, lines.slice(0, MAX_REDIRECTS), diagnostics);
  return readingOf(diagnostics, { uses: [], links }, { file, redirects });
}

/** The lines of a CSV file (RFC 4180) with the columns `from` and `to`. Throws a `CsvError`. */
function redirectsInCsv(source: string): WrittenRedirect[] {
  let columns = [0, 1];
  const found: WrittenRedirect[] = [];
  parse(source, {
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    on_record: (record: string[], { lines: line, records }) => {
      const names = record.map((name) => name.toLowerCase());
      if (records <= 1 && found.length === 0 && !record.some((field) => field.startsWith('/'))) {
        if (names.includes('from') && names.includes('to')) columns = [names.indexOf('from'), names.indexOf('to')];
        return null;
      }
      const [from = '', to = ''] = columns.map((column) => record[column] ?? '');
      if (from !== '' || to !== '') found.push({ from, to, line, column: 1 });
      return null;
    },
  });
  return found;
}

/**
 * Returns the valid redirects among `written`, and the paths to which they lead as links. Adds a diagnostic for each other
 * one to `diagnostics`.
 */
export function checkRedirects(
  file: string,
  written: readonly WrittenRedirect[],
  diagnostics: Diagnostic[],
): { redirects: SiteRedirect[]; links: Reading<unknown>['links'] } {
  const redirects: SiteRedirect[] = [];
  const lines = new Map<string, number>();
  let patterns = 0;
  let found = 0;
  const report = (at: WrittenRedirect, fault: Fault, rule?: Rule) => {
    if (found++ < MAX_FOUND) diagnostics.push(invalid(file, at, fault, rule));
  };
  for (const redirect of written) {
    const checked = checkedRedirect(redirect);
    if ('fault' in checked) {
      report(redirect, checked.fault);
      continue;
    }
    const key = `${checked.path}?${checked.query}`;
    const earlier = lines.get(key);
    if (earlier !== undefined) {
      const reason = `Line ${earlier} redirects ${shortened(redirect.from)} already.`;
      report(redirect, [reason, 'Remove one of the two.'], 'redirect-taken');
    } else if (checked.start !== null && patterns++ === MAX_PATTERNS) {
      const reason = `The file has more than ${MAX_PATTERNS} patterns.`;
      report(redirect, [reason, 'Write addresses without “:” and “*” instead.']);
    } else if (checked.start === null || patterns <= MAX_PATTERNS) {
      lines.set(key, redirect.line);
      redirects.push(checked);
    }
  }
  const links = redirects
    .filter(({ target }) => !isAddressPattern(target))
    .map(({ target, line, column }) => ({ path: target, line, column, anchor: '' }));
  return { redirects, links };
}

/** The redirect that an editor wrote, or what is wrong with it. */
function checkedRedirect({ from, to, line, column }: WrittenRedirect): SiteRedirect | { fault: Fault } {
  if (from === '' || to === '') {
    return { fault: ['There is one address, not two.', 'Write the old address, and the path to which it leads.'] };
  }
  const [address = '', ...queries] = from.split('?');
  const query = queries.join('?');
  const fault = faultOfPath(address, from) ?? faultOfPath(to) ?? faultOfNames(from, to);
  if (fault) return { fault };
  if (to.includes('?')) {
    return { fault: [`“${shortened(to)}” has a query.`, 'Write the path of a page, without “?”.'] };
  }
  const isPattern = isAddressPattern(address);
  if (isPattern && from.includes('?')) {
    const reason = `“${shortened(from)}” is a pattern with a query.`;
    return { fault: [reason, 'Write a redirect for each query, without “:” and “*”.'] };
  }
  const position = { line, column };
  if (isPattern) return { path: address, query: '', start: startOfPattern(address), target: to, ...position };
  return {
    path: comparablePath(address) ?? address,
    query: comparableQuery(query),
    start: null,
    target: to,
    ...position,
  };
}

/** What is wrong with a path of a redirect; null if nothing is. `written` is the whole address. */
function faultOfPath(path: string, written = path): Fault | null {
  const quoted = `“${shortened(written)}”`;
  if (written.length > MAX_ADDRESS)
    return [`The address has ${written.length} characters; the limit is ${MAX_ADDRESS}.`, 'Shorten it.'];
  if (!/^\/(?![/\\])[^#\p{Cc}\p{Cs}]*$/u.test(written)) {
    const fix = 'Write what follows the name of the site in an address, such as /2019/old-story.html.';
    return [`${quoted} is not a path that begins with one “/”, without “#”.`, fix];
  }
  if (comparablePath(path) === null)
    return [`${quoted} has a “%” that does not encode a character.`, 'Write “%25” for the sign itself.'];
  // Browsers resolve these before they ask for a page.
  if (path.split('/').some((part) => /^(?:\.|%2e){1,2}$/i.test(part)))
    return [`${quoted} has “.” or “..” between “/”.`, 'Write the path without them.'];
  if (path.replace(/\/\*$/, '').includes('*'))
    return [`“*” is not the last segment of ${quoted}.`, 'Write it after the last “/”, or “:name” for one segment.'];
  return null;
}

/** What is wrong with the names of two paths. */
function faultOfNames(from: string, to: string): Fault | null {
  const names = namesInPattern(from);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) return [`“:${twice}” stands twice in “${shortened(from)}”.`, 'Give each segment a name of its own.'];
  const unknown = namesInPattern(to).find((name) => !names.includes(name));
  if (unknown) {
    const sign = unknown === '*' ? '*' : `:${unknown}`;
    const fix = 'Write it there, too; or write what it stands for.';
    return [`“${shortened(to)}” has “${sign}”, and “${shortened(from)}” has not.`, fix];
  }
  if (comparablePath(exampleOfPattern(from)) === comparablePath(exampleOfPattern(to)))
    return [`“${shortened(from)}” leads to itself.`, 'Write the path of a page, or remove the redirect.'];
  return null;
}

function invalid(
  file: string,
  { line, column }: Pick<Diagnostic, 'line' | 'column'>,
  [reason, fix]: Fault,
  rule: Rule = 'redirect-invalid',
): Diagnostic {
  return { file, line, column, severity: 'error', rule, reason, fix };
}
