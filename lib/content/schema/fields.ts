import { z } from 'zod';
import { isLanguage } from '../language-code.ts';

// The kinds of values in the files under content/. Error messages and the guide use their `description` and `examples`.

/** The error of a value with control characters (NUL, escape …) or half a surrogate pair. */
export const NO_CONTROLS = 'holds an invisible control character';

export const LINE = 500;
const PASSAGE = 5_000;
const ENTRIES = 100;

/** Text of at most `most` characters. */
export const limited = (most: number, description: string, examples: string[]) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the point.
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\p{Cs}\ufffe\uffff]*$/u, NO_CONTROLS)
    .meta({ description, examples });
export const text = (description: string, ...examples: string[]) => limited(LINE, description, examples);
export const passage = (description: string, ...examples: string[]) => limited(PASSAGE, description, examples);
export const date = (description: string, example: string) =>
  z
    .string()
    .max(100)
    .meta({ description, examples: [example] });
export const language = () =>
  z
    .string()
    .max(35)
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: 'must be a language code (BCP 47)', abort: true })
    .refine(isLanguage, 'must be a language code (BCP 47)');

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
  z
    .string()
    .max(LINE)
    .regex(
      /^(?!\/\/|[A-Za-z][A-Za-z\d+.-]*:)[^?#]+$/,
      'must be a file beside this one, or a path under public/ that begins with “/”',
    )
    .meta({ description, examples: [example] });

export const webAddress = (description: string, example: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
    .max(LINE)
    .meta({ description, examples: [example] });
