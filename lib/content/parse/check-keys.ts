import { z } from 'zod';
import { NO_CONTROLS } from '../schema/fields.ts';
import { BLOCKING, type Diagnostic, isBlocked, type Rule, shortened, type Weight, weighted } from './diagnostic.ts';
import { reportHtml } from './html-in-keys.ts';
import { isEssential, type Lenience, pathOfIssue, type SoundValues, soundValues } from './sound-values.ts';
import { closestKey, didYouMean } from './suggestion.ts';
import type { YamlKeys } from './yaml-keys.ts';

/** Reports a diagnostic at the value at `path` of the file being checked. */
export type Report = (path: readonly PropertyKey[], rule: Rule, reason: string, fix: string, weight?: Weight) => void;

/** A `Report` that adds to `diagnostics`, with positions from `keys`. */
export function reporter(file: string, keys: YamlKeys, diagnostics: Diagnostic[]): Report {
  return (path, rule, reason, fix, weight) => {
    diagnostics.push({ file, ...keys.locate(path), rule, reason, fix, ...weighted(weight) });
  };
}

/** What to do about a key that keeps a story from readers in another program. */
const WITHHELD =
  'If it keeps the story from readers, write draft: true, or a “date” in the future. Otherwise remove it.';

/** So many issues of a file's keys are reported: a file may have thousands. */
const MAX_ISSUES = 50;

/** The valid values of a file's keys, with the keys that they were read from. */
export type CheckedKeys<Values> = Readonly<{ values: Values; keys: YamlKeys }>;

/**
 * The values of a file's keys as its schema parses them, with a diagnostic for each issue; null if an issue
 * blocks. Without a `lenience` every issue blocks; with one, values with errors that a reader can do without
 * are left out. `noun` names the kind of file for the editor (`an article`).
 */
export function checkKeys<Schema extends z.ZodObject>(
  schema: z.ZodObject,
  noun: string,
  file: string,
  keys: YamlKeys,
  diagnostics: Diagnostic[],
  lenience: Lenience<Schema>,
): CheckedKeys<z.output<Schema>> | null {
  const report = reporter(file, keys, diagnostics);
  reportHtml(keys.data, (path, reason, fix) => {
    // Of a key that files of this kind do not have, only that is reported.
    if (Object.hasOwn(schema.shape, String(path[0]))) report(path, 'key-html', reason, fix, 'warning');
  });
  const result = schema.safeParse(keys.data, { reportInput: true });
  if (result.success) return { values: lenience.schema.parse(keys.data), keys };
  const found: Diagnostic[] = [];
  reportIssues(result.error.issues, schema, noun, file, keys, found, lenience);
  const sound = soundValues(keys.data, lenience);
  // The essential one may be beyond the limit, or reported as the misspelling that it probably is.
  if (!sound && !isBlocked(found)) found.splice(0, 1, ...found.slice(0, 1).map((first) => ({ ...first, ...BLOCKING })));
  diagnostics.push(...found);
  return sound && { values: sound.values, keys: withoutEntries(keys, sound.kept) };
}

/** The keys of a file whose lists lost entries; positions are those in the file. */
function withoutEntries(keys: YamlKeys, kept: SoundValues<unknown>['kept']): YamlKeys {
  const inFile = ([list, index, ...rest]: readonly PropertyKey[]): PropertyKey[] => {
    if (list === undefined || index === undefined) return list === undefined ? [] : [list];
    return [list, typeof index === 'number' ? (kept[String(list)]?.[index] ?? index) : index, ...rest];
  };
  return {
    ...keys,
    locate: (path, which) => keys.locate(inFile(path), which),
    written: (path) => keys.written(inFile(path)),
  };
}

