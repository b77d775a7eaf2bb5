import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { type Config, readConfig } from '../config.ts';
import type { Instant } from '../dates.ts';
import { loadEnvFiles } from '../env-files.ts';
import { cloneConfigured } from '../git/clone-remote.ts';
import { log, startLog } from '../log.ts';
import { engineOf, renderSettings } from '../render/engine.ts';
import { RenderPool } from '../render/render-pool.ts';
import type { ContentStore } from '../store/content-store.ts';
import { showProgress } from '../store/sync/progress.ts';
import type { Trace } from '../store/trace.ts';
import { AccessLog } from './access-log.ts';
import { AnswerCounts } from './answer-counts.ts';
import { keysOfPage } from './cdn-keys.ts';
import { CDN_SERVICES, sharedCaching } from './cdn-services.ts';
import { ChangeNotifier } from './change-notifier.ts';
import { ImageResponder } from './image-responder.ts';
import type { MetricSources } from './metrics.ts';
import { openStore } from './open-store.ts';
import { PageCache } from './page-cache.ts';
import { PageFile } from './page-file.ts';
import { PageWarmer } from './page-warmer.ts';
import { limitPipelining } from './pipeline-limit.ts';
import { answerStarting, Probes } from './probes.ts';
import { readerOf, requestIdOf } from './proxies.ts';
import { Publisher } from './publish-hook.ts';
import { Purger } from './purger.ts';
import { ReadCounts } from './read-counts.ts';
import { createRequestHandler } from './request-handler.ts';
import { staged } from './staging.ts';
import { syncInThread } from './sync-thread.ts';

/** How a site is started: in the folder `project`; `clock` gives the present instant. */
export type StartOptions = Readonly<{ project: string; dev: boolean; clock?: () => Instant }>;

/** A site that answers. `close` ends what is being answered, then everything. */
export type RunningSite = Readonly<{ name: string; port: number; close(): Promise<void> }>;

/**
 * Closes connections whose headers or request arrive slower than this: a few hundred of them would block the
 * server. Idle connections stay open for longer than the minute that a proxy keeps them.
 */
const TIMES = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
};
/** A connection on which nothing moves for this long is closed. */
const SILENCE_MILLISECONDS = 70_000;
/** Bytes of a request's line and headers; more are answered 431. */
const MAX_HEADER_BYTES = 16_384;
/** Answers under way when the site stops have this long. */
const GRACE_MILLISECONDS = 10_000;

/** Requests that were sent before the site stops arrive within this time. */
const ARRIVAL_MILLISECONDS = 150;

/**
 * Opens the store and answers readers; pages are rendered in other processes, with the build in use (see
 * `setBuildInUse`) unless `dev`. Throws when a setting is wrong and when the port is taken.
 */
export async function startSite({ project, dev, clock = Date.now }: StartOptions): Promise<RunningSite> {
  loadEnvFiles(project, dev);
  const config = readConfig(project, process.env);
  await startLog(config);
  let handler = answerStarting(readerOf(config.trustedProxies));
  const server = createServer(
    {
      ...TIMES,
      maxHeaderSize: MAX_HEADER_BYTES,
      // An upgrade that a server does not know is answered as the plain request (RFC 9110, 7.8). Otherwise
      // any listener would take the connection, and nobody would close it. Only Next's dev mode has sockets.
      shouldUpgradeCallback: () => dev,
    },
    limitPipelining((request, response) => {
      // Node loses requests that have already come after an ignored upgrade. The client sends them again.
      if (request.headers.upgrade !== undefined) response.setHeader('Connection', 'close');
      handler(request, response);
    }),
  );
  // Next compiles a page of dev mode at its first request, which takes a slow machine long.
  server.timeout = dev ? 0 : SILENCE_MILLISECONDS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host ?? undefined, resolve);
  });
  await cloneConfigured(config, (url) => log.info(`Cloning ${url} …`));
  const syncer = syncInThread(config.paths, showProgress(), clock);
  // Its processes load Next while the store is opened.
  const settings = dev ? null : renderSettings(project, config);
  const pool = settings && new RenderPool(settings, config.renderProcesses);
  const store = await openStore(config, { clock, syncer: () => syncer, showsUnpublished: dev });
  const site = pool
    ? await readersSite(store, config, pool, engineOf(settings, config))
    : await devSite(project, store, server);
  handler = config.staging && !dev ? staged(site.handler, config.staging) : site.handler;
  return {
    name: store.publication().name,
    port: (server.address() as AddressInfo).port,
    async close() {
      await site.stop?.();
      await endAnswers(server);
      await site.close();
      await store.close();
    },
  };
}

