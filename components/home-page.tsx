import './home-page.css';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import type { Edition } from '#lib/routes/editions.ts';
import { FULL_PHONE_WIDTH, type ImageSlot, PHONE_COLUMN_WIDTH } from '#lib/routes/image-files.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { HomePageLayout, HomePageRow } from '#lib/store/home-page-layout.ts';
import type { Summary } from '#lib/store/views.ts';
import { ListHead } from './list-head.tsx';
import { Pagination } from './pagination.tsx';
import { inColour } from './section-colour.ts';
import { Teaser, type TeaserSize } from './teaser.tsx';

type Slots = { lead?: ImageSlot; second?: ImageSlot };

// The widths of images that home-page.css sets otherwise than teaser.tsx.
const WITH_RAIL: Slots = {
  lead: {
    sizes: `(min-width: 82rem) 38.25rem, (min-width: 64rem) 46.5vw, ${FULL_PHONE_WIDTH}`,
    narrowest: 320,
    widest: 1280,
  },
  second: {
    sizes: `(min-width: 82rem) 18.5rem, (min-width: 64rem) 22.5vw, (min-width: 46rem) 46vw, ${PHONE_COLUMN_WIDTH}`,
    narrowest: 320,
    widest: 960,
  },
};
const ALONE: Slots = {
  lead: {
    sizes: `(min-width: 82rem) 78rem, (min-width: 64rem) 94vw, ${FULL_PHONE_WIDTH}`,
    narrowest: 320,
    widest: 1920,
  },
};
/** The second stories stand in a row below a lead without an image, each half as wide as the page. */
const BELOW_LEAD: Slots = {
  second: {
    sizes: `(min-width: 82rem) 38.25rem, (min-width: 46rem) 46vw, ${PHONE_COLUMN_WIDTH}`,
    narrowest: 320,
    widest: 1280,
  },
};
const ALONE_WITH_RAIL: Slots = {
  lead: {
    sizes: `(min-width: 82rem) 57.5rem, (min-width: 64rem) 70vw, ${FULL_PHONE_WIDTH}`,
    narrowest: 320,
    widest: 1640,
  },
};

/**
 * The home page: a lead, stories beside it, a row of stories, and optionally a rail at the side; then a row
 * for each section and the newest stories. A lead without an image is too short to have stories beside it:
 * they stand below it, or in a row with it if they have no images either. `pages` is the number of pages of
 * the list of all stories, of which this is the first.
 */
export function HomePage({
  home: { lead, beside, next, rail, rows, recent, pages },
  publication,
}: {
  home: HomePageLayout<Summary> & { pages: number };
  publication: PublicationEdition;
}) {
  const { edition, language } = publication;
  const messages = messagesIn(language);
  // A headline has no full stop.
  if (!lead)
    return (
      <ListHead publication={publication} title={messages.noStories.replace(/\p{Sentence_Terminal}$/u, '')} note="" />
    );
  const teasers = (stories: readonly Summary[], size: TeaserSize, more: Partial<Parameters<typeof Teaser>[0]> = {}) =>
    stories.map((story) => <Teaser key={story.slug} story={story} size={size} publication={publication} {...more} />);
  // A story without an image gets its standfirst, or its column would be almost empty.
  const inRow = (story: Summary) =>
    teasers([story], 'third', { without: story.image ? ['kicker', 'standfirst'] : ['kicker'], level: 3 });
  const alone = beside.length === 0;
  const isImageless = lead.image === null && !alone;
  const isText = isImageless && !rail && beside.every(({ image }) => image === null);
  const withImage = alone ? (rail ? ALONE_WITH_RAIL : ALONE) : rail ? WITH_RAIL : {};
  const slots = isImageless ? BELOW_LEAD : withImage;
  const classes = {
    'home-page': true,
    'home-page-with-rail': rail !== null,
    'home-page-alone': alone,
    'home-page-imageless': isImageless,
    'home-page-text': isText,
  };
  return (
    <>
      <div
        className={Object.entries(classes)
          .flatMap(([name, isSet]) => (isSet ? [name] : []))
          .join(' ')}
      >
        <Teaser story={lead} size="lead" publication={publication} slot={slots.lead} />
        {!alone && <div className="home-page__seconds">{teasers(beside, 'second', { slot: slots.second })}</div>}
        {rail && (
          <section className={inColour('home-page__rail', rail)} aria-labelledby={`rail-${rail.slug}`}>
            <RowHead id={`rail-${rail.slug}`} row={rail} edition={edition} />
            {teasers(rail.stories, 'row', { without: ['image', 'kicker'], level: 3 })}
          </section>
        )}
        {next.length > 0 && <div className="home-page__thirds">{teasers(next, 'third')}</div>}
      </div>
      {rows.map((row) => (
        <section key={row.slug} className={inColour('home-page__section', row)} aria-labelledby={`section-${row.slug}`}>
          <RowHead id={`section-${row.slug}`} row={row} edition={edition} />
          <div className="home-page__thirds">{row.stories.flatMap(inRow)}</div>
        </section>
      ))}
      {recent.length > 0 && (
        <section className="home-page__more" aria-labelledby="more">
          <h2 id="more">{messages.moreStories}</h2>
          <div className="home-page__columns">
            {teasers(recent, 'row', { without: ['image', 'standfirst'], level: 3 })}
          </div>
        </section>
      )}
      <Pagination
        page={1}
        pages={pages}
        language={language}
        pathOf={(page) => pathTo({ kind: 'home', edition, page })}
      />
    </>
  );
}

/** The heading of a section's stories, a link to all of them. */
function RowHead({ id, row, edition }: { id: string; row: HomePageRow<Summary>; edition: Edition }) {
  return (
    <h2 id={id}>
      <a href={pathTo({ kind: 'tag', edition, slug: row.slug, page: 1 })}>{row.name}</a>
    </h2>
  );
}
