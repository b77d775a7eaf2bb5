import { hash } from 'node:crypto';
import type { Publication } from '../content/publication.ts';
import { typeLabel, writers } from '../i18n/story-labels.ts';
import type { ShareImageContent } from '../images/share-image-svg.ts';
import type { Story } from '../store/views.ts';

/** Part of every share image's name: change it when the same content is drawn differently. */
const LAYOUT_VERSION = 'card 1';

/**
 * Returns the content of a story's share image: the texts above and below its headline in a list, and its
 * lead image, unless that is an SVG, which may have any proportions.
 */
export function shareImageContent(
  {
    section,
    type,
    headline,
    byline,
    language,
    image,
  }: Pick<Story, 'section' | 'type' | 'headline' | 'byline' | 'language' | 'image'>,
  publication: Pick<Publication, 'name'>,
): ShareImageContent {
  return {
    publication: publication.name,
    section: section?.name ?? '',
    label: typeLabel(section, type, language),
    headline,
    byline: byline.length > 0 ? writers(byline, language) : '',
    language,
    image: image && !image.facts.svg ? image.facts.hash : null,
  };
}

/** The file name of a share image: a digest of its content. */
export function shareImageName(content: ShareImageContent): string {
  return `card-${hash('sha256', JSON.stringify([LAYOUT_VERSION, content])).slice(0, 20)}.png`;
}
