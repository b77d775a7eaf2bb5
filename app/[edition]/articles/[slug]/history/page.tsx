import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { History } from '#components/history.tsx';
import { ListHead } from '#components/list-head.tsx';
import { readHistory } from '#lib/store/article-history.ts';
import { newsroom } from '#lib/store/content-store.ts';
import { pathTo, slugParameter } from '#lib/routes/urls.ts';
import { routeOf } from '../../../../edition.ts';
import { pageMetadata } from '../../../../page-metadata.ts';

type Props = { params: Promise<{ edition: string; slug: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { index, edition, words, slug } = await routeOf(params);
  const story = index.story(slugParameter(slug));
  if (!story) return {};
  return {
    ...pageMetadata({
      place: { kind: 'history', edition, slug: story.slug },
      title: words.historyOf(story.headline),
      description: words.changedIn(story.headline),
    }),
    // Who searches for the story means the story.
    robots: { index: false },
  };
}

export default async function Page({ params }: Props) {
  const { index, publication, edition, words, slug } = await routeOf(params);
  const story = index.story(slugParameter(slug));
  const versions = story && index.versions(story.slug);
  if (!story || !versions) notFound();
  const history = await readHistory(newsroom().folders, versions, story.language);
  return (
    <>
      <ListHead
        publication={publication}
        title={words.historyOfArticle}
        note={words.changesNote}
        trail={[{ name: story.headline, path: pathTo({ kind: 'article', edition, slug: story.slug }) }]}
      />
      <History history={history} published={story.published} publication={publication} language={story.language} />
    </>
  );
}
