import './story-page.css';
import { isoDay, longDate, longTime } from '#lib/dates.ts';
import type { Story } from '#lib/index/queries.ts';
import type { PictureRoom } from '#lib/pictures.ts';
import { pathTo } from '#lib/urls.ts';
import { AuthorCard } from './author-card.tsx';
import { Avatar } from './avatar.tsx';
import { Byline } from './byline.tsx';
import { KeyPoints } from './key-points.tsx';
import { Kicker } from './kicker.tsx';
import { Picture } from './picture.tsx';
import { Prose } from './prose.tsx';
import { Time } from './time.tsx';

/** The lead picture is as wide as the headline. */
const LEAD: PictureRoom = {
  sizes: '(min-width: 82rem) 63.25rem, (min-width: 64rem) calc(95vw - 15rem), 100vw',
  narrowest: 320,
  widest: 1920,
};

/** An upright one stays in the column of the text where there are others. */
const UPRIGHT: PictureRoom = { sizes: '(min-width: 64rem) 41rem, 100vw', narrowest: 320, widest: 1440 };

/** An article, from its date line to the cards of its authors. `timeZone` is the publication's. */
export function StoryPage({ story, timeZone }: { story: Story; timeZone: string }) {
  const { image } = story;
  const upright = image !== null && image.facts.height > image.facts.width;
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
        <h1>{story.headline}</h1>
        {story.standfirst && <p className="standfirst">{story.standfirst}</p>}
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
        <Prose markdown={story.body} pictures={story.pictures} className="prose body" />

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
          {story.authors.map((author) => (
            <AuthorCard key={author.id} author={author} />
          ))}
        </footer>
      </div>
    </article>
  );
}
