import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { SearchForm } from '#components/search-form.tsx';
import { SearchResults } from '#components/search-results.tsx';
import { type SearchQuery, searchQueryOf } from '#lib/routes/urls.ts';
import { routeOf } from '../../edition.ts';
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
  const { publication, edition, words } = await routeOf(props.params);
  return {
    ...pageMetadata({
      place: { kind: 'search', edition },
      title: q ? words.searchFor(q) : words.search,
      description: words.everythingOf(publication.name),
    }),
    // What is found are pages that search engines know.
    robots: { index: false },
  };
}

export default async function Page(props: Props) {
  const query = await askedBy(props);
  const { index, publication, words } = await routeOf(props.params);
  const result = query.q ? index.search(query) : null;
  if (query.q && !result) notFound();
  return (
    <>
      <ListHead publication={publication} title={words.search} note="" />
      <SearchForm
        query={query}
        sections={index.sections()}
        several={index.editions().length > 1}
        tag={index.tag(query.tag)?.name ?? ''}
        author={index.author(query.author)?.name ?? ''}
        publication={publication}
      />
      {result && <SearchResults result={result} query={query} publication={publication} />}
    </>
  );
}
