import { createWriteStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { log } from '../log.ts';
import { withoutToken } from '../routes/preview-link.ts';
import type { CacheResult } from './page-cache.ts';
import { networkOf, type Reader } from './proxies.ts';

/** Lines are written after this time, or when there are this many. */
const WRITE_MILLISECONDS = 500;
const MAX_LINES = 2_000;

/**
 * Writes a line of JSON for each answer: time (ISO 8601, UTC), method, path with query (without the token of
 * a preview), status, bytes sent with headers, milliseconds, where a page came from unless it was in memory,
 * referrer, user agent, the reader's network (the address without its last part), and the id of the request.
 * Lines are written together, so that no answer waits for a disk.
 */
export class AccessLog {
  readonly #out: NodeJS.WritableStream;
  readonly #readerOf: (request: IncomingMessage) => Reader;
  readonly #idOf: (request: IncomingMessage) => string;
  readonly #timer: NodeJS.Timeout;
  #lines: string[] = [];
  readonly #results = new WeakMap<ServerResponse, CacheResult>();

  /** `target` is a file to append to, or `-` for the standard output. */
  constructor(
    target: string,
    readerOf: (request: IncomingMessage) => Reader,
    idOf: (request: IncomingMessage) => string,
  ) {
    this.#out = target === '-' ? process.stdout : createWriteStream(target, { flags: 'a' });
    this.#out.on('error', (error) => log.error(`The access log ${target} cannot be written: ${error.message}`));
    this.#readerOf = readerOf;
    this.#idOf = idOf;
    this.#timer = setInterval(() => this.#write(), WRITE_MILLISECONDS).unref();
  }

  /** Writes a line for `request` once its answer is sent. */
  record(request: IncomingMessage, response: ServerResponse): void {
    const { method, url, headers, socket } = request;
    const began = performance.now();
    const sent = socket.bytesWritten;
    const network = networkOf(this.#readerOf(request).address);
    response.once('close', () => {
      const line = {
        time: new Date().toISOString(),
        method,
        url: url && withoutToken(url),
        // Without headers the reader went away before the answer.
        status: response.headersSent ? response.statusCode : 499,
        bytes: socket.bytesWritten - sent,
        ms: Math.round((performance.now() - began) * 100) / 100,
        cache: this.#results.get(response),
        referrer: headers.referer && withoutToken(headers.referer),
        agent: headers['user-agent'],
        network,
        request: this.#idOf(request),
      };
      this.#lines.push(JSON.stringify(line));
      if (this.#lines.length >= MAX_LINES) this.#write();
    });
  }

  /** Adds to the line of an answer where its page came from. */
  note(response: ServerResponse, result: CacheResult): void {
    if (result !== 'memory') this.#results.set(response, result);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#write();
    if (this.#out === process.stdout) return;
    this.#out.end();
    await finished(this.#out).catch(() => {}); // reported above
  }

  #write(): void {
    if (this.#lines.length === 0) return;
    this.#out.write(`${this.#lines.join('\n')}\n`);
    this.#lines = [];
  }
}
