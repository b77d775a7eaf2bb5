import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { StoryList } from '#components/story-list.tsx';
import { pageNumber, pathTo } from '#lib/routes/urls.ts';
import { routeOf } from '../../../edition.ts';
import { pageMetadata } from '../../../page-metadata.ts';

type Props = { params: Promise<{ edition: string; number: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { publication, edition, words, number } = await routeOf(params);
  const page = pageNumber(number);
  return pageMetadata({
    place: { kind: 'front', edition, page },
    title: words.titleOfPage(words.earlierStories, page),
    description: words.titleOfPage(words.everythingOf(publication.name), page),
  });
}

export default async function Page({ params }: Props) {
  const { index, publication, edition, words, number } = await routeOf(params);
  const list = index.latest(pageNumber(number));
  if (!list) notFound();
  return (
    <>
      <ListHead publication={publication} title={words.earlierStories} note={words.pageOf(list.page, list.pages)} />
      <StoryList
        list={list}
        publication={publication}
        pathOf={(page) => pathTo({ kind: 'front', edition, page })}
        empty={words.nothingYet}
      />
    </>
  );
}
