import { type Edition, editionOf } from '../routes/editions.ts';
import type { ContentStore } from './content-store.ts';

/**
 * What every query and view takes first: the store that it reads, and the language (BCP 47) of the page that
 * asks.
 */
export type QueryContext = Readonly<{ store: ContentStore; language: string }>;

/** The context of an edition's pages. */
export function contextOf(store: ContentStore, edition: Edition): QueryContext {
  return { store, language: edition || store.publication().language };
}

/** The edition in `language` (BCP 47): empty for the publication's own language. */
export function editionIn(store: ContentStore, language: string): Edition {
  return editionOf(language, store.publication().language);
}
