import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { SearchForm } from '#components/search-form.tsx';
import { SearchResults } from '#components/search-results.tsx';
import { type SearchQuery, searchQueryOf } from '#lib/routes/search-address.ts';
import { pageContext } from '../../edition.ts';
import { pageMetadata } from '../../page-metadata.ts';

type Props = {
  params: Promise<{ edition: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

async function askedBy({ searchParams }: Props): Promise<SearchQuery> {
  const given = Object.entries(await searchParams).map(([name, value]) => [name, [value].flat()[0] ?? '']);
  return searchQueryOf(new URLSearchParams(given as [string, string][]));
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { q } = await askedBy(props);
  const { publication, edition, messages } = await pageContext(props.params);
  return {
    ...pageMetadata({
      route: { kind: 'search', edition },
      title: q ? messages.searchTitle(q) : messages.search,
      description: messages.storiesOf(publication.name),
    }),
    // Search engines know the pages that are found.
    robots: { index: false },
  };
}

export default async function Page(props: Props) {
  const query = await askedBy(props);
  const { queries, publication, messages } = await pageContext(props.params);
  const result = query.q ? queries.search(query) : null;
  if (query.q && !result) notFound();
  return (
    <>
      <ListHead publication={publication} title={messages.search} note="" />
      <SearchForm
        query={query}
        sections={queries.sections()}
        several={queries.editions().length > 1}
        tag={queries.tag(query.tag)?.name ?? ''}
        author={queries.author(query.author)?.name ?? ''}
        publication={publication}
      />
      {result && <SearchResults result={result} query={query} publication={publication} />}
    </>
  );
}
