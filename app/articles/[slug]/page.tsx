import type { Metadata } from 'next';
import { notFound, permanentRedirect } from 'next/navigation';
import { StoryPage } from '#components/story-page.tsx';
import { descriptionOf } from '#lib/content/markdown.ts';
import { index } from '#lib/index/queries.ts';
import { pathTo, slugParameter } from '#lib/urls.ts';

type Props = { params: Promise<{ slug: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const story = index.story(slugParameter((await params).slug));
  if (!story) return {};
  return {
    title: story.headline,
    description: descriptionOf(story.standfirst, story.body),
    authors: story.byline.map(({ id, name }) => ({ name, url: pathTo({ kind: 'author', id, page: 1 }) })),
    alternates: { canonical: pathTo({ kind: 'article', slug: story.slug }) },
  };
}

export default async function Page({ params }: Props) {
  const slug = slugParameter((await params).slug);
  const story = index.story(slug);
  if (!story) {
    // The front knows by itself, before it asks for a page.
    const forwarding = index.forwarding(pathTo({ kind: 'article', slug }));
    if (forwarding?.kind === 'moved') permanentRedirect(forwarding.path);
    notFound();
  }
  const part = story.series && index.seriesPart(story.series, story.slug, story.published);
  return (
    <StoryPage
      story={story}
      publication={index.publication()}
      today={index.today()}
      part={part}
      related={index.related(story.slug)}
      history={index.hasHistory(story.slug)}
    />
  );
}
