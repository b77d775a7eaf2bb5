import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, collectDefaultMetrics, Gauge, Histogram, type Metric, Registry } from 'prom-client';
import type { RenderLoad } from '../render/render-pool.ts';
import type { ContentStore } from '../store/content-store.ts';
import { countDiagnostics } from '../store/diagnostic-counts.ts';
import type { SyncReport } from '../store/sync/sync.ts';
import { ANSWER_KINDS, type AnswerCounts, BOUNDS } from './answer-counts.ts';
import type { PageCache } from './page-cache.ts';
import type { Probes } from './probes.ts';
import type { Publisher } from './publish-hook.ts';
import type { Purger } from './purger.ts';

/** What the metrics are read from. */
export type MetricSources = Readonly<{
  store: ContentStore;
  cache: Pick<PageCache, 'results'>;
  pool: { readonly load: RenderLoad };
  publisher: Publisher;
  probes: Probes;
  answers: AnswerCounts;
  purger: Pick<Purger, 'counts' | 'missed'> | null;
}>;

/** The present values of a metric: a number, or one for each set of labels. */
type Values = number | readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];

/** The upper bounds of syncs and publishing, in seconds. */
const WORK_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/**
 * The metrics of a site in the format of Prometheus. Modules count in numbers of their own, and `counter` and
 * `gauge` read them when Prometheus asks: so a module needs no library, and counting costs nothing.
 */
export class Metrics {
  readonly registry = new Registry();

  constructor(sources: MetricSources) {
    collectDefaultMetrics({ register: this.registry });
    this.#addAnswers(sources);
    this.#addRendering(sources);
    this.#addContent(sources);
    if (sources.purger) this.#addPurges(sources.purger);
  }

