import { AsyncLocalStorage } from 'node:async_hooks';
import path from 'node:path';
import { processConfig, type StorePaths } from '../config.ts';
import type { Instant } from '../dates.ts';
import { startLog } from '../log.ts';
import { buildInUse } from '../programs.ts';
import { ContentStore } from '../store/content-store.ts';
import { claimContentStore, makePagesFor, type PagePurpose, setContentStore } from '../store/process-store.ts';
import { startNext } from './next-pages.ts';
import { renderPage } from './page-renderer.ts';
import type { Rendering } from './rendering.ts';
import { Stylesheets } from './stylesheets.ts';

// A render process: holds Next, and renders the pages that the server asks for; see `render-pool.ts`. Its argument is `RenderSettings` as JSON.

/**
 * What a render process needs to know. `hub` is the URL of the WebSub hub; `purpose` is what pages are made for besides
 * readers.
 */
export type RenderSettings = Readonly<{
  project: string;
  paths: StorePaths;
  hub: string | null;
  purpose?: PagePurpose | null;
}>;

/** A page to render (see `RenderRequest`) as of `now`, from the index `index` (see `indexId`). */
export type RenderJob = Readonly<{ id: number; path: string; now: Instant; index: string }>;

/** What a render process reports: that it is ready, that it is alive; the result of a job; an error, with SQLite's code if it has one. `memory` is in bytes. */
export type RenderReply =
  | Readonly<{ ready: true }>
  | Readonly<{ alive: true }>
  | Readonly<{ id: number; rendering: Rendering; memory: number }>
  | Readonly<{ id: number; message: string; stack: string; errcode: number | undefined }>;

/** Pause between two signs of life. A process that gives none for long is stopped. */
const ALIVE_MILLISECONDS = 1_000;

const { project, paths, hub, purpose } = JSON.parse(process.argv[2] ?? '') as RenderSettings;

/** The instant of the job that runs: pages of one process may be rendered at the same time. */
const now = new AsyncLocalStorage<Instant>();

// The server stops its render processes after the last answer, by ending the connection.
process.on('SIGTERM', () => {});
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());

const config = processConfig();
await startLog(config);
claimContentStore();
if (purpose) makePagesFor(purpose);
const store = ContentStore.follower({ ...paths, clock: () => now.getStore() ?? Date.now() });
setContentStore(store);
const stylesheets = Stylesheets.of(path.join(project, buildInUse() ?? ''));
const parts = {
  store,
  next: await startNext(project),
  stylesheets,
  hub,
  isExport: purpose === 'export',
  unsaved: config,
};

/** Asking the system for the memory takes half a millisecond: it grows slowly enough to ask every few pages. */
const PAGES_PER_LOOK = 16;
let memory = 0;
let pages = 0;

function memoryNow(): number {
  if (pages++ % PAGES_PER_LOOK === 0) memory = process.memoryUsage.rss();
  return memory;
}

async function answer({ id, path, now: instant, index }: RenderJob): Promise<RenderReply> {
  try {
    const rendering = await now.run(instant, () => {
      store.follow(index);
      return renderPage(parts, path);
    });
    return { id, rendering, memory: memoryNow() };
  } catch (error) {
    const { message, stack = message, errcode } = error as Error & { errcode?: number };
    return { id, message, stack, errcode };
  }
}

const send = (reply: RenderReply) => process.send?.(reply, undefined, undefined, () => {});
process.on('message', async (job: RenderJob) => send(await answer(job)));
send({ ready: true });
setInterval(() => send({ alive: true }), ALIVE_MILLISECONDS);
