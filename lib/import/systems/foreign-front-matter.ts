import { parse as parseToml, TomlDate, TomlError } from 'smol-toml';
import { LineCounter, parseDocument } from 'yaml';

// Front matter and data files of other systems: YAML, TOML or JSON, read as leniently as these systems do.
// Front matter that is a program is never run.

export type ForeignKeys = Readonly<Record<string, unknown>>;

/** Keys, and why not all of them could be read: a sentence with the line. */
export type ForeignData = Readonly<{ keys: ForeignKeys; problem: string | null }>;

/** A file with front matter: `body` is the text below it. */
export type ForeignPage = ForeignData & Readonly<{ body: string; hasFrontMatter: boolean }>;

/** The longest front matter or data file that is read, in characters: some 5,000 authors. */
const MAX_LENGTH = 2_000_000;

/** Repetitions of a value by YAML aliases; more may be an alias bomb. */
const MAX_ALIASES = 100;

/** Splits a text file into front matter and text. */
export function splitPage(source: string): ForeignPage {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const none = { keys: {}, problem: null, body: text, hasFrontMatter: false };
  const start = text.slice(text.search(/\S|$/));
  if (start.startsWith('{')) return splitJson(start) ?? none;
  const end = start.indexOf('\n');
  const first = start.slice(0, Math.max(0, end)).trimEnd();
  const fence = first.slice(0, 3);
  const language = first.slice(3).trim().toLowerCase() || (fence === '+++' ? 'toml' : 'yaml');
  if (!(fence === '---' || first === '+++') || !/^[a-z\d]+$/.test(language)) return none;
  const parts = untilFence(start.slice(end + 1), fence);
  if (parts === null) {
    // A line of hyphens at the beginning may be a rule.
    if (first.length === 3 && !/^[\w"'-]+:/m.test(start.slice(end + 1, end + 1_000))) return none;
    const problem = `The front matter never ends: add a line “${fence}” below its last key.`;
    return { keys: {}, problem, body: start, hasFrontMatter: true };
  }
  const parse = Object.hasOwn(PARSERS, language) ? PARSERS[language] : undefined;
  const problem = `The front matter is a program in “${language}”, which is not run: write its keys in YAML.`;
  return { ...(parse?.(parts.keys, 2) ?? failed(problem)), body: parts.body, hasFrontMatter: true };
}

/**
 * Reads a data or configuration file; its format follows from the ending of its name. Null for other endings.
 */
export function readDataFile(name: string, text: string): ForeignData | null {
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (/\.ya?ml$/i.test(name)) return yamlData(source, 1);
  if (/\.toml$/i.test(name)) return tomlData(source, 1);
  return /\.json$/i.test(name) ? jsonData(source, 1) : null;
}

/** The text before and after a line that is `fence`. */
function untilFence(text: string, fence: string): { keys: string; body: string } | null {
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end === -1 ? undefined : end).trimEnd();
    if (line === fence || (line === '...' && fence === '---')) {
      return { keys: text.slice(0, start), body: end === -1 ? '' : text.slice(end + 1) };
    }
    if (end === -1) break;
    start = end + 1;
  }
  return null;
}

/** Front matter of JSON ends with the brace that closes it. */
function splitJson(text: string): ForeignPage | null {
  const end = endOfObject(text);
  if (end === null) return null;
  const data = jsonData(text.slice(0, end), 1);
  return data.problem === null
    ? { ...data, body: text.slice(end).replace(/^[ \t]*\n/, ''), hasFrontMatter: true }
    : null;
}

/** The offset behind the brace that closes the first one. */
function endOfObject(text: string): number | null {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return null;
}

const failed = (problem: string): ForeignData => ({ keys: {}, problem });

const PARSERS: Readonly<Record<string, (text: string, firstLine: number) => ForeignData>> = {
  yaml: yamlData,
  yml: yamlData,
  toml: tomlData,
  json: jsonData,
};

/** Lists and groups are nested no deeper in brackets: parsers recurse for each. */
const MAX_DEPTH = 100;

function tooLong(text: string): ForeignData | null {
  if (text.length > MAX_LENGTH) return failed(`It has ${text.length} characters; the limit is ${MAX_LENGTH}.`);
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1));
    if (depth > MAX_DEPTH) return failed(`Its brackets are nested more than ${MAX_DEPTH} levels deep.`);
  }
  return null;
}

/** Keys given twice count as the last one says, and what follows an error is read as far as possible. */
function yamlData(text: string, firstLine: number): ForeignData {
  const long = tooLong(text);
  if (long) return long;
  const lineCounter = new LineCounter();
  try {
    let document = parseDocument(text, { ...LENIENT, lineCounter });
    if (document.errors.some(({ code }) => code === 'MISSING_CHAR')) {
      const other = parseDocument(withIndentedQuotations(text), LENIENT);
      if (other.errors.length === 0) document = other;
    }
    const [error] = document.errors;
    const line = error ? lineCounter.linePos(error.pos[0]).line + firstLine - 1 : 0;
    const keys = document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
    return { keys: asKeys(keys), problem: error ? `line ${line}: ${error.message}` : null };
  } catch (error) {
    return failed(`The YAML cannot be read: ${(error as Error).message}`);
  }
}

const LENIENT = { uniqueKeys: false, prettyErrors: false, logLevel: 'silent', strict: false } as const;

/**
 * YAML in which the lines of a value in quotation marks are indented. The parsers of Ruby, Go and JavaScript
 * that site generators use do without.
 */
function withIndentedQuotations(yaml: string): string {
  let quote = '';
  const lines = yaml.split('\n').map((line) => {
    const isWithin = quote !== '';
    const [start = ''] = isWithin ? [] : (/^[ \t]*(?:- +)?(?:[\w-]+:[ \t]+)?(?=["'])/.exec(line) ?? []);
    if (isWithin || /^["']/.test(line.slice(start.length))) quote = quoteAfter(line.slice(start.length), quote);
    return isWithin ? `  ${line}` : line;
  });
  return lines.join('\n');
}

/** The quotation mark that is open at the end of a line; empty for none. */
function quoteAfter(line: string, before: string): string {
  let quote = before;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string;
    if (quote === '') {
      if (at > 0) return ''; // behind a value
      quote = character;
    } else if (quote === '"' && character === '\\') at++;
    else if (quote === "'" && character === quote && line[at + 1] === quote) at++;
    else if (character === quote) return '';
  }
  return quote;
}

function tomlData(text: string, firstLine: number): ForeignData {
  try {
    return tooLong(text) ?? { keys: asKeys(plain(parseToml(text))), problem: null };
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    return failed(error instanceof TomlError ? `line ${error.line + firstLine - 1}: ${message}` : message);
  }
}

function jsonData(text: string, firstLine: number): ForeignData {
  try {
    return tooLong(text) ?? { keys: asKeys(JSON.parse(text)), problem: null };
  } catch (error) {
    const { message } = error as Error;
    const [, line] = /\(line (\d+)/.exec(message) ?? [];
    return failed(line ? `line ${Number(line) + firstLine - 1}: ${message}` : message);
  }
}

/** A list becomes an object with numbers as keys. */
function asKeys(value: unknown): ForeignKeys {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** A value of TOML with its dates as they are written. */
function plain(value: unknown): unknown {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
