import { z } from 'zod';
import { isHttpUrl } from './addresses.ts';

// Checks of environment variables. Their errors follow the name of the variable: `PORT is “x”; write a port …`.

/** A text for which `test` is true. Else the error is `<variable> is “<value>”; write <expected>.` */
export function text(expected: string, test: (value: string) => boolean) {
  return z.string().refine(test, { error: ({ input }) => `is “${input}”; write ${expected}.` });
}

/** A number for which `test` is true; errors as in `text`. */
export function number(expected: string, test: (value: number) => boolean) {
  return text(expected, (value) => value.trim() !== '' && test(Number(value))).transform(Number);
}

/** One of `values`; errors as in `text`. */
export function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values, { error: ({ input }) => `is “${input}”; write ${values.join(' or ')}.` });
}

/** A port; `example` is for the error. */
export function port(example: number) {
  return number(
    `a port: a whole number from 0 (any free one) to 65535, such as ${example}`,
    (port) => Number.isInteger(port) && port >= 0 && port <= 65_535,
  );
}

/** Whether git can clone from `value`: a web server, SSH (also `git@host:path`), or a folder of this machine (`file://`). */
export function isRepository(value: string): boolean {
  if (/^(?:https?|ssh|file):\/\//.test(value)) return URL.canParse(value);
  return /^[\w.-]+@[\w.-]+:[^\s:-]\S*$/.test(value);
}

/** Whether an address of a web server has a password. */
export function hasPassword(value: string): boolean {
  return isHttpUrl(value) && new URL(value).password !== '';
}
