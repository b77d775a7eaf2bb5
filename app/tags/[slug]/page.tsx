import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { storyCount } from '#components/name-list.tsx';
import { Prose } from '#components/prose.tsx';
import { StoryList } from '#components/story-list.tsx';
import { descriptionOf } from '#lib/content/markdown.ts';
import { index } from '#lib/index/queries.ts';
import { collectionData } from '#lib/syndication/structured-data.ts';
import { pageNumber, pathTo, slugParameter } from '#lib/urls.ts';
import { pageMetadata } from '../../page-metadata.ts';
import { StructuredData } from '../../structured-data.tsx';

type Props = { params: Promise<{ slug: string; number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, number } = await params;
  const tag = index.tag(slugParameter(slug));
  if (!tag) return {};
  const page = pageNumber(number);
  return pageMetadata({
    place: { kind: 'tag', slug: tag.slug, page },
    title: page === 1 ? tag.name : `${tag.name}, page ${page}`,
    description: describe(tag),
    feed: { kind: 'tag', slug: tag.slug },
  });
}

function describe({ name, description }: { name: string; description: string }): string {
  return descriptionOf('', description) || `All stories about ${name}.`;
}

export default async function Page({ params }: Props) {
  const { slug, number } = await params;
  const tag = index.tag(slugParameter(slug));
  const list = tag && index.storiesUnder(tag.slug, pageNumber(number));
  if (!list) notFound();
  const publication = index.publication();
  const trail = [
    { name: 'Tags', place: { kind: 'tags', page: 1 } },
    { name: tag.name, place: { kind: 'tag', slug: tag.slug, page: list.page } },
  ] as const;
  return (
    <>
      <StructuredData data={collectionData(trail, describe(tag), list)} />
      <ListHead
        title={tag.name}
        feed={{ kind: 'tag', slug: tag.slug }}
        note={storyCount(list.total)}
        trail={[{ name: 'Tags', path: pathTo({ kind: 'tags', page: 1 }) }]}
      >
        {tag.description && (
          <Prose markdown={tag.description} language={publication.language} pictures={tag.pictures} />
        )}
      </ListHead>
      <StoryList
        list={list}
        timeZone={publication.timeZone}
        pathOf={(page) => pathTo({ kind: 'tag', slug: tag.slug, page })}
        empty={`Nothing about ${tag.name} has been published yet.`}
      />
    </>
  );
}
