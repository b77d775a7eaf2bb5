import {
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type FormShape, fromForm, isEmpty, isSame } from './form-shape.ts';

// Changes keys of YAML in place: what a person did not touch keeps its quotes, comments, order and spaces.

type Group = Readonly<Record<string, unknown>>;
type Edit = Readonly<{ start: number; end: number; text: string }>;

/**
 * Returns YAML with the keys that differ between two forms changed, added or removed. New keys go behind the
 * one that precedes them in `after`. Throws when the YAML cannot be parsed.
 */
export function editKeys(yaml: string, before: Group, after: Group, shape: FormShape): string {
  const document = parseDocument(yaml, { logLevel: 'error' });
  const [error] = document.errors;
  if (error) throw error;
  if (!isMap(document.contents) || document.contents.flow) return write(fromForm(after, shape) as Group);
  const edits = new KeyEditor(yaml).mapEdits(document.contents, before, after, shape);
  // From the end, so that offsets stay true; of two at one place the later one first.
  return edits
    .toReversed()
    .toSorted((one, other) => other.start - one.start)
    .reduce((text, { start, end, text: added }) => text.slice(0, start) + added + text.slice(end), yaml);
}

/**
 * Returns a group of keys as YAML, as a person writes it: short lists and groups within a list on one line.
 */
export function write(keys: Group): string {
  return Object.entries(keys)
    .map(([key, value]) => writePair(key, value, isShortList(value)))
    .join('');
}

/** A list of values without groups, which fits on a line. */
function isShortList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((item) => typeof item !== 'object') &&
    value.reduce((length: number, item) => length + String(item).length + 2, 0) <= 80
  );
}

function writePair(key: string, value: unknown, isFlow: boolean): string {
  return isFlow ? `${key}: ${inline(value)}\n` : stringify({ [key]: value }, { lineWidth: 0 });
}

