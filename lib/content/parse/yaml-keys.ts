import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { BLOCKING, type Diagnostic, type Rule, shortened } from './diagnostic.ts';
import { isNeverClosed, NO_KEYS, QUOTE_VALUE, yamlMessage } from './yaml-messages.ts';

/** Line and column in a file, both from 1. */
export type Position = Readonly<{ line: number; column: number }>;

/** YAML keys as an editor wrote them: their values, not yet checked, with their positions in the file. */
export type YamlKeys = Readonly<{
  data: Readonly<Record<string, unknown>>;
  /**
   * The position of the value at `path`, or of its key. Of a missing value it is the position of the innermost value around it, or the
   * first line. A number in `path` is an index; it is ignored for a single value in place of a list.
   */
  locate(path: readonly PropertyKey[], which?: 'key' | 'value'): Position;
  /** The text of the value at `path` as written in the file; empty for a missing one. */
  written(path: readonly PropertyKey[]): string;
}>;

/** The longest YAML that is read, in characters: some hundred corrections. */
export const MAX_YAML_LENGTH = 30_000;

/** How deep lists and groups may be nested; the schemas need three levels. The parser recurses for each. */
const MAX_YAML_DEPTH = 30;

// Enough for an editor who repeats an address, and too few for an alias bomb.
const MAX_ALIASES = 20;

/**
 * Reads a block of YAML whose first line is the first line of `file`. YAML is the 1.2 core schema (https://yaml.org/spec/1.2.2/): dates
 * stay text, `no` is a word, keys are unique.
 */
export function readYamlKeys(file: string, yaml: string): YamlKeys | Diagnostic[] {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(offset, yaml.length));
    return { line, column: col };
  };
  const diagnostic = (position: Position, rule: Rule, reason: string, fix: string): Diagnostic => ({
    file,
    ...position,
    ...BLOCKING,
    rule,
    reason,
    fix,
  });

  if (yaml.length > MAX_YAML_LENGTH) {
    const reason = `The keys and their values have ${yaml.length} characters; the limit is ${MAX_YAML_LENGTH}.`;
    return [
      diagnostic({ line: 1, column: 1 }, 'yaml-long', reason, 'Shorten the values, or put the text below the keys.'),
    ];
  }
  const deep = tooDeep(yaml);
  if (deep) {
    const reason = `Lists and groups of keys are nested here more than ${MAX_YAML_DEPTH} levels deep.`;
    return [diagnostic(deep, 'yaml-nesting', reason, 'Write the value as the example of its key shows.')];
  }
  // The library's own warnings would quote unpublished files in the log.
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const [error] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (error) {
    // Only the first error: the others mostly follow from it.
    const position = at(error.pos[0]);
    if (error.code === 'DUPLICATE_KEY') {
      const key = /^[^:\n]*/.exec(yaml.slice(error.pos[0]))?.[0].trim() ?? '';
      return [diagnostic(position, 'key-duplicate', `The key “${key}” is given twice.`, 'Keep one of the two.')];
    }
    const offset = isNeverClosed(error) ? offsetOfOpening(document, yaml, error.pos[0]) : error.pos[0];
    return [diagnostic(at(offset), 'yaml-syntax', ...yamlMessage(error, yaml.charAt(offset)))];
  }
  const cut = offsetOfCut(document, yaml);
  if (cut !== null) {
    const [rest = ''] = /^.*/.exec(yaml.slice(cut)) ?? [];
    const reason = `“${shortened(rest.trim())}” is not part of the value: “#” after a space starts a comment.`;
    const fix = 'Put the whole value in double quotes ("…"); or, if it is a comment, write a space after “#”.';
    return [diagnostic(at(cut), 'yaml-syntax', reason, fix)];
  }

  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith('Unresolved alias')) {
      const name = message.slice(message.lastIndexOf(' ') + 1);
      const reason = `A value that begins with “*” repeats another value, but there is none with the name “${name}”.`;
      return [diagnostic(at(offsetOfAlias(document, name)), 'yaml-syntax', reason, QUOTE_VALUE)];
    }
    const reason = 'There are too many YAML aliases (*name).';
    return [diagnostic({ line: 1, column: 1 }, 'yaml-aliases', reason, 'Write the values out in full.')];
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    const start = at(document.contents?.range?.[0] ?? 0);
    return [diagnostic(start, 'yaml-keys', ...NO_KEYS)];
  }

  return {
    data: data as Record<string, unknown>,
    locate: (path, which = 'value') => at(rangeOf(document, path, which).start),
    written(path) {
      const { start, end } = rangeOf(document, path, 'value');
      return yaml.slice(start, end);
    },
  };
}