/**
 * What answers requests. `stop` ends what begins by itself, once no more readers should come; `close` ends the
 * rest, after the last answer.
 */
type Site = Readonly<{ handler: RequestListener; stop?(): Promise<void>; close(): Promise<void> }>;

async function readersSite(store: ContentStore, config: Config, pool: RenderPool, engine: string): Promise<Site> {
  const file = new PageFile({ ...config.pageCache, engine });
  // Nobody is notified of a site that is being tried, and no shared cache keeps it until it is purged.
  const cdn = config.staging ? null : config.cdn;
  const separator = cdn && CDN_SERVICES[cdn.service].separator;
  const cache = new PageCache(store, pool, file, separator && ((trace: Trace) => keysOfPage(trace).join(separator)));
  const warmer = new PageWarmer({
    store,
    cache,
    counts: new ReadCounts(path.join(config.cacheFolder, 'reads.json')),
    whenIdle: () => pool.whenIdle(),
    limit: config.warmPages,
  });
  const reader = readerOf(config.trustedProxies);
  const requestId = requestIdOf(config.trustedProxies);
  const media = new ImageResponder(store, config.imageCache);
  const publisher = new Publisher(store, config.publishSecret, config.pollSeconds);
  const probes = new Probes(store);
  const purger =
    cdn &&
    new Purger(store, cdn, {
      file: path.join(config.cacheFolder, 'purged.json'),
      engine,
      findMissed: () => cache.findMissed(),
    });
  const targets = config.staging ? { hub: null, indexNow: null } : config;
  const notifier = new ChangeNotifier(store, targets, path.join(config.cacheFolder, 'announced.json'));
  const accessLog = config.accessLog ? new AccessLog(config.accessLog, reader, requestId) : null;
  const answers = config.metricsPort === null ? null : new AnswerCounts();
  const metrics =
    answers && (await listenForMetrics(config, { store, cache, pool, publisher, probes, answers, purger }));
  pool.serve(store);
  return {
    handler: createRequestHandler({
      store,
      cache,
      renderer: pool,
      publisher,
      probes,
      readerOf: reader,
      requestIdOf: requestId,
      accessLog,
      answers,
      media,
      previewSecret: config.previewSecret,
      cacheFolder: config.cacheFolder,
      indexNowKey: targets.indexNow?.key ?? null,
      shared: cdn && sharedCaching(cdn, () => publisher.age),
    }),
    async stop() {
      probes.stop();
      await delay(config.shutdownDelay * 1_000);
      publisher.stop();
      notifier.stop();
      warmer.stop();
      purger?.stop();
    },
    async close() {
      metrics?.close();
      media.close();
      pool.close();
      await file.close();
      await accessLog?.close();
    },
  };
}

/** Answers Prometheus on a port of its own. The library is loaded only then. */
async function listenForMetrics({ metricsPort, host }: Config, sources: MetricSources): Promise<{ close(): void }> {
  const { Metrics } = await import('./metrics.ts');
  const listener = await new Metrics(sources).listen(metricsPort ?? 0, host);
  log.info(`Metrics are at http://localhost:${listener.port}/metrics`);
  return listener;
}

/**
 * The site of `npm run dev`. Its code is loaded only then: production loads nothing of Next in this process.
 */
async function devSite(project: string, store: ContentStore, server: Server): Promise<Site> {
  const { startDevSite } = await import('./dev-handler.ts');
  return startDevSite(project, store, server);
}

/**
 * Resolves once connections that have already arrived are accepted and read: a late timer runs before them.
 */
async function arrived(): Promise<void> {
  await turn(); // connections are accepted
  await turn(); // and read
}

/** Accepts no more connections, and closes each when its requests are answered. */
async function endAnswers(server: Server): Promise<void> {
  // A busy server may not have accepted connections that were made before now. They get their answers.
  await delay(ARRIVAL_MILLISECONDS);
  await arrived();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection becomes idle only after its answer.
  const idle = setInterval(() => void arrived().then(() => server.closeIdleConnections()), 50);
  const late = setTimeout(() => server.closeAllConnections(), GRACE_MILLISECONDS);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
