import { stringify } from 'yaml';
import { isoInZone } from '../dates.ts';
import { absoluteMarkdown } from '../markdown/absolute-markdown.ts';
import type { ImageFacts } from '../routes/image-files.ts';
import { pathTo } from '../routes/routes.ts';
import type { EditionQueries } from '../store/queries/queries.ts';
import type { Story } from '../store/views.ts';
import { sharedImage } from './shared-image.ts';

/** Returns a published article as Markdown, with the front matter keys of content files and absolute URLs; null when there is no such article. */
export function articleMarkdown(queries: EditionQueries, slug: string): string | null {
  const story = queries.story(slug);
  if (!story) return null;
  const { origin, timeZone, edition } = queries.publication();
  const at = (instant: number) => isoInZone(instant, timeZone);
  const image = (facts: ImageFacts) => sharedImage(facts, origin).address;
  const address = origin + pathTo({ kind: 'article', edition, slug });
  const keys = {
    title: story.headline,
    standfirst: story.standfirst,
    authors: story.byline.map(({ name, role }) => (role ? { author: name, role } : name)),
    date: at(story.published),
    updated: story.updated === null ? '' : at(story.updated),
    section: story.section?.name ?? '',
    type: story.type,
    tags: story.tags.map(({ name }) => name),
    lang: story.language,
    series: story.series?.name ?? '',
    dateline: story.dateline,
    image: story.image && imageKeys(story.image, image),
    keyPoints: story.keyPoints,
    corrections: story.corrections.map(({ date, text }) => ({ date: at(date), text })),
    url: address,
  };
  const given = Object.entries(keys).filter(([, value]) => value !== null && value.length !== 0);
  const front = stringify(Object.fromEntries(given), { lineWidth: 0 });
  const images = new Map(Object.entries(story.images).map(([src, facts]) => [src, image(facts)]));
  return `---\n${front}---\n\n${absoluteMarkdown(story.body, address, origin, images)}`;
}

function imageKeys(
  { facts, alt, caption, credit }: NonNullable<Story['image']>,
  image: (facts: ImageFacts) => string,
): Record<string, string> {
  return { src: image(facts), alt, ...(caption ? { caption } : {}), ...(credit ? { credit } : {}) };
}
