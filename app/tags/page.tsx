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
    place: { kind: 'tags', page },
    title: page === 1 ? 'Tags' : `Tags, page ${page}`,
    description: `Everything ${index.publication().name} writes about, from A to Z.`,
  });
}

export default async function Page({ params }: Props) {
  const list = index.tags(pageNumber((await params).number));
  if (!list) notFound();
  const names = list.items.map(({ slug, name, stories }) => ({
    key: slug,
    name,
    path: pathTo({ kind: 'tag', slug, page: 1 }),
    note: '',
    stories,
  }));
  return (
    <>
      <ListHead title="Tags" note="What we write about, from A to Z" />
      <NameList names={names} />
      <Pagination page={list.page} pages={list.pages} pathOf={(page) => pathTo({ kind: 'tags', page })} />
    </>
  );
}