/** Adds a diagnostic for each issue of the schema. */
function reportIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodObject,
  noun: string,
  file: string,
  keys: YamlKeys,
  found: Diagnostic[],
  lenience: Lenience,
): void {
  // A misspelt key is not reported as missing, too.
  const misspelt = new Set<string>();
  const unknownFirst = issues.toSorted(
    (a, b) => Number(b.code === 'unrecognized_keys') - Number(a.code === 'unrecognized_keys'),
  );
  for (const issue of unknownFirst.slice(0, MAX_ISSUES)) {
    const name = issue.path.filter((step) => typeof step === 'string').join('.');
    const field = fieldAt(schema, issue.path);
    const { description, example = metaOf(fieldAt(schema, issue.path.slice(0, 1))).example } = metaOf(field);
    const weight = isEssential(pathOfIssue(issue), lenience, issue.input) ? 'blocking' : 'error';
    const report: Report = (path, rule, reason, fix) => reporter(file, keys, found)(path, rule, reason, fix, weight);
    const like = example ? `Write it like this: ${example}` : `Correct “${name}”.`;
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(field);
      const isWithheld = (key: string) => issue.path.length === 0 && lenience.withholds?.(key, keys.data[key]) === true;
      const blockingFirst = issue.keys.toSorted((a, b) => Number(isWithheld(b)) - Number(isWithheld(a)));
      for (const key of blockingFirst.slice(0, MAX_ISSUES)) {
        const meant = closestKey(key, known);
        if (meant) misspelt.add([...issue.path, meant].join('.'));
        // In `{ alt: A ferry, in fog }` the comma makes “in fog” a key without a value.
        const isRest = name !== '' && (issue.input as Record<string, unknown> | undefined)?.[key] === null;
        const otherwise = isRest
          ? 'If it belongs to the value before it, put that whole value in double quotes ("…"): within “{ }” a comma ends a value. Otherwise remove it.'
          : `Remove it; the keys are ${known.join(', ')}.`;
        const fix = meant === null ? otherwise : `Did you mean “${meant}”?`;
        const where = name === '' ? noun : `“${name}”`;
        const position = keys.locate([...issue.path, key], 'key');
        const mayBeEssential = meant !== null && !(meant in keys.data) && isEssential([...issue.path, meant], lenience);
        found.push({
          file,
          ...position,
          rule: 'key-unknown',
          reason: `“${shortened(key)}” is not a key of ${where}.`,
          fix: isWithheld(key) ? WITHHELD : fix,
          ...weighted(isWithheld(key) || mayBeEssential ? 'blocking' : 'error'),
        });
      }
    } else if (issue.input === undefined) {
      if (misspelt.has(issue.path.join('.'))) continue;
      const what = description ? `: ${description}` : '';
      const inside = issue.path.length > 1 ? ` to “${String(issue.path[0])}”` : '';
      const fix = `Add it${inside} like this: ${example ?? name}`;
      report(issue.path, 'key-missing', `“${name}” is missing${what}.`, fix);
    } else if (issue.input === null || issue.code === 'too_small') {
      report(issue.path, 'key-empty', `“${name}” is empty.`, like);
    } else if (issue.code === 'too_big') {
      const [length, what] = sizeOf(issue.input);
      const reason = `“${name}” has ${length} ${what}; the limit is ${issue.maximum}.`;
      report(issue.path, 'key-long', reason, 'Shorten it.');
    } else if (issue.code === 'invalid_type') {
      const must = typeof issue.path.at(-1) === 'number' ? 'must hold' : 'must be';
      const reason = `“${name}” ${must} ${kind(issue.expected)}, not ${kindOf(issue.input)}.`;
      const quoted = issue.expected === 'string' && quotedValue(issue, name, keys);
      report(issue.path, 'key-type', reason, quoted ? `Put it in quotes: ${quoted}` : like);
    } else if (issue.code === 'invalid_value') {
      const values = issue.values.map(String);
      const fix = didYouMean(String(issue.input), values, `Write one of: ${values.join(', ')}.`);
      report(issue.path, 'key-value', `Dateline knows no ${name} “${shortened(String(issue.input))}”.`, fix);
    } else if (issue.message === NO_CONTROLS) {
      report(issue.path, 'key-control-character', `“${name}” ${NO_CONTROLS}.`, 'Type the value again.');
    } else {
      const [inKey = issue] = issue.code === 'invalid_key' ? issue.issues : [];
      report(issue.path, 'key-value', `“${name}” ${inKey.message}.`, like);
    }
  }
}

/** The size of a value that is too long, with its unit. */
function sizeOf(value: unknown): [number, string] {
  return Array.isArray(value) ? [value.length, 'entries'] : [String(value).length, 'characters'];
}

/** The values of the keys that are valid by themselves. */
export function soundKeys<Schema extends z.ZodObject>(
  schema: Schema,
  data: Readonly<Record<string, unknown>>,
): Partial<z.output<Schema>> {
  const sound = Object.entries(schema.shape).flatMap(([key, field]) => {
    const result = z.safeParse(field, data[key]);
    return result.success ? [[key, result.data]] : [];
  });
  return Object.fromEntries(sound) as Partial<z.output<Schema>>;
}

/**
 * The schema of the value at `path`, through optional values, defaults, lists and shorthands; null where
 * there is none.
 */
function fieldAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | null {
  let field: z.ZodType | null = schema;
  for (const step of path) {
    const inner: z.ZodType | null = field && unwrap(field);
    if (inner instanceof z.ZodObject) field = (inner.shape as Record<PropertyKey, z.ZodType>)[step] ?? null;
    else if (inner instanceof z.ZodArray) field = inner.element as z.ZodType;
    else if (inner instanceof z.ZodRecord) field = inner.valueType as z.ZodType;
    else return null;
  }
  return field;
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrap(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe) return unwrap(schema.out as z.ZodType);
  return schema;
}

function knownKeys(schema: z.ZodType | null): string[] {
  const inner = schema && unwrap(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

/** The example and description of a value in its schema; an optional value has those of its inner schema. */
function metaOf(schema: z.ZodType | null): { example?: string; description?: string } {
  if (!schema) return {};
  const meta = schema.meta();
  if (meta) return { example: (meta.examples as string[] | undefined)?.[0], description: meta.description };
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return metaOf(schema.unwrap() as z.ZodType);
  const inner = unwrap(schema);
  return inner === schema ? {} : metaOf(inner);
}

/**
 * `title: "1984"` for a number or true or false where text belongs; null for other values, and for dates,
 * which quotes do not fix.
 */
function quotedValue(issue: { input?: unknown; path: PropertyKey[] }, name: string, keys: YamlKeys): string | null {
  const isPlain = typeof issue.input === 'number' || typeof issue.input === 'boolean';
  if (!isPlain || /(?:^|\.)(?:date|updated)$/.test(name)) return null;
  const value = `"${shortened(keys.written(issue.path))}"`;
  return typeof issue.path.at(-1) === 'string' ? `${String(issue.path.at(-1))}: ${value}` : value;
}

function kind(expected: string): string {
  return { string: 'text', boolean: 'true or false', array: 'a list', object: 'a group of keys' }[expected] ?? expected;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'string' ? 'text' : 'a group of keys';
}
