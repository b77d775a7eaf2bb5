import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { NameList } from '#components/name-list.tsx';
import { Pagination } from '#components/pagination.tsx';
import { index } from '#lib/index/queries.ts';
import { pageNumber, pathTo } from '#lib/urls.ts';
import { pageMetadata } from '../page-metadata.ts';

type Props = { params: Promise<{ number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = pageNumber((await params).number);
  return pageMetadata({
    place: { kind: 'authors', page },
    title: page === 1 ? 'Authors' : `Authors, page ${page}`,
    description: `Everybody who writes for ${index.publication().name}.`,
  });
}

export default async function Page({ params }: Props) {
  const list = index.authors(pageNumber((await params).number));
  if (!list) notFound();
  const names = list.items.map(({ id, name, role, stories }) => ({
    key: id,
    name,
    path: pathTo({ kind: 'author', id, page: 1 }),
    note: role,
    stories,
  }));
  return (
    <>
      <ListHead title="Authors" note={`Everybody who writes for ${index.publication().name}`} />
      <NameList names={names} />
      <Pagination page={list.page} pages={list.pages} pathOf={(page) => pathTo({ kind: 'authors', page })} />
    </>
  );
}