/** The offsets of the value at `path`, or of its key; see `locate`. */
function rangeOf(
  document: Document,
  path: readonly PropertyKey[],
  which: 'key' | 'value',
): { start: number; end: number } {
  let node: unknown = document.contents;
  let range: Node['range'];
  for (const [depth, step] of path.entries()) {
    let next: Node | null | undefined;
    if (isMap(node) && typeof step === 'string') {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value ?? '') === step);
      if (!pair) break;
      next = pair.value as Node | null;
      const isLast = depth === path.length - 1;
      range = ((isLast && which === 'key') || !next ? (pair.key as Node) : next).range ?? range;
    } else if (isSeq(node) && typeof step === 'number') {
      next = node.items[step] as Node | undefined;
      if (!next) break;
      range = next.range ?? range;
    } else {
      next = node as Node;
    }
    node = next;
  }
  const [start = 0, end = 0] = range ?? [];
  return { start, end };
}

/**
 * Where YAML may be nested too deep to be parsed: by brackets, or by list and key marks on one line. (By indentation alone the limit of
 * length allows no more than the parser can bear.) Brackets in quotes count too, which no real value notices.
 */
function tooDeep(yaml: string): Position | null {
  let brackets = 0;
  for (const [index, line] of yaml.split('\n').entries()) {
    const [marks = ''] = /^(?:[ \t]|[-?:](?=[ \t]|$))*/.exec(line) ?? [];
    if (marks.replace(/[ \t]/g, '').length > MAX_YAML_DEPTH) return { line: index + 1, column: 1 };
    for (const { 0: bracket, index: column } of line.matchAll(/[[{\]}]/g)) {
      brackets = Math.max(0, brackets + (bracket === '[' || bracket === '{' ? 1 : -1));
      if (brackets > MAX_YAML_DEPTH) return { line: index + 1, column: column + 1 };
    }
  }
  return null;
}

function offsetOfAlias(document: Document, name: string): number {
  let offset = 0;
  visit(document, {
    Alias(_, { source, range }) {
      if (source !== name) return;
      offset = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

/** The offset of a “#” that silently cuts off a value (`Ferry #2 sails`); null if there is none. Real comments have a space after the “#”. */
function offsetOfCut(document: Document, yaml: string): number | null {
  if (!/[ \t]#[^\s#]/.test(yaml)) return null;
  let offset: number | null = null;
  visit(document, {
    Scalar(key, { type, range }) {
      if (key === 'key' || type !== 'PLAIN' || !range) return;
      const [space] = /^[ \t]*(?=#[^\s#])/.exec(yaml.slice(range[1], range[1] + 100)) ?? [];
      if (space === undefined) return;
      offset = range[1] + space.length;
      return visit.BREAK;
    },
  });
  return offset;
}

/** The offset of the quotation mark or bracket that is still open at `offset`, where the parser reports it. */
function offsetOfOpening(document: Document, yaml: string, offset: number): number {
  let opening = offset;
  visit(document, {
    Node(_, { range }) {
      if (range && range[0] < offset && offset <= range[1] && /["'[{]/.test(yaml.charAt(range[0]))) opening = range[0];
    },
  });
  return opening;
}
