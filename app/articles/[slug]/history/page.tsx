import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { History } from '#components/history.tsx';
import { ListHead } from '#components/list-head.tsx';
import { readHistory } from '#lib/index/article-history.ts';
import { newsroom } from '#lib/index/newsroom.ts';
import { index } from '#lib/index/queries.ts';
import { pathTo, slugParameter } from '#lib/urls.ts';
import { pageMetadata } from '../../../page-metadata.ts';

type Props = { params: Promise<{ slug: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const story = index.story(slugParameter((await params).slug));
  if (!story) return {};
  return {
    ...pageMetadata({
      place: { kind: 'history', slug: story.slug },
      title: `History of “${story.headline}”`,
      description: `What changed in “${story.headline}” since it was published.`,
    }),
    // Who searches for the story means the story.
    robots: { index: false },
  };
}

export default async function Page({ params }: Props) {
  const story = index.story(slugParameter((await params).slug));
  const versions = story && index.versions(story.slug);
  if (!story || !versions) notFound();
  const publication = index.publication();
  const history = await readHistory(newsroom().folders, versions, story.language);
  return (
    <>
      <ListHead
        title="History of this article"
        note="What has changed since it was published, newest first"
        trail={[{ name: story.headline, path: pathTo({ kind: 'article', slug: story.slug }) }]}
      />
      <History
        history={history}
        published={story.published}
        timeZone={publication.timeZone}
        lang={story.language === publication.language ? undefined : story.language}
      />
    </>
  );
}
