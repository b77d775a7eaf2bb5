import { setTimeout as delay } from 'node:timers/promises';
import { type Config, processConfig, type StorePaths } from '../config.ts';
import { type Diagnostic, formatDiagnostic } from '../content/parse/diagnostic.ts';
import { log } from '../log.ts';
import { ContentStore } from '../store/content-store.ts';
import { openIndex } from '../store/index-file.ts';
import { setContentStore } from '../store/process-store.ts';
import type { StoreOptions } from '../store/store-options.ts';
import { watchContent } from './content-watcher.ts';

/** Pause between batches of articles that are added to the search: readers' requests come first. */
const FILL_MILLISECONDS = 20;

// Next's bundle has a copy of this module, and its instrumentation may come while the request handler is
// still opening.
const shared = globalThis as unknown as Record<symbol, Promise<ContentStore> | undefined>;
const key = Symbol.for('dateline.opening');

/**
 * Opens the store of `config` (by default that of the working directory) once for this process, and keeps it
 * up to date with its files. Logs how many files it read, and their diagnostics. Throws when there is no
 * valid publication.yaml.
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
  if (report.filling && report.read < report.files)
    log.info(`Content: ${report.read} of ${report.files} files are read; the others follow.`);
  void store.whenFilled().then(({ files, read, milliseconds }) => {
    log.info(`Content: ${files} files, ${read} read in ${Math.round(milliseconds)} ms.`);
    reportDiagnostics(store);
    store.onDiagnostics(() => reportDiagnostics(store));
  });
  // A syncer that is given updates the search, too.
  if (!options.syncer) fillSearch(store, paths);
  // Readers need not wait for it: the first comparison finds what changed meanwhile.
  watchContent(store, () => reportDiagnostics(store)).catch((error: Error) =>
    log.error(`The content folder is not watched: ${error.message}`),
  );
  return store;
}

/** Adds articles to the search under plain Next, a few at a time, between the other work of this process. */
function fillSearch(store: ContentStore, paths: StorePaths): void {
  let filling = false;
  const fill = async () => {
    if (filling) return;
    filling = true;
    try {
      const { makeSearchable } = await import('../search/search-index.ts');
      const db = openIndex(paths);
      try {
        while (makeSearchable(db, store.clock())) await delay(FILL_MILLISECONDS);
      } finally {
        db.close();
      }
    } catch (error) {
      log.error(`The search index could not be updated: ${(error as Error).message}`);
    }
    filling = false;
  };
  store.onSync(() => void fill());
  void fill();
}

let reported = new Map<string, Diagnostic>();

/** Logs each diagnostic once, until it is fixed. */
function reportDiagnostics(opened: ContentStore): void {
  const present = new Map(opened.diagnostics().map((diagnostic) => [formatDiagnostic(diagnostic), diagnostic]));
  for (const line of present.keys()) if (!reported.has(line)) log.warn(line);
  const fixed = [...reported].flatMap(([line, diagnostic]) => (present.has(line) ? [] : [diagnostic]));
  if (fixed.length > 0) log.info(`${counted(fixed)} fixed, ${counted([...present.values()])} left.`);
  reported = present;
}

/** `2 errors and 1 warning`. */
function counted(diagnostics: readonly Diagnostic[]): string {
  const parts = (['error', 'warning'] as const).flatMap((severity) => {
    const number = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}${number === 1 ? '' : 's'}`];
  });
  return parts.join(' and ') || 'none';
}
