import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { Prose } from '#components/prose.tsx';
import { StoryList } from '#components/story-list.tsx';
import { descriptionOf } from '#lib/markdown/markdown.ts';
import { foreign } from '#lib/i18n/language.ts';
import { collectionData } from '#lib/syndication/structured-data.ts';
import { NO_SEARCH, pageNumber, pathTo, searchPath, slugParameter } from '#lib/routes/urls.ts';
import { routeOf } from '../../../edition.ts';
import { pageMetadata } from '../../../page-metadata.ts';
import { StructuredData } from '../../../structured-data.tsx';

type Props = { params: Promise<{ edition: string; slug: string; number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { index, edition, words, slug, number } = await routeOf(params);
  const tag = index.tag(slugParameter(slug));
  if (!tag) return {};
  const page = pageNumber(number);
  return pageMetadata({
    place: { kind: 'tag', edition, slug: tag.slug, page },
    title: page === 1 ? tag.name : words.titleOfPage(tag.name, page),
    description: descriptionOf('', tag.description) || words.allAbout(tag.name),
    feed: { kind: 'tag', edition, slug: tag.slug },
  });
}

export default async function Page({ params }: Props) {
  const { index, publication, edition, words, slug, number } = await routeOf(params);
  const tag = index.tag(slugParameter(slug));
  const list = tag && index.storiesUnder(tag.slug, pageNumber(number));
  if (!list) notFound();
  const sections = index.sections();
  const trail = [
    { name: words.tags, place: { kind: 'tags', edition, page: 1 } },
    { name: tag.name, place: { kind: 'tag', edition, slug: tag.slug, page: list.page } },
  ] as const;
  const description = descriptionOf('', tag.description) || words.allAbout(tag.name);
  return (
    <>
      <StructuredData data={collectionData(trail, description, list)} />
      <ListHead
        publication={publication}
        title={tag.name}
        {...(sections.some(({ slug }) => slug === tag.slug) ? { colour: tag.colour } : {})}
        feed={{ kind: 'tag', edition, slug: tag.slug }}
        note={words.stories(list.total)}
        search={searchPath(edition, { ...NO_SEARCH, tag: tag.slug })}
        trail={[{ name: words.tags, path: pathTo({ kind: 'tags', edition, page: 1 }) }]}
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
        publication={publication}
        pathOf={(page) => pathTo({ kind: 'tag', edition, slug: tag.slug, page })}
        empty={words.nothingAbout(tag.name)}
      />
    </>
  );
}
