import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instant } from '../dates.ts';
import type { Syncer } from '../index/newsroom.ts';
import { mediaStore } from '../index/places.ts';
import { Media } from '../media/media.ts';
import { createDevFront } from './dev-front.ts';
import { createFront } from './front.ts';
import { openNewsroom } from './open-newsroom.ts';
import { Publisher } from './publish.ts';
import { startNext } from './render.ts';

/** How a site is started. `clock` gives the present instant; `port` 0 takes any that is free. */
export type StartOptions = Readonly<{
  project: string;
  dev: boolean;
  port: number;
  host?: string | undefined;
  clock?: () => Instant;
  /** Runs the syncs; see `syncOutside`. */
  syncer: Syncer;
  publishSecret?: string | undefined;
  pollSeconds?: number | undefined;
}>;

/** A site that answers. `close` ends what is being answered, then everything. */
export type RunningSite = Readonly<{ name: string; port: number; close(): Promise<void> }>;

/** Opens the newsroom, starts Next, and answers readers. The project must be built unless `dev`. Throws when the port is taken. */
export async function startSite(options: StartOptions): Promise<RunningSite> {
  let front: RequestListener | null = null;
  const media = new Media(mediaStore(options.project, process.env));
  const server = createServer((request, response) => front?.(request, response));
  const [newsroom, renderer] = await Promise.all([
    openNewsroom(options.project, {
      clock: options.clock,
      syncer: () => options.syncer,
    }),
    startNext(options.project, options.dev, server),
  ]);
  const publisher = new Publisher(newsroom, options.publishSecret ?? null, options.pollSeconds ?? null);
  front = options.dev ? createDevFront(newsroom, renderer) : createFront(newsroom, renderer, publisher, media);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    name: newsroom.publication().name,
    port: (server.address() as AddressInfo).port,
    async close() {
      publisher.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      media.close();
      await closed;
      await renderer.close();
      await newsroom.close();
    },
  };
}
