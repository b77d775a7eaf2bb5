import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CorrectionList } from '#components/correction-list.tsx';
import { ListHead } from '#components/list-head.tsx';
import { Pagination } from '#components/pagination.tsx';
import { pageNumber, pathTo } from '#lib/routes/urls.ts';
import { routeOf } from '../../edition.ts';
import { pageMetadata } from '../../page-metadata.ts';

type Props = { params: Promise<{ edition: string; number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { publication, edition, words, number } = await routeOf(params);
  const page = pageNumber(number);
  return pageMetadata({
    place: { kind: 'corrections', edition, page },
    title: page === 1 ? words.corrections : words.titleOfPage(words.corrections, page),
    description: words.correctionsOf(publication.name),
  });
}

export default async function Page({ params }: Props) {
  const { index, publication, edition, words, number } = await routeOf(params);
  const list = index.corrections(pageNumber(number));
  if (!list) notFound();
  return (
    <>
      <ListHead publication={publication} title={words.corrections} note={words.everyCorrection} />
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
