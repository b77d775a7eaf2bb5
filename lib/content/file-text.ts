import { BLOCKING, type Diagnostic, type Rule } from './parse/diagnostic.ts';

// The text of a content file, from its bytes: of a file on disk, or of one in git.

/** The largest content file that is read, in bytes: some 300,000 words. */
export const MAX_FILE_BYTES = 2_000_000;

/** The file with the redirects of the site, and the largest that is read, in bytes: 100,000 lines of 200 characters. */
export const REDIRECTS_FILE = 'content/redirects.csv';
const MAX_REDIRECTS_BYTES = 20_000_000;

/** The largest content file at a path that is read, in bytes. */
export function maxBytesOf(file: string): number {
  return file === REDIRECTS_FILE ? MAX_REDIRECTS_BYTES : MAX_FILE_BYTES;
}

/** The first bytes, as Latin-1, of common files that are not text. */
const FORMATS: readonly [start: string, format: string][] = [
  ['PK\u0003\u0004', 'a Word document or a ZIP archive'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Word document'],
  ['{\\rtf', 'an RTF document'],
  ['%PDF-', 'a PDF document'],
  ['\u0089PNG', 'a PNG image'],
  ['\u00ff\u00d8\u00ff', 'a JPEG image'],
  ['\u001f\u008b', 'a gzip archive'],
];

/**
 * The text of the content file `file`, from its bytes; or the diagnostic that they are not text, or too many.
 */
export function textOf(file: string, bytes: Uint8Array): string | Diagnostic {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const [, format] = FORMATS.find(([first]) => start.startsWith(first)) ?? [];
  if (format !== undefined) {
    const isTable = file === REDIRECTS_FILE;
    const fix = isTable ? 'Export it as CSV.' : 'Write the story in a text editor, or save it there as plain text.';
    const reason = `The file is ${format}, although its name ends in ${isTable ? '.csv' : '.md'}.`;
    return fileDiagnostic(file, 'file-format', reason, fix);
  }
  if (bytes.length > maxBytesOf(file)) return tooLarge(file, bytes.length);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fileDiagnostic(file, 'file-encoding', 'The file is not UTF-8 text.', 'Save it with the encoding UTF-8.');
  }
}

/** The diagnostic of a content file that exceeds `maxBytesOf`. */
export function tooLarge(file: string, bytes: number): Diagnostic {
  const reason = `The file has ${bytes} bytes; the limit is ${maxBytesOf(file)}.`;
  return fileDiagnostic(file, 'file-large', reason, 'Split the text, and put images and data under public/.');
}

/** The diagnostic of a file as a whole that keeps it off the site. */
export function fileDiagnostic(file: string, rule: Rule, reason: string, fix: string): Diagnostic {
  return { file, line: 1, column: 1, ...BLOCKING, rule, reason, fix };
}