/** A value on one line. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, inner]) => `${key}: ${inline(inner)}`);
    return `{ ${pairs.join(', ')} }`;
  }
  if (typeof value !== 'string') return String(value);
  const written = stringify(value, { lineWidth: 0 }).trim();
  const needsQuotes = /[,[\]{}\n]/.test(value) || /^[|>]/.test(written);
  return needsQuotes ? JSON.stringify(value) : written;
}

class KeyEditor {
  readonly #yaml: string;

  constructor(yaml: string) {
    this.#yaml = yaml;
  }

  /** The edits that bring a group of keys from one form to another. */
  mapEdits(map: YAMLMap, before: Group, after: Group, shape: FormShape): Edit[] {
    const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
    const pairOf = (name: string) => map.items.find(({ key }) => isScalar(key) && String(key.value) === name);
    return names.flatMap((name): Edit[] => {
      const inner = shape.keys?.[name] ?? {};
      if (isSame(before[name], after[name], inner)) return [];
      const pair = pairOf(name);
      if (!pair) {
        const earlier = names.slice(0, names.indexOf(name)).findLast((other) => pairOf(other));
        return [this.#added(map, earlier === undefined ? null : (pairOf(earlier) ?? null), name, after[name], inner)];
      }
      if (isEmpty(after[name], inner)) return [{ ...this.#lines(pair), text: '' }];
      return this.#pairEdits(pair, before[name], after[name], inner);
    });
  }

  #pairEdits(pair: Pair, before: unknown, after: unknown, shape: FormShape): Edit[] {
    const value = pair.value as Node | null;
    const inside = value && this.#valueEdits(value, before, after, shape);
    if (inside) return inside;
    const name = String((pair.key as { value: unknown }).value);
    const wasAlone = isScalar(value);
    const text = this.#pairText(pair, name, fromForm(after, shape, wasAlone));
    return [{ ...this.#lines(pair), text }];
  }

  /** The edits within a value; null if it has to be written anew with its key. */
  #valueEdits(value: Node, before: unknown, after: unknown, shape: FormShape): Edit[] | null {
    if (isMap(value) && isGroup(before) && isGroup(after)) {
      const sameKeys = Object.keys({ ...before, ...after }).every(
        (key) => isEmpty(before[key], shape.keys?.[key]) === isEmpty(after[key], shape.keys?.[key]),
      );
      if (sameKeys || (!value.flow && this.#beginsLine(value))) return this.mapEdits(value, before, after, shape);
      return value.flow ? [this.#replaced(value, inline(fromForm(after, shape)))] : null;
    }
    if (isSeq(value) && Array.isArray(before) && Array.isArray(after))
      return this.#listEdits(value, before, after, shape);
    const written = fromForm(after, shape, true);
    const [first] = Array.isArray(written) && written.length === 1 ? written : [written];
    if (!isScalar(value) || typeof first === 'object' || String(first).includes('\n')) return null;
    if (value.type === 'BLOCK_LITERAL' || value.type === 'BLOCK_FOLDED') return null;
    return [this.#replaced(value, quotedLike(value.type, first))];
  }

  #listEdits(list: YAMLSeq, before: readonly unknown[], after: readonly unknown[], shape: FormShape): Edit[] | null {
    const item = shape.list ?? {};
    if (before.length === after.length && list.items.length === after.length) {
      const edits = after.map((entry, index) =>
        isSame(before[index], entry, item)
          ? []
          : this.#valueEdits(list.items[index] as Node, before[index], entry, item),
      );
      if (edits.every((edit) => edit !== null)) return edits.flat();
    }
    const written = fromForm(after, shape) as unknown[];
    if (list.flow) return [this.#replaced(list, inline(written))];
    const isLonger = after.length > before.length && before.every((entry, index) => isSame(entry, after[index], item));
    const last = list.items.at(-1) as Node | undefined;
    if (!isLonger || !last?.range || !list.range) return null;
    const [start] = list.range;
    const indent = ' '.repeat(start - this.#lineStart(start));
    const end = this.#lineEnd(last.range[1]);
    const added = stringify(written.slice(before.length), { lineWidth: 0 });
    return [{ start: end, end, text: added.replace(/^(?=.)/gm, indent) }];
  }

  #replaced(value: Node, text: string): Edit {
    const [start = 0, end = 0] = value.range ?? [];
    return { start, end, text };
  }

  #added(map: YAMLMap, earlier: Pair | null, name: string, value: unknown, shape: FormShape): Edit {
    const [first] = map.items;
    const at = earlier ? this.#lines(earlier).end : this.#lines(first as Pair).start;
    const text = this.#pairText(first as Pair, name, fromForm(value, shape, !name.endsWith('s')));
    // The last line of YAML may have no end.
    const isCut = at > 0 && this.#yaml.charAt(at - 1) !== '\n';
    return { start: at, end: at, text: isCut ? `\n${text.replace(/\n$/, '')}` : text };
  }

  /** A pair as whole lines, with the indentation of `like`, and on one line if it was or is short. */
  #pairText(like: Pair, name: string, value: unknown): string {
    const key = like.key as Node;
    const [start = 0] = key.range ?? [];
    const old = like.value as Node | null;
    const isOwn = String((key as { value?: unknown }).value) === name;
    const wasFlow = isOwn && (isMap(old) || isSeq(old)) && old.flow === true;
    const wasBlock = isOwn && isSeq(old) && !old.flow;
    const text = writePair(name, value, wasFlow || (!wasBlock && isShortList(value)));
    const indented = text.replace(/^(?=.)/gm, ' '.repeat(start - this.#lineStart(start)));
    return this.#beginsLine(key) ? indented : indented.trimStart();
  }

  /**
   * The lines of a pair, without comments before and behind it. The first pair of an entry begins behind its
   * “-”.
   */
  #lines({ key, value }: Pair): { start: number; end: number } {
    const [from = 0, keyEnd = 0] = (key as Node).range ?? [];
    const [, valueEnd = keyEnd] = (value as Node | null)?.range ?? [];
    const start = this.#beginsLine(key as Node) ? this.#lineStart(from) : from;
    return { start, end: this.#lineEnd(Math.max(keyEnd, valueEnd)) };
  }

  /** Whether only spaces stand before a node on its line. */
  #beginsLine({ range }: Node): boolean {
    const [start = 0] = range ?? [];
    return this.#yaml.slice(this.#lineStart(start), start).trim() === '';
  }

  #lineStart(offset: number): number {
    return this.#yaml.lastIndexOf('\n', offset - 1) + 1;
  }

  /** The end of the line on which the text before `offset` ends. */
  #lineEnd(offset: number): number {
    const end = this.#yaml.slice(0, offset).trimEnd().length;
    const next = this.#yaml.indexOf('\n', end);
    return next < 0 ? this.#yaml.length : next + 1;
  }
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value with the quotes of the one that it replaces, if it can have them. */
function quotedLike(type: string | undefined, value: unknown): string {
  if (typeof value === 'string' && type === 'QUOTE_DOUBLE') return JSON.stringify(value);
  if (typeof value === 'string' && type === 'QUOTE_SINGLE') return `'${value.replaceAll("'", "''")}'`;
  return inline(value);
}