  /** Adds a metric that only rises; `read` returns its present values. Its name ends with `_total`. */
  counter(name: string, help: string, labelNames: readonly string[], read: () => Values): void {
    new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [labels, value] of listed(read())) this.inc(labels, value);
      },
    });
  }

  /** Adds a metric that rises and falls; `read` returns its present values, an empty list for an unknown one. */
  gauge(name: string, help: string, labelNames: readonly string[], read: () => Values): void {
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      collect() {
        this.reset();
        const values = listed(read());
        // The library sets a metric without labels to 0.
        if (values.length === 0 && labelNames.length === 0) this.remove();
        for (const [labels, value] of values) this.set(labels, value);
      },
    });
  }

  /** Adds a metric for how long something takes, in seconds, and returns it. For what happens up to a thousand times a second. */
  durations(name: string, help: string, labelNames: readonly string[] = []): Histogram {
    return new Histogram({
      name,
      help,
      labelNames: [...labelNames],
      buckets: WORK_SECONDS,
      registers: [this.registry],
    });
  }

  /** Answers `GET /metrics` at `port` of `host` (null: all addresses). Rejects when the port is taken. */
  async listen(port: number, host: string | null): Promise<{ port: number; close(): void }> {
    const server = createServer(async ({ method, url }, response) => {
      if (url !== '/metrics' || method !== 'GET') {
        response.writeHead(404).end();
        return;
      }
      try {
        const text = await this.registry.metrics();
        response.writeHead(200, { 'Content-Type': this.registry.contentType }).end(text);
      } catch (error) {
        response.writeHead(500, { 'Content-Type': 'text/plain' }).end(`${(error as Error).message}\n`);
      }
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const isTaken = error.code === 'EADDRINUSE';
        reject(isTaken ? new Error(`Port ${port} is in use; set METRICS_PORT to another.`) : error);
      });
      server.listen(port, host ?? undefined, resolve);
    });
    return {
      port: (server.address() as AddressInfo).port,
      close() {
        server.close();
        server.closeAllConnections();
      },
    };
  }

  #addAnswers({ answers, cache, probes }: MetricSources): void {
    this.counter('dateline_answers_total', 'Answers by kind and status.', ['kind', 'status'], () =>
      answers.statuses().map(({ kind, status, count }) => [{ kind, status: String(status) }, count]),
    );
    const name = 'dateline_answer_seconds';
    const help = 'Time from a request to the end of its answer in this process, by kind.';
    const durations = {
      name,
      async get() {
        const values = ANSWER_KINDS.flatMap((kind) => {
          const { buckets, count, sum } = answers.durations(kind);
          if (count === 0) return [];
          const bucket = (le: string, value: number) => ({ metricName: `${name}_bucket`, labels: { le, kind }, value });
          return [
            ...buckets.map((value, at) => bucket(String((BOUNDS[at] as number) / 1_000), value)),
            bucket('+Inf', count),
            { metricName: `${name}_sum`, labels: { kind }, value: sum / 1_000 },
            { metricName: `${name}_count`, labels: { kind }, value: count },
          ];
        });
        return { name, help, type: 'histogram', values };
      },
    };
    // The library's own histogram makes an object and two texts for each observation. The registry only calls `get`.
    this.registry.registerMetric(durations as unknown as Metric);
    this.counter('dateline_page_cache_total', 'Pages that readers got, by where they came from.', ['result'], () =>
      Object.entries(cache.results).map(([result, count]) => [{ result }, count]),
    );
    this.gauge('dateline_ready', 'Whether the site should get readers: 1 or 0.', [], () => Number(probes.isReady));
  }

  #addRendering({ pool }: MetricSources): void {
    this.gauge(
      'dateline_render_jobs',
      'Pages that wait for a render process, and that are rendered.',
      ['state'],
      () => {
        const { waiting, running } = pool.load;
        return [
          [{ state: 'waiting' }, waiting],
          [{ state: 'running' }, running],
        ];
      },
    );
    const help = 'Render processes that were started again, by reason.';
    this.counter('dateline_render_restarts_total', help, ['reason'], () =>
      Object.entries(pool.load.restarts).map(([reason, count]) => [{ reason }, count]),
    );
  }

  #addPurges(purger: Pick<Purger, 'counts' | 'missed'>): void {
    const byTarget = (read: (counts: ReturnType<Purger['counts']>[number]) => number) => () =>
      purger.counts().map((counts) => [{ target: counts.target }, read(counts)] as const);
    this.counter('dateline_purges_total', 'Purges of a shared cache, by outcome.', ['target', 'outcome'], () =>
      purger
        .counts()
        .flatMap(({ target, sent, failed }) => [
          [{ target, outcome: 'accepted' }, sent] as const,
          [{ target, outcome: 'failed' }, failed] as const,
        ]),
    );
    const help = 'Time that accepted purges took, in seconds.';
    this.counter(
      'dateline_purge_seconds_total',
      help,
      ['target'],
      byTarget(({ seconds }) => seconds),
    );
    const missedHelp = 'Pages that a change made untrue without touching their keys: an error of Dateline.';
    this.counter('dateline_missed_pages_total', missedHelp, [], () => purger.missed);
    const waitingHelp = 'Purges that wait: for their time, or for the cache.';
    this.gauge(
      'dateline_purges_waiting',
      waitingHelp,
      ['target'],
      byTarget(({ waiting }) => waiting),
    );
  }

  #addContent({ store, publisher }: MetricSources): void {
    const syncs = this.durations('dateline_sync_seconds', 'Time that syncs took.');
    let files = 0;
    const counted = new WeakSet<SyncReport>();
    const count = (report: SyncReport) => {
      if (counted.has(report)) return;
      counted.add(report);
      syncs.observe(report.milliseconds / 1_000);
      files += report.read;
    };
    store.onSync(count);
    // The first sync may be over.
    void store.whenFilled().then(count);
    this.counter('dateline_files_read_total', 'Content files that syncs read.', [], () => files);
    const help = 'Time that looks at the git remote took, with the sync of what was new, by outcome.';
    const publishing = this.durations('dateline_publish_seconds', help, ['outcome']);
    let behind: number | null = null;
    let lastSuccess: number | null = null;
    publisher.onAttempt((attempt) => {
      publishing.observe({ outcome: attempt.outcome }, attempt.milliseconds / 1_000);
      ({ behind } = attempt);
      if (attempt.outcome !== 'failed') lastSuccess = Date.now() / 1_000;
    });
    const whenKnown = (value: number | null): Values => (value === null ? [] : value);
    const behindHelp = 'Commits of the remote, as of the last fetch, that readers do not see.';
    this.gauge('dateline_commits_behind', behindHelp, [], () => whenKnown(behind));
    const successHelp = 'When the remote was last read without an error, in seconds since 1970.';
    this.gauge('dateline_publish_success_timestamp_seconds', successHelp, [], () => whenKnown(lastSuccess));
    let counts: ReturnType<typeof countDiagnostics> | null = null;
    const forget = () => {
      counts = null;
    };
    store.onSync(forget);
    store.onDiagnostics(forget);
    this.gauge('dateline_diagnostics', 'Diagnostics of all content files, by severity.', ['severity'], () => {
      counts ??= countDiagnostics(store.diagnostics());
      return [
        [{ severity: 'error' }, counts.errors],
        [{ severity: 'warning' }, counts.warnings],
      ];
    });
  }
}

function listed(values: Values): Exclude<Values, number> {
  return typeof values === 'number' ? [[{}, values]] : values;
}
