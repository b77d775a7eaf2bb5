import type { PublicationEdition } from '#lib/content/publication.ts';
import { formatDay } from '#lib/dates.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { ownName } from '#lib/i18n/language.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { EditionName } from '#lib/store/queries/publication-queries.ts';
import type { LogoView } from '#lib/store/queries/theme-queries.ts';
import type { TagLink } from '#lib/store/views.ts';
import { Logo } from './logo.tsx';
import { SectionLinks } from './section-links.tsx';

/** With more languages, that of the page included, they are a menu in a wide window, too. */
const MAX_IN_ROW = 6;

/**
 * The head of every page: name or `logo`, day (`today`: `2024-01-14`; null leaves it out), search, sections and the
 * other editions.
 */
export function Masthead({
  publication,
  today,
  sections,
  editions,
  logo = null,
  hasSearch = true,
}: {
  publication: PublicationEdition;
  today: string | null;
  sections: readonly TagLink[];
  editions: readonly EditionName[];
  logo?: LogoView | null;
  hasSearch?: boolean;
}) {
  const { edition, language } = publication;
  const messages = messagesIn(language);
  return (
    <header className="masthead">
      <a className="masthead__skip" href="#content">
        {messages.skipToContent}
      </a>
      <div className="masthead__nameplate">
        <p className="masthead__name">
          <a href={pathTo({ kind: 'home', edition, page: 1 })}>
            {logo ? <Logo logo={logo} name={publication.name} /> : publication.name}
          </a>
        </p>
        <p className="masthead__tagline">{publication.tagline}</p>
        {hasSearch && (
          <search>
            <form action={pathTo({ kind: 'search', edition })}>
              <input
                type="search"
                name="q"
                aria-label={messages.search}
                placeholder={messages.search}
                maxLength={300}
              />
              <button type="submit" aria-label={messages.search}>
                <svg viewBox="0 0 16 16" aria-hidden="true">
                  <circle cx="6.5" cy="6.5" r="5" />
                  <path d="m10 10 5 5" />
                </svg>
              </button>
            </form>
          </search>
        )}
        {editions.length > 0 && (
          <nav
            className={
              editions.length < MAX_IN_ROW ? 'masthead__editions masthead__editions-in-row' : 'masthead__editions'
            }
            aria-label={messages.languages}
          >
            {/* Folded on a phone, whose browser would otherwise look for fonts of all scripts before it lays out the page. */}
            <details>
              <summary>{ownName(language)}</summary>
              <ul>
                {editions.map((other) => (
                  <li key={other.language}>
                    <a
                      href={pathTo({ kind: 'home', edition: other.edition, page: 1 })}
                      lang={other.language}
                      hrefLang={other.language}
                    >
                      {ownName(other.language)}
                    </a>
                  </li>
                ))}
              </ul>
            </details>
          </nav>
        )}
        {today !== null && (
          <p className="masthead__today">
            <time dateTime={today}>{formatDay(today, language)}</time>
          </p>
        )}
      </div>
      {sections.length > 0 && (
        <nav aria-label={messages.sections}>
          <ul>
            <SectionLinks sections={sections} publication={publication} />
          </ul>
        </nav>
      )}
    </header>
  );
}
