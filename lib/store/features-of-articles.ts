import { LRUCache } from 'lru-cache';
import type { ContentStore } from './content-store.ts';
import type { Features } from './related.ts';

/** The features of so many articles are kept, some 600 bytes each. */
const MAX_KEPT = 10_000;

const kept = new WeakMap<ContentStore, { index: string; features: LRUCache<number, Features> }>();

/**
 * The features of the articles with the given ids, in their order; without those that do not exist. To parse them
 * takes longer than to compare them, and those of an id never change.
 */
export function featuresOfArticles(store: ContentStore, ids: readonly number[]): Features[] {
  const features = keptFeatures(store);
  const missing = ids.filter((id) => !features.has(id));
  if (missing.length > 0) {
    const sql = 'SELECT id, features FROM articles WHERE id IN (SELECT value FROM json_each(?))';
    for (const found of store.rows<{ id: number; features: string }>(sql, JSON.stringify(missing)))
      features.set(found.id, JSON.parse(found.features) as Features);
  }
  return ids.flatMap((id) => features.get(id) ?? []);
}

function keptFeatures(store: ContentStore): LRUCache<number, Features> {
  const index = store.openedIndex().id;
  const known = kept.get(store);
  if (known?.index === index) return known.features;
  const features = new LRUCache<number, Features>({ max: MAX_KEPT });
  kept.set(store, { index, features });
  return features;
}
