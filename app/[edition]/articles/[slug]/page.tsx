import type { Metadata } from 'next';
import { notFound, permanentRedirect } from 'next/navigation';
import { PreviewBar } from '#components/preview-bar.tsx';
import { StoryPage } from '#components/story-page.tsx';
import { descriptionOf } from '#lib/content/article.ts';
import { slugParameter } from '#lib/routes/route-parameters.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { unpublishedStory } from '#lib/store/unpublished.ts';
import { articleData } from '#lib/syndication/structured-data.ts';
import { pageContext } from '../../../edition.ts';
import { storyMetadata } from '../../../page-metadata.ts';
import { StructuredData } from '../../../structured-data.tsx';

type Props = { params: Promise<{ edition: string; slug: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { store, queries, edition, slug: parameter } = await pageContext(params);
  const slug = slugParameter(parameter);
  const story = queries.story(slug) ?? unpublishedStory(store, edition, slug)?.story;
  if (!story) return {};
  return storyMetadata(story, descriptionOf(story));
}

export default async function Page({ params }: Props) {
  const { store, queries, publication, edition, slug: parameter } = await pageContext(params);
  const slug = slugParameter(parameter);
  const published = queries.story(slug);
  // Unpublished stories exist in dev mode only, at the path that they will have.
  const unpublished = published ? null : unpublishedStory(store, edition, slug);
  const story = published ?? unpublished?.story;
  if (!story) {
    // The request handler redirects before it renders a page.
    const redirect = queries.redirect(pathTo({ kind: 'article', edition, slug }));
    if (redirect?.kind === 'moved') permanentRedirect(redirect.path);
    notFound();
  }
  const part = published?.series ? queries.seriesPart(published.series, slug, published.published) : null;
  const related = published ? queries.related(slug) : [];
  const translations = queries.translations(slug);
  return (
    <>
      {published && <StructuredData data={articleData(queries, published, translations)} />}
      {unpublished && <PreviewBar status={unpublished.status} article={{ edition, slug }} publication={publication} />}
      <StoryPage
        story={story}
        publication={publication}
        today={queries.sameNoticesSince(slug)}
        part={part}
        related={related}
        newest={published && related.length === 0 ? queries.newestExcept(slug) : []}
        history={published !== null && queries.hasHistory(slug)}
        translations={translations}
        behind={translations.length > 0 && queries.isBehindOriginal(slug)}
      />
    </>
  );
}
