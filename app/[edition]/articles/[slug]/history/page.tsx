import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { History } from '#components/history.tsx';
import { ListHead } from '#components/list-head.tsx';
import { slugParameter } from '#lib/routes/route-parameters.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { readHistory } from '#lib/store/article-history.ts';
import { pageContext } from '../../../../edition.ts';
import { pageMetadata } from '../../../../page-metadata.ts';

type Props = { params: Promise<{ edition: string; slug: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { queries, edition, messages, slug } = await pageContext(params);
  const story = queries.story(slugParameter(slug));
  if (!story) return {};
  return {
    ...pageMetadata({
      route: { kind: 'history', edition, slug: story.slug },
      title: messages.historyOf(story.headline),
      description: messages.changesIn(story.headline),
    }),
    // Search engines should lead to the story.
    robots: { index: false },
  };
}

export default async function Page({ params }: Props) {
  const { store, queries, publication, edition, messages, slug } = await pageContext(params);
  const story = queries.story(slugParameter(slug));
  const versions = story && queries.versions(story.slug);
  if (!story || !versions) notFound();
  const history = await readHistory(store.folders, versions, story.language);
  return (
    <>
      <ListHead
        publication={publication}
        title={messages.articleHistory}
        note={messages.changesNote}
        breadcrumbs={[{ name: story.headline, path: pathTo({ kind: 'article', edition, slug: story.slug }) }]}
      />
      <History history={history} published={story.published} publication={publication} language={story.language} />
    </>
  );
}
