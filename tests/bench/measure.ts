import { Agent, request } from 'node:http';

/** The value below which `share` (0 to 1) of `values` lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** The body of a page over a connection that stays, and the milliseconds that it took. */
export function get(url: string): Promise<{ status: number; body: string; milliseconds: number }> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    request(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString(),
          milliseconds: performance.now() - started,
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** Milliseconds until `done`, asked again and again, is true. Throws after `limit` milliseconds. */
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
