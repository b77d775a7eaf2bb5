import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import { Transform } from 'node:stream';
import Assembler from 'stream-json/assembler.js';
import parser from 'stream-json/parser.js';

// Rows of tables in a file of JSON that is larger than memory: each row is made for itself, and other tables
// are not made at all.

/** A row of a table. */
export type TableRow = Readonly<{ table: string; row: Readonly<Record<string, unknown>> }>;

/** The longest row, in values and in bytes: a post with its text in three formats. */
const MAX_ROW_TOKENS = 100_000;
const MAX_ROW_BYTES = 20_000_000;

/** Thrown for a row, or a value outside of rows, that is larger than the memory allows. */
class TooLargeError extends Error {}

type Token = Readonly<{ name: string; value?: unknown }>;

/**
 * Yields the rows of `tables`: the objects of arrays that are values of keys with these names, within a key
 * `data`. Throws an error with the position in bytes where the JSON is damaged, or has a row that is too large.
 */
export async function* rowsOf(file: string, tables: readonly string[]): AsyncGenerator<TableRow> {
  const name = path.basename(file);
  let bytes = 0;
  /** Where the row or the value begins that is being read. */
  let start = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      const isTooLarge = bytes - start > MAX_ROW_BYTES;
      done(isTooLarge ? new TooLargeError(`has more than ${MAX_ROW_BYTES} bytes`) : null, chunk);
    },
  });
  const source = createReadStream(file);
  const tokens = parser.asStream({ packValues: true, streamValues: false });
  source.on('error', (error) => tokens.destroy(error));
  counted.on('error', (error) => tokens.destroy(error));
  source.pipe(counted).pipe(tokens);
  try {
    yield* rowsOfTokens(tokens as AsyncIterable<Token>, tables, () => {
      start = bytes;
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`“${name}” cannot be imported: there is no such file.`);
    if (code === 'EISDIR')
      throw new Error(`“${name}” cannot be imported: it is a folder. Name the export’s .json file.`);
    const { size } = statSync(file);
    if (error instanceof TooLargeError)
      throw new Error(`“${name}” cannot be imported: a row before byte ${bytes} of ${size} ${message}.`);
    const place = bytes >= size ? 'at its end: it is cut off' : `before byte ${bytes} of ${size}`;
    throw new Error(`“${name}” cannot be imported: its JSON is damaged ${place} (${message}). Export it again.`);
  } finally {
    source.destroy();
    tokens.destroy();
  }
}

/** `onEnd` is called at the end of each row, and of each value outside of rows. */
async function* rowsOfTokens(
  tokens: AsyncIterable<Token>,
  tables: readonly string[],
  onEnd: () => void,
): AsyncGenerator<TableRow> {
  // The keys around the place; null for the brackets of an array.
  const keys: (string | null)[] = [];
  let key: string | null = null;
  let row: Assembler | null = null;
  let count = 0;
  for await (const token of tokens) {
    if (row) {
      row.consume(token as never);
      if (++count > MAX_ROW_TOKENS) throw new TooLargeError(`has more than ${MAX_ROW_TOKENS} values`);
      if (!row.done) continue;
      onEnd();
      yield { table: keys.at(-1) as string, row: row.current as TableRow['row'] };
      row = null;
      continue;
    }
    onEnd();
    switch (token.name) {
      case 'keyValue':
        key = String(token.value);
        break;
      case 'startObject':
        if (keys.at(-2) === 'data' && tables.includes(keys.at(-1) ?? '') && key === null) {
          row = new Assembler();
          row.consume(token as never);
          count = 0;
        } else {
          keys.push(key);
          key = null;
        }
        break;
      case 'startArray':
        keys.push(key);
        key = null;
        break;
      case 'endObject':
      case 'endArray':
        keys.pop();
        key = null;
        break;
      default:
        key = null;
    }
  }
}
