import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { StoryList } from '#components/story-list.tsx';
import { pageNumber, slugParameter } from '#lib/routes/route-parameters.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { collectionData } from '#lib/syndication/structured-data.ts';
import { pageContext } from '../../../edition.ts';
import { pageMetadata } from '../../../page-metadata.ts';
import { StructuredData } from '../../../structured-data.tsx';

type Props = { params: Promise<{ edition: string; slug: string; number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { queries, edition, messages, slug, number } = await pageContext(params);
  const series = queries.series(slugParameter(slug));
  if (!series) return {};
  const page = pageNumber(number);
  return pageMetadata({
    route: { kind: 'series', edition, slug: series.slug, page },
    title: page === 1 ? series.name : messages.titleOfPage(series.name, page),
    description: messages.seriesDescription(series.name),
    feed: { kind: 'series', edition, slug: series.slug },
  });
}

export default async function Page({ params }: Props) {
  const { queries, publication, edition, messages, slug, number } = await pageContext(params);
  const series = queries.series(slugParameter(slug));
  const list = series && queries.storiesInSeries(series.slug, pageNumber(number));
  if (!list) notFound();
  const breadcrumbs = [
    { name: messages.allSeries, route: { kind: 'allSeries', edition, page: 1 } },
    { name: series.name, route: { kind: 'series', edition, slug: series.slug, page: list.page } },
  ] as const;
  return (
    <>
      <StructuredData data={collectionData(queries, breadcrumbs, messages.seriesDescription(series.name), list)} />
      <ListHead
        publication={publication}
        title={series.name}
        note={messages.seriesNote(messages.stories(list.total))}
        feed={{ kind: 'series', edition, slug: series.slug }}
        breadcrumbs={[{ name: messages.allSeries, path: pathTo({ kind: 'allSeries', edition, page: 1 }) }]}
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
