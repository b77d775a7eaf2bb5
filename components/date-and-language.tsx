import './date-and-language.css';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { isoDay } from '#lib/dates.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { foreign, ownName } from '#lib/i18n/language.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { TranslatedStory } from '#lib/store/queries/article-queries.ts';
import type { Story } from '#lib/store/views.ts';

/**
 * The first line of an article: its date and language, if `publication.yaml` sets `dateAndLanguage`, and
 * links to its translations.
 */
export function DateAndLanguage({
  story,
  translations,
  publication: { timeZone, language, dateAndLanguage },
}: {
  story: Story;
  translations: readonly TranslatedStory[];
  publication: PublicationEdition;
}) {
  if (!dateAndLanguage && translations.length === 0) return null;
  const day = isoDay(story.published, timeZone);
  return (
    <p className="date-and-language">
      {dateAndLanguage && (
        <>
          <time dateTime={day}>{day}</time>{' '}
          <span className="date-and-language__language">
            <span>{story.language}</span>{' '}
            <bdi lang={foreign(story.language, language).lang}>{ownName(story.language)}</bdi>
          </span>{' '}
        </>
      )}
      {translations.length > 0 && (
        <span className="date-and-language__translations">
          <span className="unseen">{messagesIn(language).otherLanguages}: </span>
          {translations.map((translation) => (
            <a
              key={translation.language}
              href={pathTo({ kind: 'article', edition: translation.edition, slug: translation.slug })}
              lang={translation.language}
              hrefLang={translation.language}
              title={translation.headline}
            >
              {ownName(translation.language)}
            </a>
          ))}
        </span>
      )}
    </p>
  );
}
