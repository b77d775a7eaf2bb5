// How keys are written in files, where that is shorter than what a form edits.

/**
 * The shape of a value in forms. `list`: one value may stand for a list of it. `only`: a value alone may
 * stand for a group with this key. `absent`: what a missing key means.
 */
export type FormShape = Readonly<{
  list?: FormShape;
  only?: string;
  keys?: Readonly<Record<string, FormShape>>;
  absent?: string | number | boolean;
}>;

type Group = Readonly<Record<string, unknown>>;

const isGroup = (value: unknown): value is Group =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is one that a form has for a key that a file does not have. */
export function isEmpty(value: unknown, { absent }: FormShape = {}): boolean {
  if (value === undefined || value === null || value === '' || value === absent) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isGroup(value) && Object.values(value).every((inner) => isEmpty(inner));
}

/** Returns a value of a file as a form has it: lists as lists, groups as groups. */
export function toForm(value: unknown, shape: FormShape): unknown {
  if (value === undefined || value === null) return value;
  if (shape.list) {
    const { list } = shape;
    return (Array.isArray(value) ? value : [value]).map((item) => toForm(item, list));
  }
  if (shape.only && !isGroup(value) && !Array.isArray(value)) return { [shape.only]: value };
  if (!shape.keys || !isGroup(value)) return value;
  const { keys } = shape;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toForm(inner, keys[key] ?? {})]));
}

/**
 * Returns a value of a form as a file has it, without what is empty. `alone` writes a list of one value as
 * that value: people write `author: jane-smith`, but `tags: [China]`.
 */
export function fromForm(value: unknown, shape: FormShape, alone = false): unknown {
  if (Array.isArray(value)) {
    const items = value.filter((item) => !isEmpty(item)).map((item) => fromForm(item, shape.list ?? {}));
    return alone && items.length === 1 ? items[0] : items;
  }
  if (!isGroup(value)) return value;
  const entries = Object.entries(value).filter(([key, inner]) => !isEmpty(inner, shape.keys?.[key]));
  const [first] = entries;
  if (shape.only && entries.length === 1 && first?.[0] === shape.only) return first[1];
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, fromForm(inner, shape.keys?.[key] ?? {}, !key.endsWith('s'))]),
  );
}

/** Whether two values of a form say the same. */
export function isSame(one: unknown, other: unknown, shape: FormShape = {}): boolean {
  if (isEmpty(one, shape) && isEmpty(other, shape)) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index], shape.list));
  }
  if (isGroup(one) && isGroup(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => isSame(one[key], other[key], shape.keys?.[key]));
  }
  // Forms have numbers as text, and texts without spaces around them.
  return typeof one !== 'object' && typeof other !== 'object' && String(one).trim() === String(other).trim();
}
