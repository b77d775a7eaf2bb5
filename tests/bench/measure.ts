import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { cpus, totalmem } from 'node:os';

/** The value below which `share` (0 to 1) of `values` lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/**
 * An answer, and the milliseconds from the request to the last byte. `bytes` are as sent, `body` is the
 * decoded text.
 */
export type Got = Readonly<{
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  body: string;
  milliseconds: number;
}>;

/** Requests a page over a connection that is kept alive, and once more if the other side had just closed it. */
export function get(url: string, headers: Record<string, string> = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const sent = request(url, { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const milliseconds = performance.now() - started;
        const bytes = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes,
          body: bytes.toString(),
          milliseconds,
        });
      });
    });
    // The other side may have closed the connection just now: it had been idle.
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' && sent.reusedSocket) get(url, headers).then(resolve, reject);
      else reject(error);
    });
    sent.end();
  });
}

/** Milliseconds until `done`, called repeatedly, returns true. Throws after `limit` milliseconds. */
export async function until(done: () => Promise<boolean>, limit: number, pause = 1): Promise<number> {
  const started = performance.now();
  while (!(await done())) {
    if (performance.now() - started > limit) throw new Error(`Not done after ${limit} ms.`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return performance.now() - started;
}

/** A time as people read it: `8.4 ms`, `132 ms`, `37.4 s`. */
export function time(milliseconds: number | null): string {
  if (milliseconds === null || Number.isNaN(milliseconds)) return '–';
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A number as people read it: `41,200`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Bytes in thousands of bytes: `13.9 KB`. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}

/** Bytes in millions of bytes: `367 MB`. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Describes this machine: `2 cores, 24 GB, Node 24.11.0`. */
export function machine(): string {
  return `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
}
