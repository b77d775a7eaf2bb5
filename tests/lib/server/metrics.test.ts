import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ANSWER_KINDS, AnswerCounts } from '#lib/server/answer-counts.ts';
import { Metrics } from '#lib/server/metrics.ts';
import { Probes } from '#lib/server/probes.ts';
import { Publisher } from '#lib/server/publish-hook.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { Edition } from '../cli/edition.ts';

// The metrics of a real store, with numbers in place of a page cache and render processes.

const project = path.resolve(import.meta.dirname, '../../..');
const edition = new Edition();
const answers = new AnswerCounts();
const purger = {
  counts: () => [{ target: 'http://cache:6081', waiting: 2, sent: 5, failed: 1, seconds: 0.25 }],
  missed: 0,
};
const cache = { results: { memory: 7, checked: 1, file: 2, rendered: 3, awaited: 0 } };
const pool = { load: { waiting: 4, running: 2, restarts: { ended: 1, memory: 0 } } };
let store: ContentStore;
let publisher: Publisher;
let probes: Probes;
let metrics: Metrics;

beforeAll(async () => {
  ({ store } = await ContentStore.open(edition.routes));
  publisher = new Publisher(store, null, null);
  probes = new Probes(store);
  metrics = new Metrics({ store, cache, pool, publisher, probes, answers, purger });
});
afterAll(async () => {
  await store.close();
  edition.remove();
});

