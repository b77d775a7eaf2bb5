import { createInterface } from 'node:readline/promises';

// What `npm run new` needs for each kind of file: questions in the terminal, and their answers.

/** Asks a person a question in the terminal; null without a terminal. */
export type Ask = ((query: string) => Promise<string>) | null;

/** Returns the way to ask questions in this process's terminal, and a function that ends it. */
export function openTerminal(): { ask: Ask; close: () => void } {
  const prompt = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stderr }) : null;
  return { ask: prompt && ((query) => prompt.question(`${query} `)), close: () => prompt?.close() };
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
