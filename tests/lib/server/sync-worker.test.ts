import type { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';

// The audit holds up the thread that syncs. The worker runs here with a port, a sync and an audit of the test.

const fakes = vi.hoisted(() => ({
  port: null as unknown as EventEmitter,
  /** So many requests still come while the git history is read, and while an audit runs. */
  requests: 3,
  requested: 0,
  /** For each audit how many milliseconds before it the last request came. */
  pauses: [] as number[],
}));

function request(): void {
  if (fakes.requests-- <= 0) return;
  fakes.requested = performance.now();
  fakes.port.emit('message', { storePaths: {}, now: 0, paths: ['content/articles/a.md'] });
}

vi.mock('node:worker_threads', async () => {
  const { EventEmitter } = await import('node:events');
  fakes.port = Object.assign(new EventEmitter(), { postMessage: () => {} });
  return { parentPort: fakes.port };
});
vi.mock('#lib/store/index-file.ts', () => ({ openIndex: () => ({}) }));
vi.mock('#lib/search/search-index.ts', () => ({ makeSearchable: () => false }));
vi.mock('#lib/store/sync/apply-changes.ts', () => ({}));
vi.mock('#lib/store/sync/sync.ts', () => ({ sync: async () => ({ gone: 0 }) }));
vi.mock('#lib/store/sync/inspect-images.ts', () => ({
  PUBLISHING_DELAYS: {},
  ImageInspector: class {
    resume() {}
  },
}));
vi.mock('#lib/store/sync/file-histories.ts', () => ({
  updateFileHistories: async () => {
    request();
    await delay(10);
    return null;
  },
}));
vi.mock('#lib/store/audit/audit.ts', () => ({
  audit: async () => {
    fakes.pauses.push(performance.now() - fakes.requested);
    // As with 100,000 stories. What comes meanwhile waits until the thread is free.
    setImmediate(request);
    const end = performance.now() + 500;
    while (performance.now() < end);
    return [];
  },
}));

test('no audit begins when a file has just been saved', async () => {
  await import('#lib/server/sync-worker.ts');
  fakes.port.emit('message', { storePaths: {}, now: 0, paths: ['content/articles/a.md'] });
  await vi.waitFor(() => expect(fakes.requests).toBeLessThan(0), 20_000);
  await vi.waitFor(() => expect(fakes.pauses.length).toBeGreaterThan(1), 20_000);
  expect(Math.min(...fakes.pauses)).toBeGreaterThan(390);
});
