import { parse } from 'yaml';
import { editKeys, write } from './edit-keys.ts';
import { type FormShape, fromForm, toForm } from './form-shape.ts';

// The files of a publication as forms edit them, and back.

/**
 * The key of a form that holds the file as it was read. It is no key of files, and forms keep keys that they
 * do not know.
 */
export const ORIGINAL = '_original';

/** The key of a form that holds the text below the front matter. */
const BODY = 'body';

/** The values of a form. */
export type FormData = Readonly<Record<string, unknown>>;

/** Returns the values of a Markdown file with front matter. Throws when the YAML cannot be parsed. */
export function readMarkdown(source: string, shape: FormShape): FormData {
  const { yaml, body } = splitMarkdown(source);
  return { ...keysIn(yaml, shape), [BODY]: body.trim(), [ORIGINAL]: source };
}

/**
 * Returns a Markdown file with the values of a form: what differs from the file that was read is changed
 * there, and all else stays as it is written.
 */
export function writeMarkdown(data: FormData, shape: FormShape): string {
  const { [ORIGINAL]: original, [BODY]: text = '', ...keys } = data;
  const body = String(text ?? '').trim();
  if (typeof original !== 'string') return `---\n${write(fromForm(keys, shape) as FormData)}---\n${below(body)}`;
  const { opening, yaml, closing, body: former } = splitMarkdown(original);
  const changed = editKeys(yaml, keysIn(yaml, shape), keys, shape);
  const rest = former.trim() === body ? former : below(body);
  return `${opening}${changed}${closing}${rest}`;
}

/** Returns the values of a YAML file. Throws when it cannot be parsed. */
export function readYaml(source: string, shape: FormShape): FormData {
  return { ...keysIn(source, shape), [ORIGINAL]: source };
}

/** Returns a YAML file with the values of a form; see `writeMarkdown`. */
export function writeYaml(data: FormData, shape: FormShape): string {
  const { [ORIGINAL]: original, ...keys } = data;
  if (typeof original !== 'string') return write(fromForm(keys, shape) as FormData);
  return editKeys(original, keysIn(original, shape), keys, shape);
}

/** Returns the values of a form without the marks by which Sveltia CMS tells the entries of lists apart. */
export function withoutMarks(data: FormData): FormData {
  return JSON.parse(JSON.stringify(data, (key, value) => (key.startsWith('__sc_') ? undefined : value)));
}

const below = (body: string) => (body === '' ? '' : `\n${body}\n`);

function keysIn(yaml: string, shape: FormShape): FormData {
  return toForm(parse(yaml, { logLevel: 'error' }) ?? {}, shape) as FormData;
}

/** The parts of a Markdown file, which make the whole file together. */
function splitMarkdown(source: string): { opening: string; yaml: string; closing: string; body: string } {
  const parts = /^(\uFEFF?---[ \t]*\n)([\s\S]*?\n)?(---[ \t]*(?:\n|$))/.exec(source);
  if (!parts) throw new Error('The file does not begin with front matter.');
  const [head, opening = '', yaml = '', closing = ''] = parts;
  return { opening, yaml, closing, body: source.slice(head.length) };
}
