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

/**
 * What pages may be made for besides readers of a site: for an export, without what static files cannot answer; or for a
 * site that is being tried, which every page says.
 */
export type PagePurpose = 'export' | 'staging';

const purpose = Symbol.for('dateline.page-purpose');

/** Makes the pages of this process for a purpose. */
export function makePagesFor(given: PagePurpose): void {
  (globalThis as unknown as Record<symbol, PagePurpose>)[purpose] = given;
}

/** Whether the pages of this process are made for a purpose. */
export function arePagesFor(wanted: PagePurpose): boolean {
  return (globalThis as unknown as Record<symbol, PagePurpose>)[purpose] === wanted;
}
