import { hash } from 'node:crypto';
import type { Publication } from '../content/publication.ts';
import { DEFAULT_PALETTES } from '../content/theme-colours.ts';
import { typeLabel, writers } from '../i18n/story-labels.ts';
import type { ShareImageContent, ShareImageLook } from '../images/share-image-svg.ts';
import type { ThemeView } from '../store/queries/theme-queries.ts';
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
  theme: Pick<ThemeView, 'colours' | 'faces' | 'logo'> | null,
): ShareImageContent {
  return {
    publication: publication.name,
    section: section?.name ?? '',
    label: typeLabel(section, type, language),
    headline,
    byline: byline.length > 0 ? writers(byline, language) : '',
    language,
    image: image && !image.facts.svg ? image.facts.hash : null,
    ...(theme ? { look: lookOf(theme, section) } : {}),
    // The paper of share images is light.
    ...(theme?.logo ? { logo: theme.logo.light.hash } : {}),
  };
}

/** The look of a share image: as pages have it in light mode, with the accent of the story's section. */
function lookOf({ colours, faces }: Pick<ThemeView, 'colours' | 'faces'>, section: Story['section']): ShareImageLook {
  const { paper, ink, soft, accent } = colours?.light ?? DEFAULT_PALETTES.light;
  const own = colours?.sections.find(({ slug }) => slug === section?.slug)?.light;
  return { colours: { paper, ink, soft, accent: own ?? accent }, pairing: faces?.pairing ?? 'newsreader' };
}

/** The file name of a share image: a digest of its content. */
export function shareImageName(content: ShareImageContent): string {
  return `card-${hash('sha256', JSON.stringify([LAYOUT_VERSION, content])).slice(0, 20)}.png`;
}
