import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { storyCount } from '#components/name-list.tsx';
import { StoryList } from '#components/story-list.tsx';
import { index } from '#lib/index/queries.ts';
import { collectionData } from '#lib/syndication/structured-data.ts';
import { pageNumber, pathTo, slugParameter } from '#lib/urls.ts';
import { pageMetadata } from '../../page-metadata.ts';
import { StructuredData } from '../../structured-data.tsx';

type Props = { params: Promise<{ slug: string; number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, number } = await params;
  const series = index.series(slugParameter(slug));
  if (!series) return {};
  const page = pageNumber(number);
  return pageMetadata({
    place: { kind: 'series', slug: series.slug, page },
    title: page === 1 ? series.name : `${series.name}, page ${page}`,
    description: describe(series),
    feed: { kind: 'series', slug: series.slug },
  });
}

function describe({ name }: { name: string }): string {
  return `All parts of the series “${name}”.`;
}

export default async function Page({ params }: Props) {
  const { slug, number } = await params;
  const series = index.series(slugParameter(slug));
  const list = series && index.storiesIn(series.slug, pageNumber(number));
  if (!list) notFound();
  const trail = [{ name: series.name, place: { kind: 'series', slug: series.slug, page: list.page } }] as const;
  return (
    <>
      <StructuredData data={collectionData(trail, describe(series), list)} />
      <ListHead
        title={series.name}
        note={`A series, ${storyCount(list.total)} so far`}
        feed={{ kind: 'series', slug: series.slug }}
      />
      <StoryList
        list={list}
        timeZone={index.publication().timeZone}
        pathOf={(page) => pathTo({ kind: 'series', slug: series.slug, page })}
        empty=""
      />
    </>
  );
}
