import { hash } from 'node:crypto';
import type { Publication } from '../content/publication.ts';
import { typeLabel, writers } from '../i18n/story-labels.ts';
import type { ShareImageContent } from '../images/share-image-svg.ts';
import type { Story } from '../store/views.ts';

/** Part of every card's name: raised when what is drawn of one and the same card changes. */
const DRAWING = 'card 1';

/** What stands on the image by which other sites show a story: what stands over and under its headline in a list, and its lead image unless that is a drawing, which may be of any form. */
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

/** The name of a card's file: a digest of all that it is drawn from. */
export function shareImageName(card: ShareImageContent): string {
  return `card-${hash('sha256', JSON.stringify([DRAWING, card])).slice(0, 20)}.png`;
}
