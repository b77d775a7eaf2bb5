import { createWriteStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import { finished } from 'node:stream/promises';
import { withoutToken } from '../routes/preview-link.ts';
import type { Reader } from './proxies.ts';

/** What is collected before it is written: at most this long, and this many lines. */
const WRITE_MILLISECONDS = 500;
const MAX_LINES = 2_000;

/**
 * Writes a line of JSON for each answer: time (ISO 8601, UTC), method, path with query (of a preview, that it was one), status, bytes sent with headers, milliseconds, whence, with
 * what, and the reader's network (the address without its last part, which is of no use but to tell people apart). Lines are written together, so that no
 * answer waits for a disk.
 */
export class AccessLog {
  readonly #out: NodeJS.WritableStream;
  readonly #readerOf: (request: IncomingMessage) => Reader;
  readonly #timer: NodeJS.Timeout;
  #lines: string[] = [];

  /** `target` is a file, to which lines are added, or `-` for the standard output. */
  constructor(target: string, readerOf: (request: IncomingMessage) => Reader) {
    this.#out = target === '-' ? process.stdout : createWriteStream(target, { flags: 'a' });
    this.#out.on('error', (error) => console.error(`The access log ${target} cannot be written: ${error.message}`));
    this.#readerOf = readerOf;
    this.#timer = setInterval(() => this.#write(), WRITE_MILLISECONDS).unref();
  }

  /** Will write a line for `request` when it has been answered. */
  note(request: IncomingMessage, response: ServerResponse): void {
    const { method, url, headers, socket } = request;
    const began = performance.now();
    const sent = socket.bytesWritten;
    const network = networkOf(this.#readerOf(request).address);
    response.once('close', () => {
      const line = {
        time: new Date().toISOString(),
        method,
        url: url && withoutToken(url),
        // Before an answer was begun there is none: the reader went away.
        status: response.headersSent ? response.statusCode : 499,
        bytes: socket.bytesWritten - sent,
        ms: Math.round((performance.now() - began) * 100) / 100,
        referrer: headers.referer && withoutToken(headers.referer),
        agent: headers['user-agent'],
        network,
      };
      this.#lines.push(JSON.stringify(line));
      if (this.#lines.length >= MAX_LINES) this.#write();
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#write();
    if (this.#out === process.stdout) return;
    this.#out.end();
    await finished(this.#out).catch(() => {}); // said above
  }

  #write(): void {
    if (this.#lines.length === 0) return;
    this.#out.write(`${this.#lines.join('\n')}\n`);
    this.#lines = [];
  }
}

/** `203.0.113.7` is of `203.0.113.0`; of an IPv6 address the first 48 bits are kept. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (!isIPv6(mapped)) return mapped.replace(/\.\d+$/, '.0');
  const groups = mapped.split('::')[0]?.split(':').filter(Boolean) ?? [];
  return `${groups.slice(0, 3).join(':')}::`;
}
