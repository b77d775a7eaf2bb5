import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import watcher, { type AsyncSubscription, type SubscribeCallback } from '@parcel/watcher';
import { type Config, processConfig, type StorePaths } from '../config.ts';
import { hasEnding } from '../content/files.ts';
import { formatDiagnostic } from '../content/parse/diagnostic.ts';
import { ContentStore, type StoreOptions } from '../store/content-store.ts';
import { openIndex } from '../store/index-file.ts';
import { setContentStore } from '../store/process-store.ts';

// A save is often several events (a temporary file, a rename); a checkout is thousands. One sync serves a burst.
const BURST_MILLISECONDS = 15;
/** A sync that failed is tried again after this time: a full disk is emptied without a change to the content. */
const RETRY_MILLISECONDS = 5_000;
/** All files are compared this often, for what no watcher tells of: a folder on another machine. */
const COMPARE_MILLISECONDS = 600_000;

/** Between articles that are made searchable: whoever reads comes first. */
const FILL_MILLISECONDS = 20;

// Left to itself the watcher looks for Watchman each time, by a shell that nobody waits for.
const BACKEND = ({ linux: 'inotify', darwin: 'fs-events', win32: 'windows' } as const)[process.platform as string];

// Next's bundle has a copy of this module, and its instrumentation may come while the request handler is still opening.
const shared = globalThis as unknown as Record<symbol, Promise<ContentStore> | undefined>;
const key = Symbol.for('dateline.opening');

/**
 * Opens the store of `config` (by default that of the working directory) for this process, once, and follows its files from then on. Says on the console how many files it
 * read and what is wrong with them. Throws when there is no sound publication.yaml.
 */
export function openStore(
  config?: Config,
  options: Pick<StoreOptions, 'clock' | 'syncer' | 'showsUnpublished'> = {},
): Promise<ContentStore> {
  shared[key] ??= open((config ?? processConfig()).paths, options);
  return shared[key];
}

async function open(
  paths: StorePaths,
  options: Pick<StoreOptions, 'clock' | 'syncer' | 'showsUnpublished'>,
): Promise<ContentStore> {
  const { store, report } = await ContentStore.open({ ...paths, ...options });
  setContentStore(store);
  console.log(`Content: ${report.files} files, ${report.read} read in ${Math.round(report.milliseconds)} ms.`);
  reportDiagnostics(store);
  store.onDiagnostics(() => reportDiagnostics(store));
  // Of syncs that are made elsewhere the search is filled there.
  if (!options.syncer) fillSearch(store, paths);
  // Readers need not wait for it: what changes until then is seen by the comparison that `follow` begins with.
  follow(store).catch((error: Error) => console.error(`Changes to the content are not followed: ${error.message}`));
  return store;
}

/** Makes articles searchable under plain Next, a few at a time, between all else that this process does. */
function fillSearch(store: ContentStore, paths: StorePaths): void {
  let filling = false;
  const fill = async () => {
    if (filling) return;
    filling = true;
    try {
      const { makeSearchable } = await import('../search/search-index.ts');
      const db = openIndex(paths);
      try {
        while (makeSearchable(db)) await delay(FILL_MILLISECONDS);
      } finally {
        db.close();
      }
    } catch (error) {
      console.error(`The search could not be filled: ${(error as Error).message}`);
    }
    filling = false;
  };
  store.onSync(() => void fill());
  void fill();
}

let reported = new Set<string>();

/** Says each diagnostic once, as long as it lasts. */
function reportDiagnostics(opened: ContentStore): void {
  const diagnostics = opened.diagnostics().map(formatDiagnostic);
  for (const diagnostic of diagnostics) if (!reported.has(diagnostic)) console.warn(diagnostic);
  const mended = [...reported].filter((diagnostic) => !diagnostics.includes(diagnostic)).length;
  if (mended > 0)
    console.log(`${mended} ${mended === 1 ? 'diagnostic' : 'diagnostics'} mended, ${diagnostics.length} left.`);
  reported = new Set(diagnostics);
}

/** Brings the store up to date whenever a file changes. */
async function follow(store: ContentStore): Promise<void> {
  const { content, public: publicFolder } = store.folders;
  let changed: Set<string> | null = new Set(); // null: anything may have changed
  let waiting = false;
  let watching: AsyncSubscription[] = [];
  let folderCame = false;
  let retry: NodeJS.Timeout | undefined;

  const sync = async (): Promise<void> => {
    if (waiting) return;
    waiting = true;
    await delay(BURST_MILLISECONDS);
    waiting = false;
    try {
      if (folderCame) await watch();
      const paths = changed && [...changed];
      changed = new Set();
      await store.sync(paths);
      reportDiagnostics(store);
    } catch (error) {
      console.error(`The content could not be read; the site serves what it has. ${(error as Error).message}`);
      // The folder itself may have gone, and its watcher with it.
      folderCame = true;
      // One at a time, however many changes fail meanwhile.
      clearTimeout(retry);
      retry = setTimeout(compare, RETRY_MILLISECONDS).unref();
    }
  };

  const compare = () => {
    changed = null;
    void sync();
  };

  /** Watches all folders that there are now. What came into a new folder before it was watched, the comparison after it sees. */
  const watch = async () => {
    folderCame = false;
    // First, since the watcher of a folder is shared, and a second subscription would only join the one that missed something.
    await Promise.all(watching.map((folder) => folder.unsubscribe()));
    // A clone's own folder changes with every fetch, by hundreds of files that are no content.
    const options = { backend: BACKEND, ignore: ['.git'] };
    const noticed =
      (folder: string, root: string): SubscribeCallback =>
      (error, events) => {
        if (error) {
          console.error(`Some changes to the content went unseen (${error.message}); all of it is compared.`);
          changed = null;
        }
        for (const { type, path: absolute } of events ?? []) {
          const name = `${root}/${path.relative(folder, absolute).split(path.sep).join('/')}`;
          changed?.add(name);
          // A folder that is made in a folder just made can escape the watcher: all are watched anew.
          if (type === 'create' && !hasEnding(name)) folderCame = true;
        }
        void sync();
      };
    watching = await Promise.all([
      watcher.subscribe(content, noticed(content, 'content'), options),
      watcher.subscribe(publicFolder, noticed(publicFolder, 'public'), { backend: BACKEND }),
    ]);
    changed = null;
  };

  await watch();
  setInterval(compare, COMPARE_MILLISECONDS).unref();
  // What changed between the first sync and here nobody told of.
  await sync();
}
