import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Problem, Rule } from './problems.ts';

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

// Enough for an editor who repeats an address; far from what an alias bomb needs.
const MAX_ALIASES = 20;

/**
 * Reads a block of YAML whose first line is the first line of `file`. YAML is the 1.2 core schema (https://yaml.org/spec/1.2.2/): dates
 * stay text, `no` is a word, keys are unique.
 */
export function readYamlKeys(file: string, yaml: string): YamlKeys | Problem[] {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(offset, yaml.length));
    return { line, column: col };
  };
  const problem = (position: Position, rule: Rule, reason: string, fix: string): Problem => ({
    file,
    ...position,
    severity: 'error',
    rule,
    reason,
    fix,
  });

  const [error] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (error) {
    // Only the first: the rest of a broken block is mostly its echo.
    const position = at(error.pos[0]);
    if (error.code === 'DUPLICATE_KEY') {
      const key = /^[^:\n]*/.exec(yaml.slice(error.pos[0]))?.[0].trim() ?? '';
      return [problem(position, 'key-duplicate', `The key “${key}” stands twice.`, 'Keep one of the two.')];
    }
    return [problem(position, 'yaml-syntax', `This is not valid YAML: ${sentence(error.message)}`, fixOf(error.code))];
  }

  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  } catch {
    const reason = 'Too many YAML aliases (*name) stand here.';
    return [problem({ line: 1, column: 1 }, 'yaml-aliases', reason, 'Write the values out in full.')];
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    const start = at(document.contents?.range?.[0] ?? 0);
    return [problem(start, 'yaml-keys', 'These are not keys and values.', 'Write each line as “key: value”.')];
  }

  return {
    data: data as Record<string, unknown>,
    locate(path, which = 'value') {
      let node: unknown = document.contents;
      let start = 0;
      for (const [depth, step] of path.entries()) {
        let next: Node | null | undefined;
        if (isMap(node)) {
          const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
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

function sentence(message: string): string {
  const first = message.split('\n')[0]?.trim() ?? '';
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

function fixOf(code: string): string {
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return 'Put a value that contains a colon in double quotes.';
    case 'MISSING_CHAR':
      return 'Close the quote or bracket that is still open.';
    case 'TAB_AS_INDENT':
      return 'Indent with spaces, never with tabs.';
    case 'BAD_INDENT':
      return 'Begin each key at the start of its line; indent by two spaces what belongs to a key.';
    default:
      return 'Write each line as “key: value”, and values with special signs in double quotes.';
  }
}
