import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import type { Instant } from '../dates.ts';
import { cacheFolder, imageCacheSettings } from '../paths.ts';
import { startNext } from '../render/render.ts';
import { previewSecret } from '../routes/preview-link.ts';
import type { Syncer } from '../store/content-store.ts';
import { hubOf } from '../syndication/hub.ts';
import { AccessLog } from './access-log.ts';
import { ChangeNotifier, indexNowOf } from './change-notifier.ts';
import { createDevHandler } from './dev-handler.ts';
import { ImageResponder } from './image-responder.ts';
import { openStore } from './open-store.ts';
import { readerOf } from './proxies.ts';
import { Publisher } from './publish-hook.ts';
import { createRequestHandler } from './request-handler.ts';

/** How a site is started. `clock` gives the present instant; `port` 0 takes any that is free. */
export type StartOptions = Readonly<{
  project: string;
  dev: boolean;
  port: number;
  host?: string | undefined;
  clock?: () => Instant;
  /** Runs the syncs; see `syncInThread`. */
  syncer: Syncer;
  publishSecret?: string | undefined;
  pollSeconds?: number | undefined;
  /** Whose `X-Forwarded-…` is believed; see `readerOf`. */
  trustedProxies?: string | undefined;
  /** Where answers are noted, if anywhere; see `AccessLog`. */
  accessLog?: string | undefined;
}>;

/** A site that answers. `close` ends what is being answered, then everything. */
export type RunningSite = Readonly<{ name: string; port: number; close(): Promise<void> }>;

/**
 * Who sends the head of a request slower than this, or the whole, is cut off: a few hundred such connections would else hold a server. A proxy in front
 * keeps idle connections for a minute; they must not end under its hands.
 */
const TIMES = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
};
/** Who takes nothing of an answer for this long is cut off, too. */
const SILENCE_MILLISECONDS = 70_000;
/** Bytes of a request's line and headers; more are answered 431. */
const MAX_HEADER_BYTES = 16_384;
/** Answers that are under way when the site is told to end have this long. */
const GRACE_MILLISECONDS = 10_000;

/** A request that was sent before then is here after this time. */
const COMING_MILLISECONDS = 150;

/** Opens the store, starts Next, and answers readers. The project must be built unless `dev`. Throws when the port is taken. */
export async function startSite(options: StartOptions): Promise<RunningSite> {
  const reader = readerOf(options.trustedProxies ?? '');
  let front: RequestListener | null = null;
  const media = new ImageResponder(imageCacheSettings(options.project, process.env));
  const secret = previewSecret(process.env); // the page that is a preview reads it there, too
  const targets = { hub: hubOf(process.env), indexNow: indexNowOf(process.env) };
  const server = createServer({ ...TIMES, maxHeaderSize: MAX_HEADER_BYTES }, (request, response) =>
    front?.(request, response),
  );
  server.timeout = SILENCE_MILLISECONDS;
  const [store, renderer] = await Promise.all([
    openStore(options.project, {
      clock: options.clock,
      syncer: () => options.syncer,
      showsUnpublished: options.dev,
    }),
    startNext(options.project, options.dev, server),
  ]);
  const publisher = new Publisher(store, options.publishSecret ?? null, options.pollSeconds ?? null);
  const log = options.accessLog ? new AccessLog(options.accessLog, reader) : null;
  front = options.dev
    ? createDevHandler(store, renderer)
    : createRequestHandler({
        store,
        renderer,
        publisher,
        readerOf: reader,
        log,
        media,
        previewSecret: secret,
        indexNowKey: targets.indexNow?.key ?? null,
      });
  const announcer = options.dev
    ? null
    : new ChangeNotifier(store, targets, path.join(cacheFolder(options.project, process.env), 'announced.json'));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    name: store.publication().name,
    port: (server.address() as AddressInfo).port,
    async close() {
      publisher.stop();
      announcer?.stop();
      await endAnswers(server);
      media.close();
      await log?.close();
      await renderer.close();
      await store.close();
    },
  };
}

/** Until what has come by now has been taken note of: a timer that is late, because a page was being made, is before it in the queue. */
async function arrived(): Promise<void> {
  await turn(); // connections are accepted
  await turn(); // and read
}

/** Takes no more connections, and ends each when what was asked on it is answered. */
async function endAnswers(server: Server): Promise<void> {
  // Whoever connected before is not turned away: a server that was at work has not taken note of them yet.
  await delay(COMING_MILLISECONDS);
  await arrived();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that was answering becomes idle only afterwards.
  const idle = setInterval(() => void arrived().then(() => server.closeIdleConnections()), 50);
  const late = setTimeout(() => server.closeAllConnections(), GRACE_MILLISECONDS);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
