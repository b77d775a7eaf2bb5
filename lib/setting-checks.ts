import { isIP } from 'node:net';
import { z } from 'zod';

// Checks of environment variables. Their errors follow the name of the variable: `PORT is “x”; write a port …`.

/** A text for which `test` is true. Else the error is `<variable> is “<value>”; write <expected>.` */
export function text(expected: string, test: (value: string) => boolean) {
  return z.string().refine(test, { error: ({ input }) => `is “${input}”; write ${expected}.` });
}

export function number(expected: string, test: (value: number) => boolean) {
  return text(expected, (value) => value.trim() !== '' && test(Number(value))).transform(Number);
}

export function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values, { error: ({ input }) => `is “${input}”; write ${values.join(' or ')}.` });
}

export function port(example: number) {
  return number(
    `a port: a whole number from 0 (any free one) to 65535, such as ${example}`,
    (port) => Number.isInteger(port) && port >= 0 && port <= 65_535,
  );
}

export function isHttpUrl(value: string): boolean {
  return /^https?:\/\//.test(value) && URL.canParse(value);
}

export function isNetwork(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) !== 0 && rest.length === 0 && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most))
  );
}
