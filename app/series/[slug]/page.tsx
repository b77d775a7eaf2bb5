import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { storyCount } from '#components/name-list.tsx';
import { StoryList } from '#components/story-list.tsx';
import { index } from '#lib/index/queries.ts';
import { pageNumber, pathTo, slugParameter } from '#lib/urls.ts';

type Props = { params: Promise<{ slug: string; number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, number } = await params;
  const series = index.series(slugParameter(slug));
  if (!series) return {};
  const page = pageNumber(number);
  return {
    title: page === 1 ? series.name : `${series.name}, page ${page}`,
    description: `All parts of the series “${series.name}”.`,
    alternates: { canonical: pathTo({ kind: 'series', slug: series.slug, page }) },
  };
}

export default async function Page({ params }: Props) {
  const { slug, number } = await params;
  const series = index.series(slugParameter(slug));
  const list = series && index.storiesIn(series.slug, pageNumber(number));
  if (!list) notFound();
  return (
    <>
      <ListHead title={series.name} note={`A series, ${storyCount(list.total)} so far`} />
      <StoryList
        list={list}
        timeZone={index.publication().timeZone}
        pathOf={(page) => pathTo({ kind: 'series', slug: series.slug, page })}
        empty=""
      />
    </>
  );
}
