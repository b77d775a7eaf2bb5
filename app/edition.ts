import { messagesIn } from '#lib/i18n/catalogue.ts';
import type { Edition } from '#lib/routes/editions.ts';
import { editionParameter } from '#lib/routes/route-parameters.ts';
import { contentStore } from '#lib/store/process-store.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';

/** What the pages of an edition are made of: what they ask, the publication as it is there, and the words that they have of their own. */
export function editionContext(edition: Edition) {
  const store = contentStore();
  const queries = queriesFor(store, edition);
  const publication = queries.publication();
  return { store, queries, publication, edition: publication.edition, messages: messagesIn(publication.language) };
}

/** That of the edition in a route's parameters, with the others. */
export async function pageContext<Parameters extends { edition: string }>(params: Promise<Parameters>) {
  const { edition, ...rest } = await params;
  return { ...rest, ...editionContext(editionParameter(edition)) };
}
