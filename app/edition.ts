import { messagesIn } from '#lib/i18n/catalogue.ts';
import type { Edition } from '#lib/routes/editions.ts';
import { editionParameter } from '#lib/routes/route-parameters.ts';
import { arePagesFor, contentStore } from '#lib/store/process-store.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';

/**
 * Returns what the pages of an edition need: the store, its queries, the publication in that language, and the
 * messages of the interface. `isExport` pages leave out what static files cannot answer; `isStaging` pages say that
 * the site is being tried.
 */
export function editionContext(edition: Edition) {
  const store = contentStore();
  const queries = queriesFor(store, edition);
  const publication = queries.publication();
  const { edition: own, language } = publication;
  return {
    store,
    queries,
    publication,
    edition: own,
    messages: messagesIn(language),
    isExport: arePagesFor('export'),
    isStaging: arePagesFor('staging'),
  };
}

/** Returns the context of the edition that a route's parameters name, together with the other parameters. */
export async function pageContext<Parameters extends { edition: string }>(params: Promise<Parameters>) {
  const { edition, ...rest } = await params;
  return { ...rest, ...editionContext(editionParameter(edition)) };
}
