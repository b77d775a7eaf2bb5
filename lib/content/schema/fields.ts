import { z } from 'zod';
import { slugOf } from '../../routes/slugs.ts';
import { isLanguage } from '../language-code.ts';

// The kinds of values in the files under content/. Error messages and the guide use their `description` and
// `examples`.

/** The error of a value with control characters (NUL, escape …) or half a surrogate pair. */
export const NO_CONTROLS = 'holds an invisible control character';

export const LINE = 500;
const PASSAGE = 5_000;
const ENTRIES = 100;

/**
 * What the value of a key is beyond its type: a longer text, an image, the name of another file. Forms offer
 * a fitting control for it.
 */
export type ValueKind = 'passage' | 'date' | 'image' | 'colour' | 'language' | 'author' | 'tag' | 'story' | 'page';

const valueKinds = z.registry<{ kind: ValueKind }>();

/** Notes the kind of the values of a schema, and returns the schema. */
export function ofKind<Schema extends z.ZodType>(kind: ValueKind, schema: Schema): Schema {
  valueKinds.add(schema, { kind });
  return schema;
}

/**
 * The kind that was noted for a schema; null if there is none. Optional values and defaults have that of
 * their inner schema.
 */
export function valueKindOf(schema: z.ZodType): ValueKind | null {
  const noted = valueKinds.get(schema)?.kind;
  if (noted) return noted;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return valueKindOf(schema.unwrap() as z.ZodType);
  return null;
}

/** Text of at most `most` characters. */
export const limited = (most: number, description: string, examples: string[]) =>
  z
    .string()
    .trim()
    .min(1, { abort: true })
    .max(most, { abort: true })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the point.
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\p{Cs}\ufffe\uffff]*$/u, {
      error: NO_CONTROLS,
      abort: true,
    })
    .meta({ description, examples });
export const text = (description: string, ...examples: string[]) => limited(LINE, description, examples);
export const passage = (description: string, ...examples: string[]) =>
  ofKind('passage', limited(PASSAGE, description, examples));
/** The name of a tag or a section: something of it must be left in its URL. */
export const tagName = (description: string, ...examples: string[]) =>
  ofKind(
    'tag',
    text(description, ...examples).refine((name) => slugOf(name) !== '', 'must have a letter or a digit'),
  );
export const date = (description: string, example: string) =>
  ofKind(
    'date',
    z
      .string()
      .max(100)
      .meta({ description, examples: [example] }),
  );
export const language = () =>
  ofKind(
    'language',
    z
      .string()
      .max(35)
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: 'must be a language code (BCP 47)', abort: true })
      .refine(isLanguage, 'must be a language code (BCP 47)'),
  );

/** Translations by language code: those keys of a record that differ in that language. */
export const translations = <Shape extends z.ZodRawShape>(description: string, example: string, shape: Shape) =>
  z
    .record(language(), z.strictObject(shape))
    .default({})
    .meta({ description, examples: [example] });

/** A list; a single value is a list of one. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).max(ENTRIES));

/** An image file: a path relative to this file, or a path under public/; never another host. */
export const imageFile = (description: string, example: string) =>
  ofKind(
    'image',
    z
      .string()
      .max(LINE)
      .regex(
        /^(?!\/\/|[A-Za-z][A-Za-z\d+.-]*:)[^?#]+$/,
        'must be a file beside this one, or a path under public/ that begins with “/”',
      )
      .meta({ description, examples: [example] }),
  );

export const webAddress = (description: string, example: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with https://', abort: true })
    .max(LINE, { abort: true })
    .refine(isWebAddress, NO_WEB_ADDRESS)
    .meta({ description, examples: [example] });

const NO_WEB_ADDRESS = 'must be the address of a page, without spaces, quotes or a password';

/**
 * Whether a text is the address of a page as it can be in a link. `new URL` takes more: it removes line
 * breaks, reads `https:x` and `https:\\x` as if they had slashes, and takes passwords.
 */
export function isWebAddress(address: string): boolean {
  if (!/^https?:\/\/[^\s\p{Cc}\\"<>^`{|}]+$/iu.test(address) || !URL.canParse(address)) return false;
  const { username, password, hostname } = new URL(address);
  return username === '' && password === '' && isHost(hostname);
}

/** Whether a text is the name of a host, or its IP address, as `URL` writes it. */
export function isHost(hostname: string): boolean {
  if (hostname.startsWith('[')) return true; // URL has checked it
  return hostname
    .split('.')
    .every((label) => /^[a-z\d_-]+$/.test(label) && !label.startsWith('-') && !label.endsWith('-'));
}
