import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { NameList } from '#components/name-list.tsx';
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
    route: { kind: 'tags', edition, page },
    title: page === 1 ? messages.topics : messages.titleOfPage(messages.topics, page),
    description: messages.topicsOf(publication.name),
  });
}

export default async function Page({ params }: Props) {
  const { queries, publication, edition, messages, number } = await pageContext(params);
  const { language } = publication;
  const list = queries.tags(pageNumber(number));
  if (!list) notFound();
  const names = list.items.map(({ slug, name, language: nameLanguage = language, stories }) => ({
    key: slug,
    name,
    nameLanguage,
    path: pathTo({ kind: 'tag', edition, slug, page: 1 }),
    note: '',
    stories,
  }));
  return (
    <>
      <ListHead publication={publication} title={messages.topics} note={messages.topicsNote} />
      <NameList names={names} language={language} />
      <Pagination
        page={list.page}
        pages={list.pages}
        language={language}
        pathOf={(page) => pathTo({ kind: 'tags', edition, page })}
      />
    </>
  );
}
