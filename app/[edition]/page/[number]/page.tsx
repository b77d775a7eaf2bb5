import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { StoryList } from '#components/story-list.tsx';
import { pageNumber } from '#lib/routes/route-parameters.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { pageContext } from '../../../edition.ts';
import { pageMetadata } from '../../../page-metadata.ts';

type Props = { params: Promise<{ edition: string; number: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { publication, edition, messages, number } = await pageContext(params);
  const page = pageNumber(number);
  return pageMetadata({
    route: { kind: 'home', edition, page },
    title: messages.titleOfPage(messages.earlierStories, page),
    description: messages.titleOfPage(messages.storiesOf(publication.name), page),
  });
}

export default async function Page({ params }: Props) {
  const { queries, publication, edition, messages, number } = await pageContext(params);
  const list = queries.latest(pageNumber(number));
  if (!list) notFound();
  return (
    <>
      <ListHead
        publication={publication}
        title={messages.earlierStories}
        note={messages.pageOf(list.page, list.pages)}
      />
      <StoryList
        list={list}
        publication={publication}
        pathOf={(page) => pathTo({ kind: 'home', edition, page })}
        empty={messages.noStories}
      />
    </>
  );
}
