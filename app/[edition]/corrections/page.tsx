import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CorrectionList } from '#components/correction-list.tsx';
import { ListHead } from '#components/list-head.tsx';
import { Pagination } from '#components/pagination.tsx';
import { pageNumber } from '#lib/routes/route-parameters.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { pageContext } from '../../edition.ts';
import { pageMetadata } from '../../page-metadata.ts';

type Props = { params: Promise<{ edition: string; number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { publication, edition, messages, number } = await pageContext(params);
  const page = pageNumber(number);
  return pageMetadata({
    route: { kind: 'corrections', edition, page },
    title: page === 1 ? messages.correctionsAndClarifications : messages.titleOfPage(messages.corrections, page),
    description: messages.correctionsOf(publication.name),
  });
}

export default async function Page({ params }: Props) {
  const { queries, publication, edition, messages, number } = await pageContext(params);
  const list = queries.corrections(pageNumber(number));
  if (!list) notFound();
  return (
    <>
      <ListHead
        publication={publication}
        title={messages.correctionsAndClarifications}
        note={messages.correctionsNote}
      />
      <CorrectionList corrections={list.items} publication={publication} />
      <Pagination
        page={list.page}
        pages={list.pages}
        language={publication.language}
        pathOf={(page) => pathTo({ kind: 'corrections', edition, page })}
      />
    </>
  );
}
