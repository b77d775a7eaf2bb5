import path from 'node:path';
import type { Config } from '../config.ts';
import { nameInContent } from '../content/files.ts';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import { engineOf, renderSettings } from '../render/engine.ts';
import { openStore } from '../server/open-store.ts';
import { Publisher } from '../server/publish-hook.ts';
import { syncInThread } from '../server/sync-thread.ts';
import { ContentStore } from '../store/content-store.ts';
import { indexId, openIndex } from '../store/index-file.ts';
import { storedDiagnostics } from '../store/stored-diagnostics.ts';
import { updateFileHistories } from '../store/sync/file-histories.ts';
import { showProgress } from '../store/sync/progress.ts';
import { sync } from '../store/sync/sync.ts';
import { ExportRenderer } from './export-renderer.ts';
import type { ImageChoice } from './image-paths.ts';
import { Manifest } from './manifest.ts';
import { OutputError, OutputFolder } from './output-folder.ts';
import { SiteAnswers } from './site-answers.ts';
import { type ExportReport, SiteExport } from './site-export.ts';

/** What to export: the site of `project` and `config` to the folder `out` (absolute), with `images`. */
export type ExportOptions = Readonly<{ project: string; config: Config; out: string; images: ImageChoice }>;

/** Jobs that each render process gets at a time, and the most processes. */
const WIDTH = 8;
/** Timers take no longer delay. */
const MAX_DELAY = 2_147_483_647;

/** An export of a site. Open it with `openExport`. */
export type OpenExport = Readonly<{
  /** The diagnostics of the files, as of the last sync. */
  diagnostics: readonly Diagnostic[];
  /** Brings the folder up to date with the content. */
  run(): Promise<ExportReport>;
  /** Calls `onReport` after each further export, when content or the time changes pages, until `signal`. */
  watch(onReport: (report: ExportReport) => void, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}>;

/**
 * Opens the output folder, reads the content and starts to load Next. Throws an `OutputError` when the folder cannot
 * be used, and what `sync` throws.
 */
export async function openExport({ project, config, out, images }: ExportOptions): Promise<OpenExport> {
  const { folders } = config.paths;
  if (Object.values(folders).includes(out) || nameInContent(folders, out) !== null)
    throw new OutputError(`${out} is in the content. Name a folder outside of it.`);
  const output = new OutputFolder(out);
  const manifest = new Manifest(output.manifest);
  const settings = renderSettings(project, config, true);
  const renderer = new ExportRenderer(settings);
  const { store, diagnostics } = await readContent(settings.paths).catch((error) => {
    renderer.close();
    manifest.close();
    output.close();
    throw error;
  });
  renderer.serve(store);
  const exporterOf = (store: ContentStore) => {
    const answers = new SiteAnswers(store, renderer, {
      ...config.imageCache,
      folder: path.join(config.cacheFolder, 'export-media'),
    });
    const parts = {
      store,
      renderer,
      answers,
      output,
      manifest,
      engine: engineOf(settings, config),
      images,
      width: WIDTH,
    };
    return { answers, exporter: new SiteExport(parts) };
  };
  const first = exporterOf(store);
  return {
    diagnostics,
    run: () => first.exporter.run(),
    async watch(onReport, signal) {
      const syncer = syncInThread(config.paths, showProgress());
      const live = await openStore(config, { syncer: () => syncer });
      renderer.serve(live);
      const { answers, exporter } = exporterOf(live);
      const publisher = new Publisher(live, null, config.pollSeconds);
      await followChanges(live, async () => onReport(await exporter.run()), signal);
      publisher.stop();
      answers.close();
      await live.close();
    },
    async close() {
      first.answers.close();
      renderer.close();
      await store.close();
      manifest.close();
      output.close();
    },
  };
}

/** Brings the index up to date, and returns a store that reads it. */
async function readContent(
  paths: Config['paths'],
): Promise<{ store: ContentStore; diagnostics: readonly Diagnostic[] }> {
  const db = openIndex(paths);
  try {
    await sync(db, paths.folders, null, { progress: showProgress() });
    // Without git there are no histories.
    await updateFileHistories(db, paths.folders).catch(() => null);
    const store = ContentStore.follower(paths);
    store.follow(indexId(db));
    return { store, diagnostics: storedDiagnostics(db) };
  } finally {
    db.close();
  }
}

/** Calls `work` when content or the time changes what readers see, until `signal`. One call runs at a time. */
async function followChanges(store: ContentStore, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  let wake = () => {};
  let isDue = true; // something may have changed since the first export
  store.onChange(() => {
    isDue = true;
    wake();
  });
  signal.addEventListener('abort', () => wake());
  while (!signal.aborted) {
    if (isDue) {
      isDue = false;
      await work();
      continue;
    }
    const wait = Math.min(Math.max(store.nextChange() - store.clock(), 0), MAX_DELAY);
    const timer = setTimeout(() => {
      isDue = true;
      wake();
    }, wait);
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    clearTimeout(timer);
  }
}
