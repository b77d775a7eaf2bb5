import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { StoryList } from '#components/story-list.tsx';
import { index } from '#lib/index/queries.ts';
import { pageNumber, pathTo } from '#lib/urls.ts';
import { pageMetadata } from '../../page-metadata.ts';

type Props = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = pageNumber((await params).number);
  return pageMetadata({
    place: { kind: 'front', page },
    title: `Earlier stories, page ${page}`,
    description: `Everything we have published, newest first: page ${page}.`,
  });
}

export default async function Page({ params }: Props) {
  const list = index.latest(pageNumber((await params).number));
  if (!list) notFound();
  return (
    <>
      <ListHead title="Earlier stories" note={`Page ${list.page} of ${list.pages}`} />
      <StoryList
        list={list}
        timeZone={index.publication().timeZone}
        pathOf={(page) => pathTo({ kind: 'front', page })}
        empty="Nothing has been published yet."
      />
    </>
  );
}
