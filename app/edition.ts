import { indexOf } from '#lib/store/queries/queries.ts';
import { wordsIn } from '#lib/i18n/catalogue.ts';
import { type Edition, editionParameter } from '#lib/routes/urls.ts';

/** What the pages of an edition are made of: what they ask, the publication as it is there, and the words that they have of their own. */
export function editionNamed(edition: Edition) {
  const index = indexOf(edition);
  const publication = index.publication();
  return { index, publication, edition: publication.edition, words: wordsIn(publication.language) };
}

/** That of the edition in a route's parameters, with the others. */
export async function routeOf<Parameters extends { edition: string }>(params: Promise<Parameters>) {
  const { edition, ...rest } = await params;
  return { ...rest, ...editionNamed(editionParameter(edition)) };
}
