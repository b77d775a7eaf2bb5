import './story-page.css';
import type { Publication } from '#lib/content/masthead.ts';
import { readingMinutes } from '#lib/content/reading-time.ts';
import { daysUntil, isoDay, longDate, longTime, yearsUntil } from '#lib/dates.ts';
import type { SeriesPart, Story, Summary } from '#lib/index/queries.ts';
import type { PictureRoom } from '#lib/pictures.ts';
import { pathTo } from '#lib/urls.ts';
import { AuthorCard } from './author-card.tsx';
import { Avatar } from './avatar.tsx';
import { Byline } from './byline.tsx';
import { KeyPoints } from './key-points.tsx';
import { Kicker } from './kicker.tsx';
import { Picture } from './picture.tsx';
import { Prose } from './prose.tsx';
import { SeriesNavigation } from './series-navigation.tsx';
import { ShareLinks } from './share-links.tsx';
import { Teaser } from './teaser.tsx';
import { Time } from './time.tsx';

/** The lead picture is as wide as the headline. */
const LEAD: PictureRoom = {
  sizes: '(min-width: 82rem) 63.25rem, (min-width: 64rem) calc(95vw - 15rem), 100vw',
  narrowest: 320,
  widest: 1920,
};

/** An upright one is as wide as the text. */
const UPRIGHT: PictureRoom = { sizes: '(min-width: 64rem) 41rem, 100vw', narrowest: 320, widest: 1320 };

/** A correction is told at the head of the story, too, for so many days. */
const RECENT_DAYS = 30;

/**
 * An article, from its date line to the cards of its authors, and what to read after it. `today` is the calendar day for readers (`2024-01-14`); `part` is
 * where the story stands in a series, `related` what has to do with it; `history` is true for one that has a page of its changes.
 */
export function StoryPage({
  story,
  publication,
  today,
  part,
  related,
  history = false,
}: {
  story: Story;
  publication: Publication;
  today: string;
  part: SeriesPart | null;
  related: readonly Summary[];
  history?: boolean;
}) {
  const { timeZone } = publication;
  const years = yearsUntil(today, story.published, timeZone);
  const address = publication.origin + pathTo({ kind: 'article', slug: story.slug });
  const [corrected] = story.corrections;
  const { image } = story;
  const upright = image !== null && image.facts.height > image.facts.width;
  // Of the page's own words the language is the publication's.
  const lang = story.language === publication.language ? undefined : story.language;
  const languageName = new Intl.DisplayNames([story.language], { type: 'language' }).of(story.language);
  return (
    <article className={`story ${story.type}`}>
      <header>
        <p className="dateline">
          <time dateTime={isoDay(story.published, timeZone)}>{isoDay(story.published, timeZone)}</time>{' '}
          <span className="language">
            <span>{story.language}</span> {languageName}
          </span>
        </p>
        <Kicker section={story.section} type={story.type} />
        <h1 lang={lang}>{story.headline}</h1>
        {story.standfirst && (
          <p className="standfirst" lang={lang}>
            {story.standfirst}
          </p>
        )}
        {part && (
          <p className="part">
            Part {part.part} of {part.parts}:{' '}
            <a href={pathTo({ kind: 'series', slug: part.slug, page: 1 })}>{part.name}</a>
          </p>
        )}
        {years > 0 && (
          <p className="notice">
            This article is more than {years} {years === 1 ? 'year' : 'years'} old.
          </p>
        )}
        {corrected && daysUntil(today, corrected.date, timeZone) <= RECENT_DAYS && (
          <p className="notice">
            Corrected on {longDate(corrected.date, timeZone)}: <a href="#corrections">what was wrong</a>.
          </p>
        )}
      </header>

      {image && (
        <figure className={upright ? 'lead-picture upright' : 'lead-picture'}>
          <Picture facts={image.facts} alt={image.alt} room={upright ? UPRIGHT : LEAD} first />
          {(image.caption || image.credit) && (
            <figcaption>
              {image.caption} {image.credit && <span className="credit">{image.credit}</span>}
            </figcaption>
          )}
        </figure>
      )}

      <div className="credits">
        <span className="avatars">
          {story.authors.map(({ id, name, portrait }) => (
            <Avatar key={id} name={name} portrait={portrait} size={48} />
          ))}
        </span>
        <div>
          <Byline byline={story.byline} />
          <p className="published">
            Published: <Time instant={story.published} words={longTime(story.published, timeZone)} />
          </p>
          {story.updated !== null && (
            <p className="published">
              Updated: <Time instant={story.updated} words={longTime(story.updated, timeZone)} />
            </p>
          )}
          {history && (
            <p className="published">
              <a href={pathTo({ kind: 'history', slug: story.slug })}>History of this article</a>
            </p>
          )}
          <p className="reading-time">{readingMinutes(story.body)} min read</p>
        </div>
      </div>

      <div className="text">
        {story.keyPoints.length > 0 && (
          <section className="summary" aria-labelledby="key-points">
            <h2 id="key-points">Key points</h2>
            <KeyPoints points={story.keyPoints} />
          </section>
        )}

        {story.dateline && <p className="place">{story.dateline}</p>}
        <Prose markdown={story.body} language={story.language} pictures={story.pictures} className="prose body" />

        {story.corrections.length > 0 && (
          <section className="corrections" aria-labelledby="corrections">
            <h2 id="corrections">Corrections</h2>
            {story.corrections.map(({ date, text }) => (
              <p key={`${date} ${text}`}>
                <Time instant={date} words={longDate(date, timeZone)} />: {text}
              </p>
            ))}
          </section>
        )}

        <footer>
          {story.tags.length > 0 && (
            <ul className="tags" aria-label="Tags">
              {story.tags.map(({ slug, name }) => (
                <li key={slug}>
                  <a href={pathTo({ kind: 'tag', slug, page: 1 })} rel="tag">
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          )}
          <ShareLinks services={publication.share} address={address} headline={story.headline} />
          {part && <SeriesNavigation part={part} />}
          {story.authors.map((author) => (
            <AuthorCard key={author.id} author={author} language={publication.language} />
          ))}
          <p className="address">{address}</p>
        </footer>
      </div>
      {related.length > 0 && (
        <section className="related" aria-labelledby="related">
          <h2 id="related">Related stories</h2>
          <div>
            {related.map((other) => (
              <Teaser key={other.slug} story={other} size="third" timeZone={timeZone} level={3} />
            ))}
          </div>
        </section>
      )}
    </article>
  );
}
