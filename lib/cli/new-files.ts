import { createInterface } from 'node:readline/promises';
import { stringify } from 'yaml';
import { isSlug, slugOf } from '../routes/slugs.ts';

// What `npm run new` needs for each kind of file: questions in the terminal, slugs, and the form of a file.

/** Asks a person a question in the terminal; null without a terminal. */
export type Ask = ((query: string) => Promise<string>) | null;

/** Returns the way to ask questions in this process's terminal, and a function that ends it. */
export function openTerminal(): { ask: Ask; close: () => void } {
  const prompt = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stderr }) : null;
  return { ask: prompt && ((query) => prompt.question(`${query} `)), close: () => prompt?.close() };
}

/** At most so many characters are in the slug of a new file; a longer headline is cut between words. */
const SLUG_LENGTH = 80;

/** Returns the text of a Markdown file: `keys` as front matter, without empty ones, and `text` below them. */
export function frontMatterFile(keys: object, text: string, hint = ''): string {
  const entries = Object.entries(keys).filter(([, value]) => value !== '');
  const yaml = stringify(Object.fromEntries(entries), { lineWidth: 0 });
  return `---\n${hint}${yaml}---\n\n${text}\n`;
}

/** Returns a slug of whole words of a headline. Throws when it has no letter or digit. */
export function slugFor(name: string): string {
  const whole = slugOf(name);
  const slug =
    whole.length <= SLUG_LENGTH
      ? whole
      : whole
          .slice(0, SLUG_LENGTH + 1)
          .replace(/-[^-]*$/, '')
          .slice(0, SLUG_LENGTH);
  if (!isSlug(slug)) throw new Error(`“${name}” cannot be made into a URL: write at least one letter or digit.`);
  return slug;
}

/** Returns the names in a text with commas between. */
export function names(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/**
 * Returns the answer to a question. Throws an error that names `option`, and what is missing, if there is no
 * answer, or no terminal.
 */
export async function required(ask: Ask, question: string, option: string, what = question): Promise<string> {
  const answer = (await ask?.(`${question}:`))?.trim();
  if (answer) return answer;
  throw new Error(`${what} is missing: give it as ${option}.`);
}
