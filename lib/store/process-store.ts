import type { ContentStore } from './content-store.ts';

// Next's bundles and Node each have a copy of this module; a symbol on `globalThis` is the same for all.
const shared = globalThis as unknown as Record<symbol, ContentStore | undefined>;
const key = Symbol.for('dateline.store');

/**
 * Makes `store` the store of this process. The start code calls it once; all other code gets its store
 * passed.
 */
export function setContentStore(store: ContentStore): void {
  shared[key] = store;
}

const claim = Symbol.for('dateline.store-is-claimed');

/** Declares that this process opens its store by itself, so that Next must not. */
export function claimContentStore(): void {
  (globalThis as unknown as Record<symbol, boolean>)[claim] = true;
}

/** Whether this process opens its store by itself. */
export function isContentStoreClaimed(): boolean {
  return (globalThis as unknown as Record<symbol, boolean>)[claim] === true;
}

/**
 * The store of this process, for the code that Next calls: the pages and route handlers in `app/`. Throws if
 * none is open.
 */
export function contentStore(): ContentStore {
  const store = shared[key];
  if (!store) throw new Error('No store is open in this process.');
  return store;
}

const forExport = Symbol.for('dateline.pages-for-export');

/** Makes the pages of this process those of an export: without what static files cannot answer. */
export function makePagesForExport(): void {
  (globalThis as unknown as Record<symbol, boolean>)[forExport] = true;
}

/** Whether the pages of this process are those of an export; see `makePagesForExport`. */
export function arePagesForExport(): boolean {
  return (globalThis as unknown as Record<symbol, boolean>)[forExport] === true;
}