/** The values of the metrics, by name with labels. */
async function values(): Promise<Map<string, number>> {
  const lines = (await metrics.registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

test('purges are counted by cache and outcome', async () => {
  const found = await values();
  const target = 'target="http://cache:6081"';
  expect(found.get(`dateline_purges_total{${target},outcome="accepted"}`)).toBe(5);
  expect(found.get(`dateline_purges_total{${target},outcome="failed"}`)).toBe(1);
  expect(found.get(`dateline_purge_seconds_total{${target}}`)).toBe(0.25);
  expect(found.get(`dateline_purges_waiting{${target}}`)).toBe(2);
});

test('answers are counted by kind and status, and their times in buckets', async () => {
  expect((await values()).get('dateline_answers_total{kind="page",status="200"}')).toBeUndefined();
  for (const milliseconds of [0.05, 0.1, 0.11, 30, 20_000]) answers.add('page', 200, milliseconds);
  answers.add('page', 304, 0.2);
  answers.add('other', 599, 1);
  const found = await values();
  expect(found.get('dateline_answers_total{kind="page",status="200"}')).toBe(5);
  expect(found.get('dateline_answers_total{kind="page",status="304"}')).toBe(1);
  expect(found.get('dateline_answers_total{kind="other",status="599"}')).toBe(1);
  const bucket = (le: string) => found.get(`dateline_answer_seconds_bucket{le="${le}",kind="page"}`);
  expect(['0.0001', '0.00025', '0.025', '0.05', '10', '+Inf'].map(bucket)).toEqual([2, 4, 4, 5, 5, 6]);
  expect(found.get('dateline_answer_seconds_count{kind="page"}')).toBe(6);
  expect(found.get('dateline_answer_seconds_sum{kind="page"}')).toBeCloseTo(20.03046);
});

test('the page cache, the render processes and the probe are read when Prometheus asks', async () => {
  const found = await values();
  expect(found.get('dateline_page_cache_total{result="memory"}')).toBe(7);
  expect(found.get('dateline_page_cache_total{result="awaited"}')).toBe(0);
  expect(found.get('dateline_render_jobs{state="waiting"}')).toBe(4);
  expect(found.get('dateline_render_jobs{state="running"}')).toBe(2);
  expect(found.get('dateline_render_restarts_total{reason="ended"}')).toBe(1);
  expect(found.get('dateline_ready')).toBe(1);
  cache.results.memory = 9;
  expect((await values()).get('dateline_page_cache_total{result="memory"}')).toBe(9);
});

test('the first sync and later ones are timed, and diagnostics are counted by severity', async () => {
  expect((await values()).get('dateline_sync_seconds_count')).toBe(1);
  const read = (await values()).get('dateline_files_read_total') ?? 0;
  expect(read).toBe(5);
  await store.sync();
  const found = await values();
  expect(found.get('dateline_sync_seconds_count')).toBe(2);
  expect(found.get('dateline_files_read_total')).toBe(read);
  expect(found.get('dateline_diagnostics{severity="error"}')).toBe(0);
});

test('a look at the remote is timed by its outcome; what is unknown has no value', async () => {
  expect([...(await values()).keys()].filter((name) => /behind|success/.test(name))).toEqual([]);
  await publisher.publish(); // the folder is no clone
  const found = await values();
  expect(found.get('dateline_publish_seconds_count{outcome="failed"}')).toBe(1);
  expect([...found.keys()].filter((name) => /behind|success/.test(name))).toEqual([]);
});

test('Node’s own metrics are there, such as the lag of the event loop', async () => {
  const names = [...(await values()).keys()];
  expect(names).toEqual(expect.arrayContaining(['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes']));
});

test('other modules add metrics of numbers that they hold', async () => {
  let purges = 0;
  metrics.counter('dateline_test_total', 'A test.', ['result'], () => [[{ result: 'sent' }, purges]]);
  purges = 3;
  expect((await values()).get('dateline_test_total{result="sent"}')).toBe(3);
  const times = metrics.durations('dateline_test_seconds', 'A test.');
  times.observe(0.2);
  expect((await values()).get('dateline_test_seconds_count')).toBe(1);
});

test('the listener answers /metrics and nothing else, and a port in use names the variable', async () => {
  const listener = await metrics.listen(0, '127.0.0.1');
  const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${listener.port}${path}`, { method });
  const answer = await get('/metrics');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/plain/)]);
  expect(await answer.text()).toContain('# TYPE dateline_answer_seconds histogram');
  expect([(await get('/')).status, (await get('/metrics', 'POST')).status]).toEqual([404, 404]);
  await expect(metrics.listen(listener.port, '127.0.0.1')).rejects.toThrow(
    `Port ${listener.port} is in use; set METRICS_PORT to another.`,
  );
  listener.close();
});

test('each kind has its own counts', () => {
  const counts = new AnswerCounts();
  for (const [at, kind] of ANSWER_KINDS.entries()) for (let i = 0; i <= at; i++) counts.add(kind, 100 + at, 1);
  expect(counts.statuses()).toEqual(ANSWER_KINDS.map((kind, at) => ({ kind, status: 100 + at, count: at + 1 })));
});

test('the dashboard for Grafana asks for metrics and labels that there are', async () => {
  answers.add('page', 200, 1);
  await publisher.publish();
  const dashboard = readFileSync(path.join(project, 'lib/server/deploy/grafana.json'), 'utf8');
  type Panel = { title: string; targets: { expr: string }[] };
  const { panels } = JSON.parse(dashboard) as { panels: Panel[] };
  const text = await metrics.registry.metrics();
  const known = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));
  const queried = panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) =>
      [...expr.matchAll(/\b((?:dateline|nodejs|process)_\w+)\{/g)].map(([, name = '']) => name),
    ),
  );
  expect(queried.length).toBeGreaterThan(15);
  const isKnown = (name: string) =>
    known.has(name) || known.get(name.replace(/_(?:bucket|sum|count)$/, '')) === 'histogram';
  expect(queried.filter((name) => !isKnown(name))).toEqual([]);
  const labels = panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) =>
      [...expr.matchAll(/\bby \(([^)]+)\)/g)].flatMap(([, names = '']) => names.split(', ')),
    ),
  );
  expect([...new Set(labels)].filter((label) => !text.includes(`${label}="`))).toEqual([]);
  const own = [...known.keys()].filter((name) => name.startsWith('dateline_') && !name.startsWith('dateline_test'));
  // Every metric of the site is in a panel.
  expect(own.filter((name) => !queried.some((other) => other.startsWith(name)))).toEqual([]);
});
