import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { StoryList } from '#components/story-list.tsx';
import { collectionData } from '#lib/syndication/structured-data.ts';
import { pageNumber, pathTo, slugParameter } from '#lib/routes/urls.ts';
import { routeOf } from '../../../edition.ts';
import { pageMetadata } from '../../../page-metadata.ts';
import { StructuredData } from '../../../structured-data.tsx';

type Props = { params: Promise<{ edition: string; slug: string; number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { index, edition, words, slug, number } = await routeOf(params);
  const series = index.series(slugParameter(slug));
  if (!series) return {};
  const page = pageNumber(number);
  return pageMetadata({
    place: { kind: 'series', edition, slug: series.slug, page },
    title: page === 1 ? series.name : words.titleOfPage(series.name, page),
    description: words.allParts(series.name),
    feed: { kind: 'series', edition, slug: series.slug },
  });
}

export default async function Page({ params }: Props) {
  const { index, publication, edition, words, slug, number } = await routeOf(params);
  const series = index.series(slugParameter(slug));
  const list = series && index.storiesIn(series.slug, pageNumber(number));
  if (!list) notFound();
  const trail = [
    { name: series.name, place: { kind: 'series', edition, slug: series.slug, page: list.page } },
  ] as const;
  return (
    <>
      <StructuredData data={collectionData(trail, words.allParts(series.name), list)} />
      <ListHead
        publication={publication}
        title={series.name}
        note={words.aSeries(words.stories(list.total))}
        feed={{ kind: 'series', edition, slug: series.slug }}
      />
      <StoryList
        list={list}
        publication={publication}
        pathOf={(page) => pathTo({ kind: 'series', edition, slug: series.slug, page })}
        empty=""
      />
    </>
  );
}
