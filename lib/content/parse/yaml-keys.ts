import {
  type Document,
  type ErrorCode,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { type Diagnostic, type Rule, shortened } from './diagnostic.ts';

/** Line and column in a file, both from 1. */
export type Position = Readonly<{ line: number; column: number }>;

/** A YAML mapping as an editor wrote it: its values, not yet checked, and where each stands in the file. */
export type YamlKeys = Readonly<{
  data: Readonly<Record<string, unknown>>;
  /**
   * Where the value at `path` stands (with `'key'`: its key); where it is missing, the nearest thing that holds it, and at the last the
   * file's first line. A number in `path` is an index; for a single value that stands for a list of one it is passed over.
   */
  locate(path: readonly PropertyKey[], which?: 'key' | 'value'): Position;
}>;

/** The largest block of YAML that is read, in characters: some hundred corrections. */
export const MAX_YAML_LENGTH = 30_000;

/** Lists and groups inside of one another; the schema knows three. The parser recurses for each. */
const MAX_YAML_DEPTH = 30;

// Enough for an editor who repeats an address; far from what an alias bomb needs.
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
    severity: 'error',
    rule,
    reason,
    fix,
  });

  if (yaml.length > MAX_YAML_LENGTH) {
    const reason = `The keys and their values have ${yaml.length} characters; ${MAX_YAML_LENGTH} are read at the most.`;
    return [
      diagnostic({ line: 1, column: 1 }, 'yaml-long', reason, 'Shorten the values, or put the text below the keys.'),
    ];
  }
  const deep = tooDeep(yaml);
  if (deep) {
    const reason = `More than ${MAX_YAML_DEPTH} lists or groups of keys stand inside of one another here.`;
    return [diagnostic(deep, 'yaml-nesting', reason, 'Write the value as the example of its key shows.')];
  }
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const [error] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (error) {
    // Only the first: the rest of a broken block is mostly its echo.
    const position = at(error.pos[0]);
    if (error.code === 'DUPLICATE_KEY') {
      const key = /^[^:\n]*/.exec(yaml.slice(error.pos[0]))?.[0].trim() ?? '';
      return [diagnostic(position, 'key-duplicate', `The key “${key}” stands twice.`, 'Keep one of the two.')];
    }
    const opened = NEVER_CLOSED.test(error.message) ? offsetOfOpening(document, yaml, error.pos[0]) : error.pos[0];
    return [diagnostic(at(opened), 'yaml-syntax', ...inWords(error, yaml.charAt(opened)))];
  }
  const cut = cutOff(document, yaml);
  if (cut !== null) {
    const [rest = ''] = /^.*/.exec(yaml.slice(cut)) ?? [];
    const reason = `“${shortened(rest.trim())}” is no part of the value: “#” after a blank begins a comment.`;
    const fix = 'Put the whole value in double quotes ("…"); or, for a comment, write a blank after the “#”.';
    return [diagnostic(at(cut), 'yaml-syntax', reason, fix)];
  }

  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  } catch (error) {
    const [, name] = /^Unresolved alias .*: (.*)$/.exec((error as Error).message) ?? [];
    if (name !== undefined) {
      const reason = `A value that begins with “*” repeats another, but none is called “${name}”.`;
      return [diagnostic(at(offsetOfAlias(document, name)), 'yaml-syntax', reason, QUOTE_IT)];
    }
    const reason = 'Too many YAML aliases (*name) stand here.';
    return [diagnostic({ line: 1, column: 1 }, 'yaml-aliases', reason, 'Write the values out in full.')];
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    const start = at(document.contents?.range?.[0] ?? 0);
    return [diagnostic(start, 'yaml-keys', 'These are not keys and values.', KEY_VALUE)];
  }

  return {
    data: data as Record<string, unknown>,
    locate(path, which = 'value') {
      let node: unknown = document.contents;
      let start = 0;
      for (const [depth, step] of path.entries()) {
        let next: Node | null | undefined;
        if (isMap(node) && typeof step === 'string') {
          const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value ?? '') === step);
          if (!pair) break;
          next = pair.value as Node | null;
          const last = depth === path.length - 1;
          start = ((last && which === 'key') || !next ? (pair.key as Node) : next).range?.[0] ?? start;
        } else if (isSeq(node) && typeof step === 'number') {
          next = node.items[step] as Node | undefined;
          if (!next) break;
          start = next.range?.[0] ?? start;
        } else {
          next = node as Node;
        }
        node = next;
      }
      return at(start);
    },
  };
}

/**
 * Where YAML is nested too deeply to be parsed, at the most: by brackets, or by marks of lists and keys on one line. (By white space the length
 * of the block allows no more than a parser can bear.) Brackets in quotation marks count as well, which no honest value notices.
 */
