import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { Prose } from '#components/prose.tsx';
import { StoryList } from '#components/story-list.tsx';
import { foreign } from '#lib/i18n/language.ts';
import { firstWords } from '#lib/markdown/plain-text.ts';
import { pageNumber, slugParameter } from '#lib/routes/route-parameters.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { EMPTY_SEARCH, searchPath } from '#lib/routes/search-address.ts';
import { collectionData } from '#lib/syndication/structured-data.ts';
import { pageContext } from '../../../edition.ts';
import { pageMetadata } from '../../../page-metadata.ts';
import { StructuredData } from '../../../structured-data.tsx';

type Props = { params: Promise<{ edition: string; slug: string; number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { queries, edition, messages, slug, number } = await pageContext(params);
  const tag = queries.tag(slugParameter(slug));
  if (!tag) return {};
  const page = pageNumber(number);
  return pageMetadata({
    route: { kind: 'tag', edition, slug: tag.slug, page },
    title: page === 1 ? tag.name : messages.titleOfPage(tag.name, page),
    description: firstWords(tag.description, 200) || messages.storiesAbout(tag.name),
    feed: { kind: 'tag', edition, slug: tag.slug },
  });
}

export default async function Page({ params }: Props) {
  const { queries, publication, edition, isExport, messages, slug, number } = await pageContext(params);
  const tag = queries.tag(slugParameter(slug));
  const list = tag && queries.storiesWithTag(tag.slug, pageNumber(number));
  if (!list) notFound();
  const sections = queries.sections();
  const breadcrumbs = [
    { name: messages.topics, route: { kind: 'tags', edition, page: 1 } },
    { name: tag.name, route: { kind: 'tag', edition, slug: tag.slug, page: list.page } },
  ] as const;
  const description = firstWords(tag.description, 200) || messages.storiesAbout(tag.name);
  return (
    <>
      <StructuredData data={collectionData(queries, breadcrumbs, description, list)} />
      <ListHead
        publication={publication}
        title={tag.name}
        {...(sections.some(({ slug }) => slug === tag.slug) ? { colour: tag.colour } : {})}
        feed={{ kind: 'tag', edition, slug: tag.slug }}
        note={messages.stories(list.total)}
        {...(isExport ? {} : { search: searchPath(edition, { ...EMPTY_SEARCH, tag: tag.slug }) })}
        breadcrumbs={[{ name: messages.topics, path: pathTo({ kind: 'tags', edition, page: 1 }) }]}
      >
        {tag.description && (
          <Prose
            markdown={tag.description}
            language={tag.language}
            images={tag.images}
            {...foreign(tag.language, publication.language)}
          />
        )}
      </ListHead>
      <StoryList
        list={list}
        tag={tag.slug}
        publication={publication}
        pathOf={(page) => pathTo({ kind: 'tag', edition, slug: tag.slug, page })}
        empty={messages.noStoriesAbout(tag.name)}
      />
    </>
  );
}
