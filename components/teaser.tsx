import './teaser.css';
import type { ReactNode } from 'react';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { longDate } from '#lib/dates.ts';
import { foreign } from '#lib/i18n/language.ts';
import { writers } from '#lib/i18n/story-labels.ts';
import { FULL_PHONE_WIDTH, type ImageFacts, type ImageSlot, PHONE_COLUMN_WIDTH } from '#lib/routes/image-files.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { Summary } from '#lib/store/views.ts';
import { Avatar } from './avatar.tsx';
import { KeyPoints } from './key-points.tsx';
import { Kicker } from './kicker.tsx';
import { ResponsiveImage } from './responsive-image.tsx';
import { inColour } from './section-colour.ts';
import { Time } from './time.tsx';

/**
 * The size of a teaser: `lead` opens the home page, `second` stands beside it, `third` in a row, `row` in a
 * list.
 */
export type TeaserSize = 'lead' | 'second' | 'third' | 'row';

/** The width of the image in each size; see home-page.css and teaser.css. */
const IMAGE_SLOT: Record<TeaserSize, ImageSlot> = {
  lead: {
    sizes: `(min-width: 82rem) 51.5rem, (min-width: 64rem) 63vw, ${FULL_PHONE_WIDTH}`,
    narrowest: 320,
    widest: 1640,
  },
  second: {
    sizes: `(min-width: 64rem) 22rem, (min-width: 46rem) 46vw, ${PHONE_COLUMN_WIDTH}`,
    narrowest: 320,
    widest: 960,
  },
  third: {
    sizes: '(min-width: 82rem) 17.8rem, (min-width: 64rem) 21.6vw, (min-width: 46rem) 46vw, 7rem',
    narrowest: 192,
    widest: 960,
  },
  row: { sizes: '(min-width: 46rem) 12rem, 6rem', narrowest: 96, widest: 480 },
};

/** The parts that a teaser can leave out. */
export type TeaserPart = 'image' | 'kicker' | 'standfirst';

/**
 * A story in a list: image or author portrait, kicker, headline, standfirst, writers and date. The headline
 * is the link.
 */
export function Teaser({
  story,
  size,
  publication,
  level = size === 'lead' ? 1 : 2,
  pageTag,
  without = [],
  excerpt,
  slot = IMAGE_SLOT[size],
}: {
  story: Summary;
  size: TeaserSize;
  publication: PublicationEdition;
  /** The level of its heading. */
  level?: 1 | 2 | 3;
  /** The slug of the tag on whose page it is. */
  pageTag?: string | undefined;
  without?: readonly TeaserPart[];
  /** Replaces the standfirst. */
  excerpt?: ReactNode;
  /** The width of the image, if it is not the usual one of `size`. */
  slot?: ImageSlot | undefined;
}) {
  // Dates and links of a story in another language are in that language.
  const ownEdition = { ...publication, language: story.language, edition: story.edition };
  const Headline = `h${level}` as const;
  const { edition, slug } = story;
  const path = pathTo({ kind: 'article', edition, slug });
  const standfirst = without.includes('standfirst') ? null : (excerpt ?? story.standfirst);
  return (
    <article
      className={inColour(`teaser teaser-${size}`, story.section)}
      {...foreign(story.language, publication.language)}
    >
      {story.image && !without.includes('image') && (
        <ImageLink path={path} facts={story.image.facts} slot={slot} first={size === 'lead'} />
      )}
      {story.portrait && <Avatar name="" portrait={story.portrait} size={64} />}
      {!without.includes('kicker') && (
        <Kicker section={story.section} type={story.type} pageTag={pageTag} publication={ownEdition} />
      )}
      <Headline>
        <a href={path}>{story.headline}</a>
      </Headline>
      {standfirst && <p className="teaser__standfirst">{standfirst}</p>}
      {size === 'lead' && story.keyPoints.length > 0 && <KeyPoints points={story.keyPoints} />}
      <p className="teaser__credit">
        <span>{writers(story.byline, story.language)}</span>{' '}
        <Time instant={story.published} text={longDate(story.published, ownEdition)} />
      </p>
    </article>
  );
}

const HIDDEN = { tabIndex: -1, 'aria-hidden': true } as const;

/** The image as a link. The headline is the same link, so screen readers and the keyboard skip this one. */
function ImageLink({ path, facts, slot, first }: { path: string; facts: ImageFacts; slot: ImageSlot; first: boolean }) {
  return (
    <a className="teaser__image" href={path} {...HIDDEN}>
      <ResponsiveImage facts={facts} alt="" slot={slot} first={first} />
    </a>
  );
}