function tooDeep(yaml: string): Position | null {
  let brackets = 0;
  for (const [index, line] of yaml.split('\n').entries()) {
    const [marks = ''] = /^(?:[ \t]|[-?:](?=[ \t]|$))*/.exec(line) ?? [];
    if (marks.replace(/[ \t]/g, '').length > MAX_YAML_DEPTH) return { line: index + 1, column: 1 };
    for (const { 0: sign, index: column } of line.matchAll(/[[{\]}]/g)) {
      brackets = Math.max(0, brackets + (sign === '[' || sign === '{' ? 1 : -1));
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

/** Where a word with “#” before it (`Ferry #2 sails`, `#Harbor`) is taken for a comment, and its value lost without a sound; findings have a blank after the “#”. */
function cutOff(document: Document, yaml: string): number | null {
  if (!/[ \t]#[^\s#]/.test(yaml)) return null;
  let offset: number | null = null;
  visit(document, {
    Scalar(key, { type, range }) {
      if (key === 'key' || type !== 'PLAIN' || !range) return;
      const [blank] = /^[ \t]*(?=#[^\s#])/.exec(yaml.slice(range[1], range[1] + 100)) ?? [];
      if (blank === undefined) return;
      offset = range[1] + blank.length;
      return visit.BREAK;
    },
  });
  return offset;
}

const KEY_VALUE = 'Write each line as “key: value”, with a space after “:”.';
const QUOTE_IT = 'Put the value in double quotes ("…").';

const QUOTE_ALL = 'Put the whole value in double quotes, with \\" for a quotation mark inside it.';

const COLON_WITHIN = 'The value that begins here holds a colon and a space, which would make it another key.';

/** The commonest mistakes, each with its reason and its fix; the parser's own words speak of scalars and mappings. */
const MISTAKES: Partial<Record<ErrorCode, [reason: string, fix: string]>> = {
  BAD_ALIAS: ['A value cannot begin with “*” or “&”.', QUOTE_IT],
  BAD_DQ_ESCAPE: ['A backslash in double quotes has a meaning of its own.', 'Write it twice: \\\\'],
  BAD_SCALAR_START: ['A value cannot begin with this sign.', QUOTE_IT],
  BLOCK_AS_IMPLICIT_KEY: [
    COLON_WITHIN,
    'Put the value in double quotes ("…"); or, if a key was meant, begin it at the start of its line.',
  ],
  BLOCK_IN_FLOW: [COLON_WITHIN, QUOTE_IT],
  MULTILINE_IMPLICIT_KEY: ['This line is not a key with a value.', KEY_VALUE],
  MULTIPLE_DOCS: ['A line “...” or “---” above ends the keys.', 'Remove that line.'],
  TAB_AS_INDENT: ['A tab stands at the start of this line.', 'Indent with spaces, never with tabs.'],
  TAG_RESOLVE_FAILED: ['A value cannot begin with “!”.', QUOTE_IT],
  UNEXPECTED_TOKEN: [
    'This does not belong to the value before it.',
    `${QUOTE_ALL.slice(0, -1)}; begin each key at the start of its line.`,
  ],
};

const NEVER_CLOSED = /closing .*quote|end with a [\]}]/;

/** Where the quote or bracket begins that is still open at `offset`: the parser notices only there. */
function offsetOfOpening(document: Document, yaml: string, offset: number): number {
  let opening = offset;
  visit(document, {
    Node(_, { range }) {
      if (range && range[0] < offset && offset <= range[1] && /["'[{]/.test(yaml.charAt(range[0]))) opening = range[0];
    },
  });
  return opening;
}

/** What is wrong with a block of YAML, and how to mend it; `sign` is what stands there. */
function inWords({ code, message }: YAMLError, sign: string): [reason: string, fix: string] {
  if (/closing .*quote/.test(message)) {
    const fix =
      sign === "'" ? 'Close it; or, if it is an apostrophe, put the whole value in double quotes.' : 'Close it.';
    return ['A quotation mark is opened and never closed.', fix];
  }
  if (/end with a [\]}]/.test(message)) return ['A bracket is opened and never closed.', 'Close it with “]” or “}”.'];
  if (/followed by map values/.test(message)) code = 'MULTILINE_IMPLICIT_KEY';
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'BLOCK_IN_FLOW') {
    if (sign === '"' || sign === "'") return [COLON_WITHIN, QUOTE_ALL];
    if (/[“”„«‘]/.test(sign)) {
      return [
        COLON_WITHIN,
        'Curly quotation marks are letters like others: put the whole value in straight ones ("…").',
      ];
    }
  }
  const reason = `This is not valid YAML: ${message.replace(/[.!?]?$/, '.')}`;
  return MISTAKES[code] ?? [reason, 'Write each line as “key: value”, and values with special signs in double quotes.'];
}
