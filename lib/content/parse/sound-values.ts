import type { z } from 'zod';

/** Which errors a file can be published with; see `soundValues`. */
export type Lenience<Schema extends z.ZodObject = z.ZodObject> = Readonly<{
  /**
   * What a record needs of the keys. It may allow less than what `check` demands, such as an image without
   * alt text.
   */
  schema: Schema;
  /** The keys without which there is nothing to publish, or which decide who may read it. */
  essential: readonly string[];
  /** The essential keys whose missing value is an error, but does not keep the file off the site. */
  mayBeEmpty?: readonly string[];
  /**
   * Whether an unknown key of another program keeps the file from readers there, such as `status: private`.
   */
  withholds?: (key: string, value: unknown) => boolean;
}>;

/** The valid values of a file's keys. */
export type SoundValues<Values> = Readonly<{
  values: Values;
  /** For each list that lost entries, the former indexes of those that are left. */
  kept: Readonly<Record<string, readonly number[]>>;
}>;

/** Each round removes what the last one found; schemas have four levels. */
const MAX_ROUNDS = 10;

type Path = readonly PropertyKey[];
type Container = Record<PropertyKey, unknown>;

/** Whether a value at `path` must be valid: an essential key, or an entry of its list. */
export function isEssential(path: Path, { essential, mayBeEmpty = [] }: Lenience, value?: unknown): boolean {
  const isEmpty = value === null || value === '';
  const keys = isEmpty ? essential.filter((key) => !mayBeEmpty.includes(key)) : essential;
  return path.length === 0 || (path.length <= 2 && keys.includes(String(path[0])));
}

/** The path of what has to go for an issue: the value, or what lacks it. */
export function pathOfIssue({ path, input }: z.core.$ZodIssue): Path {
  return input === undefined ? path.slice(0, -1) : path;
}

/**
 * Removes values with errors from `data`, each as small as possible, until the rest is valid. Returns null if
 * an essential value has an error.
 */
export function soundValues<Schema extends z.ZodObject>(
  data: Readonly<Record<string, unknown>>,
  lenience: Lenience<Schema>,
): SoundValues<z.output<Schema>> | null {
  const rest = structuredClone(data) as Container;
  const kept: Record<string, number[]> = {};
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const result = lenience.schema.safeParse(rest, { reportInput: true });
    if (result.success) return { values: result.data, kept };
    const paths = new Map<string, Path>();
    for (const issue of result.error.issues) {
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : null;
      for (const path of unknown ?? [pathOfIssue(issue)]) {
        if (!unknown && isEssential(path, lenience, issue.input)) return null;
        paths.set(path.map(String).join('\n'), path);
      }
    }
    // The last entries of lists first, so that the indexes of the others stay.
    const backwards = [...paths.values()].sort(
      (a, b) => b.length - a.length || Number(b.findLast(isIndex) ?? 0) - Number(a.findLast(isIndex) ?? 0),
    );
    for (const path of backwards) remove(rest, path, kept);
  }
  return null;
}

function isIndex(step: PropertyKey): boolean {
  return typeof step === 'number';
}

/**
 * Removes the value at `path`. If there is no such path, as in a shorthand (`tags: 5`, `tags: {a: 1}`,
 * `author: 5`), it removes the whole value of the key.
 */
function remove(data: Container, path: Path, kept: Record<string, number[]>): void {
  let parent = data;
  for (const [depth, step] of path.entries()) {
    const value = parent[step];
    const next = path[depth + 1];
    if (next !== undefined && isContainer(value) && Object.hasOwn(value, next)) {
      parent = value;
      continue;
    }
    if (!Array.isArray(parent)) {
      delete parent[step];
    } else if (typeof step === 'number') {
      const [list] = path;
      if (depth === 1) {
        kept[String(list)] ??= parent.map((_, index) => index);
        kept[String(list)]?.splice(step, 1);
      }
      parent.splice(step, 1);
    }
    return;
  }
}

/** Whether a value is a list or a group of keys. YAML has other values with entries: bytes (`!!binary`). */
function isContainer(value: unknown): value is Container {
  if (Array.isArray(value)) return true;
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
