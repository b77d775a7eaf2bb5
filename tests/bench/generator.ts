import { createRequire } from 'node:module';
import type { Load, Task, Told } from './load.ts';

// The load generator's process: gets a task from its parent, and returns the result. autocannon (see
// package.json) is installed by the bench.

type Client = { setRequests(requests: object[]): void };
type Result = { latency: { p99: number }; duration: number; errors: number; timeouts: number };
type Instance = Promise<Result> & {
  on(event: 'response', hear: (client: Client, status: number) => void): void;
  stop(): void;
};
const autocannon: (options: object) => Instance = createRequire(import.meta.url)('autocannon');

const tell = (told: Told) => process.send?.(told);

process.once('message', async (task: Task) => {
  let clients = 0;
  let answers = 0;
  let refused = 0;
  const share = Math.ceil(task.paths.length / task.connections);
  const started = performance.now();
  const instance = autocannon({
    url: task.origin,
    connections: task.once ? Math.ceil(task.paths.length / share) : task.connections,
    ...(task.once ? { amount: task.paths.length } : { duration: task.seconds }),
    timeout: 60,
    headers: { 'accept-encoding': task.encodings },
    setupClient: (client: Client) => {
      // Each connection begins at another path, so that not all request the same page at once.
      const from = clients++ * share;
      const paths = task.once
        ? task.paths.slice(from, from + share)
        : [...task.paths.slice(from), ...task.paths.slice(0, from)];
      client.setRequests(paths.map((path) => ({ path })));
    },
  });
  let last = started;
  instance.on('response', (_client, status) => {
    answers++;
    last = performance.now();
    if (status !== task.status) refused++;
  });
  const telling = setInterval(() => tell({ answers }), 10);
  const limit = task.once ? setTimeout(() => instance.stop(), task.seconds * 1000) : undefined;
  const { latency, errors, timeouts } = await instance;
  clearInterval(telling);
  clearTimeout(limit);
  const load: Load = {
    rate: answers / ((last - started) / 1000),
    p99: latency.p99,
    answers,
    refused: refused + errors + timeouts,
  };
  tell({ load });
});
