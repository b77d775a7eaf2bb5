import type { Metadata } from 'next';
import { notFound, permanentRedirect } from 'next/navigation';
import { PreviewBar } from '#components/preview-bar.tsx';
import { StoryPage } from '#components/story-page.tsx';
import { descriptionOf } from '#lib/markdown/markdown.ts';
import { storyInWork } from '#lib/store/unpublished.ts';
import { articleData } from '#lib/syndication/structured-data.ts';
import { pathTo, slugParameter } from '#lib/routes/urls.ts';
import { routeOf } from '../../../edition.ts';
import { storyMetadata } from '../../../page-metadata.ts';
import { StructuredData } from '../../../structured-data.tsx';

type Props = { params: Promise<{ edition: string; slug: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { index, edition, slug: parameter } = await routeOf(params);
  const slug = slugParameter(parameter);
  const story = index.story(slug) ?? storyInWork(edition, slug)?.story;
  if (!story) return {};
  return storyMetadata(story, descriptionOf(story.standfirst, story.body));
}

export default async function Page({ params }: Props) {
  const { index, publication, edition, slug: parameter } = await routeOf(params);
  const slug = slugParameter(parameter);
  const published = index.story(slug);
  // For readers there is none; `npm run dev` shows it at the address that it will have.
  const inWork = published ? null : storyInWork(edition, slug);
  const story = published ?? inWork?.story;
  if (!story) {
    // The front knows by itself, before it asks for a page.
    const forwarding = index.forwarding(pathTo({ kind: 'article', edition, slug }));
    if (forwarding?.kind === 'moved') permanentRedirect(forwarding.path);
    notFound();
  }
  const part = published?.series ? index.seriesPart(published.series, slug, published.published) : null;
  const related = published ? index.related(slug) : [];
  const translations = index.translations(slug);
  return (
    <>
      {published && <StructuredData data={articleData(published, translations)} />}
      {inWork && <PreviewBar standing={inWork.standing} article={{ edition, slug }} publication={publication} />}
      <StoryPage
        story={story}
        publication={publication}
        today={index.today()}
        part={part}
        related={related}
        newest={published && related.length === 0 ? index.newestBeside(slug) : []}
        history={published !== null && index.hasHistory(slug)}
        translations={translations}
        behind={translations.length > 0 && index.isBehindOriginal(slug)}
      />
    </>
  );
}
