import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect } from 'vitest';
import { eventually, type Site } from '../site/running-site.ts';

/** A page that each attack must leave as it is. */
export const ARTICLE = '/articles/new-alliance-cultural-ip-china';

/**
 * The thread that answers readers is promised to be busy for no more than 50 ms at a stretch; see `longestTask`.
 * Four times as much, since processors differ, and are shared.
 */
const MAX_TASK_MILLISECONDS = 200;
/** Descriptors that processes and timers of the site open for a moment. A leak is one for each attack. */
const FEW_DESCRIPTORS = 10;
/** What caches of bounded size may take more after an attack, in bytes. */
const MAX_MORE_MEMORY = 150_000_000;

/** The open descriptors and the memory in bytes of a process. */
export type Figures = Readonly<{ descriptors: number; memory: number }>;

/** Reads the figures of a site's server process (proc(5)). */
export function figuresOf({ pid }: Site): Figures {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, memory: Number(kilobytes) * 1024 };
}

/** Fails unless an attack left the site as it was: its answers, its descriptors, its memory and its event loop. */
export async function expectUnharmed(site: Site, before: Figures): Promise<void> {
  expect(await site.longestTask()).toBeLessThan(MAX_TASK_MILLISECONDS);
  const response = await fetch(site.origin + ARTICLE, { headers: { connection: 'close' } });
  expect([response.status, (await response.text()).includes('</html>')]).toEqual([200, true]);
  const most = before.descriptors + FEW_DESCRIPTORS;
  const { descriptors, memory } = await eventually(
    async () => figuresOf(site),
    (figures) => figures.descriptors <= most,
  );
  expect(descriptors).toBeLessThanOrEqual(most);
  expect(memory).toBeLessThan(before.memory + MAX_MORE_MEMORY);
}

/**
 * Sends bytes over a connection of their own, and returns the statuses of all answers once the site has closed
 * it: after an answer to `Connection: close`, or a request that it refuses.
 */
export function statusesOf(origin: string, bytes: string | Buffer): Promise<number[]> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    let output = '';
    socket.on('data', (chunk) => {
      output += chunk.toString('latin1');
    });
    // A reset comes when the site closes before it has read everything.
    socket.on('error', () => {});
    socket.on('close', () =>
      resolve([...output.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status))),
    );
    socket.write(bytes);
  });
}
