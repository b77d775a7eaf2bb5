import './story-page.css';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { noticesOn } from '#lib/content/story-notices.ts';
import { longDate, longTime } from '#lib/dates.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { foreign } from '#lib/i18n/language.ts';
import { readingMinutes } from '#lib/markdown/reading-time.ts';
import { FULL_PHONE_WIDTH, type ImageSlot } from '#lib/routes/image-files.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { StoryLink, TranslatedStory } from '#lib/store/queries/article-queries.ts';
import type { SeriesPart } from '#lib/store/queries/series-queries.ts';
import type { Story, Summary } from '#lib/store/views.ts';
import { AuthorCard } from './author-card.tsx';
import { Avatar } from './avatar.tsx';
import { Byline } from './byline.tsx';
import { DateAndLanguage } from './date-and-language.tsx';
import { KeyPoints } from './key-points.tsx';
import { Kicker } from './kicker.tsx';
import { Phrase } from './phrase.tsx';
import { Prose } from './prose.tsx';
import { RelatedStories } from './related-stories.tsx';
import { ResponsiveImage } from './responsive-image.tsx';
import { inColour } from './section-colour.ts';
import { SeriesNavigation } from './series-navigation.tsx';
import { ShareLinks } from './share-links.tsx';
import { Time } from './time.tsx';

/** The lead image is as wide as the headline. */
const LEAD: ImageSlot = {
  sizes: `(min-width: 82rem) 63.25rem, (min-width: 64rem) calc(95vw - 15rem), ${FULL_PHONE_WIDTH}`,
  narrowest: 320,
  widest: 1920,
};

/** An upright lead image is as wide as the text. */
const UPRIGHT: ImageSlot = { sizes: `(min-width: 64rem) 41rem, ${FULL_PHONE_WIDTH}`, narrowest: 320, widest: 1320 };

/**
 * An article with everything above and below it. `today` is the calendar day for readers (`2024-01-14`), or one
 * on which the story has the same notices;
 * `part` is its part of a series; the `newest` stories stand below it if none is `related`; with `history` it
 * links to its changes. `translations` are the same story in other languages; it is `behind` if the original
 * has changed since it was translated.
 */
export function StoryPage({
  story,
  publication,
  today,
  part,
  related,
  newest = [],
  history = false,
  translations = [],
  behind = false,
}: {
  story: Story;
  publication: PublicationEdition;
  today: string;
  part: SeriesPart | null;
  related: readonly Summary[];
  newest?: readonly StoryLink[];
  history?: boolean;
  translations?: readonly TranslatedStory[];
  behind?: boolean;
}) {
  const { timeZone, edition, language } = publication;
  const messages = messagesIn(language);
  const { years, isCorrected } = noticesOn(today, story, timeZone);
  const address = publication.origin + pathTo({ kind: 'article', edition: story.edition, slug: story.slug });
  const [corrected] = story.corrections;
  const { image } = story;
  const upright = image !== null && image.facts.height > image.facts.width;
  // Only a preview can be in another language than its page.
  const attributes = foreign(story.language, language);
  return (
    <article className={inColour(`story story-${story.type}`, story.section)}>
      <header>
        <DateAndLanguage story={story} translations={translations} publication={publication} />
        <Kicker section={story.section} type={story.type} publication={publication} />
        <h1 {...attributes}>{story.headline}</h1>
        {story.standfirst && (
          <p className="story__standfirst" {...attributes}>
            {story.standfirst}
          </p>
        )}
        {part && (
          <p className="story__part">
            {messages.partOfSeries(part.part, part.parts)}{' '}
            <a href={pathTo({ kind: 'series', edition, slug: part.slug, page: 1 })}>{part.name}</a>
          </p>
        )}
        {behind && <p className="story__notice">{messages.translationOutdated}</p>}
        {years > 0 && <p className="story__notice">{messages.yearsOld(years)}</p>}
        {corrected && isCorrected && (
          <p className="story__notice">
            <Phrase of={(what) => messages.correctedOn(longDate(corrected.date, publication), what)}>
              <a href="#corrections">{messages.seeCorrection}</a>
            </Phrase>
          </p>
        )}
      </header>

      {image && (
        <figure className={upright ? 'story__image story__image-upright' : 'story__image'}>
          <ResponsiveImage facts={image.facts} alt={image.alt} slot={upright ? UPRIGHT : LEAD} first />
          {(image.caption || image.credit) && (
            <figcaption {...attributes}>
              {image.caption} {image.credit && <span className="credit">{image.credit}</span>}
            </figcaption>
          )}
        </figure>
      )}

      <div className="story__credits">
        <span className="story__avatars">
          {story.authors.map(({ id, name, portrait }) => (
            <Avatar key={id} name={name} portrait={portrait} size={48} />
          ))}
        </span>
        <div>
          <Byline byline={story.byline} publication={publication} />
          <p className="story__published">
            {messages.published} <Time instant={story.published} text={longTime(story.published, publication)} />
          </p>
          {story.updated !== null && (
            <p className="story__published">
              {messages.updated} <Time instant={story.updated} text={longTime(story.updated, publication)} />
            </p>
          )}
          {history && (
            <p className="story__published">
              <a href={pathTo({ kind: 'history', edition: story.edition, slug: story.slug })}>
                {messages.articleHistory}
              </a>
            </p>
          )}
          <p className="story__reading-time">{messages.minutesToRead(readingMinutes(story.body))}</p>
        </div>
      </div>

      <div className="story__text">
        {story.keyPoints.length > 0 && (
          <section className="story__key-points" aria-labelledby="key-points">
            <h2 id="key-points">{messages.keyPoints}</h2>
            <KeyPoints points={story.keyPoints} {...attributes} />
          </section>
        )}

        {story.dateline && (
          <p className="story__dateline" {...attributes}>
            {story.dateline}
          </p>
        )}
        <Prose
          markdown={story.body}
          language={story.language}
          images={story.images}
          className="prose prose-body"
          {...attributes}
        />

        {story.corrections.length > 0 && (
          <section className="story__corrections" aria-labelledby="corrections">
            <h2 id="corrections">{messages.corrections}</h2>
            {story.corrections.map(({ date, text }) => (
              <p key={`${date} ${text}`}>
                <Phrase of={(when) => messages.dated(when, text)}>
                  <Time instant={date} text={longDate(date, publication)} />
                </Phrase>
              </p>
            ))}
          </section>
        )}

        <footer>
          {story.tags.length > 0 && (
            <ul className="story__topics" aria-label={messages.topics}>
              {story.tags.map(({ slug, name, language: named = language }) => (
                <li key={slug}>
                  <a href={pathTo({ kind: 'tag', edition, slug, page: 1 })} rel="tag" {...foreign(named, language)}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          )}
          <ShareLinks services={publication.share} address={address} headline={story.headline} language={language} />
          {part && <SeriesNavigation part={part} publication={publication} />}
          {story.authors.map((author) => (
            <AuthorCard key={author.id} author={author} publication={publication} />
          ))}
          <p className="story__address">{address}</p>
        </footer>
      </div>
      <RelatedStories related={related} newest={newest} publication={publication} />
    </article>
  );
}
