import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CorrectionList } from '#components/correction-list.tsx';
import { ListHead } from '#components/list-head.tsx';
import { Pagination } from '#components/pagination.tsx';
import { index } from '#lib/index/queries.ts';
import { pageNumber, pathTo } from '#lib/urls.ts';
import { pageMetadata } from '../page-metadata.ts';

type Props = { params: Promise<{ number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = pageNumber((await params).number);
  return pageMetadata({
    place: { kind: 'corrections', page },
    title: page === 1 ? 'Corrections' : `Corrections, page ${page}`,
    description: `Every correction that ${index.publication().name} has made.`,
  });
}

export default async function Page({ params }: Props) {
  const list = index.corrections(pageNumber((await params).number));
  if (!list) notFound();
  return (
    <>
      <ListHead title="Corrections" note="What we got wrong and put right, newest first" />
      <CorrectionList corrections={list.items} timeZone={index.publication().timeZone} />
      <Pagination page={list.page} pages={list.pages} pathOf={(page) => pathTo({ kind: 'corrections', page })} />
    </>
  );
}
