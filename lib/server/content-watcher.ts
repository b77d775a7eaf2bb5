import path from 'node:path';
import watcher, { type AsyncSubscription, type Options, type SubscribeCallback } from '@parcel/watcher';
import { hasExtension, realFolders } from '../content/files.ts';
import { log } from '../log.ts';
import type { ContentStore } from '../store/content-store.ts';

/**
 * A save is often several events (a temporary file, a rename); a checkout is thousands. One sync serves a
 * burst.
 */
const BURST_MILLISECONDS = 15;

/**
 * All files are compared this long after the last event, since @parcel/watcher can lose one that comes while
 * it hands over others. At 100,000 files a comparison takes 1.3 s of a processor, outside of the process that
 * answers readers.
 */
const RECHECK_MILLISECONDS = 5_000;

/**
 * All files are compared this often, for folders whose changes no watcher reports, such as those of another
 * machine.
 */
const COMPARE_MILLISECONDS = 600_000;

/**
 * It is looked this often whether a link to the content leads to another folder, as git-sync changes it for each
 * commit.
 */
const LINK_MILLISECONDS = 1_000;

/**
 * A sync that failed is tried again after this time: a full disk is emptied without a change to the content.
 */
const RETRY_MILLISECONDS = 5_000;

// By default the watcher looks for Watchman each time, with a shell that is not waited for.
const BACKEND = ({ linux: 'inotify', darwin: 'fs-events', win32: 'windows' } as const)[process.platform as string];

/** Reports changes in a folder and the folders in it; `subscribe` of @parcel/watcher. */
type Subscribe = (folder: string, callback: SubscribeCallback, options: Options) => Promise<AsyncSubscription>;

/**
 * Syncs `store` whenever a file of its folders changes, and calls `onSynced` after each sync. A sync that
 * fails is logged and tried again. Throws when the folders cannot be watched.
 */
export async function watchContent(
  store: Pick<ContentStore, 'folders' | 'sync'>,
  onSynced: () => void,
  subscribe: Subscribe = watcher.subscribe,
): Promise<void> {
  let changed: Set<string> | null = new Set(); // null: anything may have changed
  let isDue = false;
  let subscriptions: AsyncSubscription[] = [];
  let hasNewFolder = false;
  let watched = '';
  let recheck: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;

  const syncSoon = async (): Promise<void> => {
    if (isDue) return;
    isDue = true;
    await new Promise((resolve) => setTimeout(resolve, BURST_MILLISECONDS));
    isDue = false;
    try {
      if (hasNewFolder) await watch();
      const paths = changed && [...changed];
      changed = new Set();
      await store.sync(paths);
      onSynced();
    } catch (error) {
      log.error(`The content could not be read; the site serves what it has. ${(error as Error).message}`);
      // The folder itself may have been deleted, and its watcher with it.
      hasNewFolder = true;
      // One at a time, however many syncs fail meanwhile.
      clearTimeout(retry);
      retry = setTimeout(compareAll, RETRY_MILLISECONDS).unref();
    }
  };

  const compareAll = () => {
    changed = null;
    void syncSoon();
  };

  const onEvents =
    (folder: string, root: string): SubscribeCallback =>
    (error, events) => {
      if (error) {
        log.error(`Some changes to the content were not reported (${error.message}). Comparing all files.`);
        changed = null;
      }
      for (const { type, path: absolute } of events ?? []) {
        const name = `${root}/${path.relative(folder, absolute).split(path.sep).join('/')}`;
        changed?.add(name);
        // A folder that is made in a new folder can escape the watcher: watch everything anew.
        if (type === 'create' && !hasExtension(name)) hasNewFolder = true;
      }
      void syncSoon();
      clearTimeout(recheck);
      recheck = setTimeout(compareAll, RECHECK_MILLISECONDS).unref();
    };

  /** Watches all folders that exist now. The comparison after it finds what came into a new folder before. */
  const watch = async () => {
    hasNewFolder = false;
    // First, since subscriptions to a folder share one watcher: a second would join the one that missed
    // something.
    await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()));
    // The watcher follows no link, not even one to the folder itself.
    const { content, public: publicFolder } = realFolders(store.folders);
    watched = content;
    subscriptions = await Promise.all([
      // A fetch changes hundreds of files in .git.
      subscribe(content, onEvents(content, 'content'), { backend: BACKEND, ignore: ['.git'] } as Options),
      subscribe(publicFolder, onEvents(publicFolder, 'public'), { backend: BACKEND } as Options),
    ]);
    changed = null;
  };

  const followLink = () => {
    if (realFolders(store.folders).content === watched) return;
    hasNewFolder = true;
    void syncSoon();
  };

  await watch();
  setInterval(followLink, LINK_MILLISECONDS).unref();
  setInterval(compareAll, COMPARE_MILLISECONDS).unref();
  await syncSoon();
}
