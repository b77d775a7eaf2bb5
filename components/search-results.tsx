import type { PublicationEdition } from '#lib/content/publication.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { type SearchQuery, searchPath } from '#lib/routes/search-address.ts';
import type { SearchHit, SearchResult } from '#lib/store/queries/search-queries.ts';
import { Pagination } from './pagination.tsx';
import { Phrase } from './phrase.tsx';
import { Teaser } from './teaser.tsx';

/**
 * The results of a search, best first, each with an excerpt around the words found. Above them are the words
 * that no story has, if there are any. Without results there are hints for another search.
 */
export function SearchResults({
  result: { items, page, pages, total, more, missing, query: rest, suggestion },
  query,
  publication,
}: {
  result: SearchResult;
  query: SearchQuery;
  publication: PublicationEdition;
}) {
  const { edition, language } = publication;
  const messages = messagesIn(language);
  const { q, page: _, language: __, ...filters } = query;
  const filtered = Object.values(filters).some((value) => value !== '');
  const everywhere = { ...query, section: '', tag: '', author: '', from: '', to: '', page: 1 };
  const counted = messages.stories(total);
  return (
    <>
      {suggestion !== null && (
        <p className="search-results__suggestion">
          <Phrase of={messages.didYouMean}>
            <a href={searchPath(edition, { ...query, q: suggestion, page: 1 })}>{suggestion}</a>
          </Phrase>
        </p>
      )}
      {total === 0 ? (
        <div className="search-results__empty">
          <p>{messages.noResults(q)}</p>
          <ul>
            {filtered && (
              <li>
                <a href={searchPath(edition, everywhere)}>{messages.searchEverywhere}</a>
              </li>
            )}
            <li>{messages.fewerWords}</li>
            <li>{messages.wildcardHint}</li>
          </ul>
        </div>
      ) : (
        <>
          {missing.length > 0 && (
            <p className="search-results__missing">{messages.showingResults(missing.join(' '), rest)}</p>
          )}
          <p className="search-results__count">{more ? messages.moreThan(counted) : counted}</p>
          <div className="story-list">
            {items.map(({ story, snippet }) => (
              <Teaser
                key={`${story.language} ${story.slug}`}
                story={story}
                size="row"
                publication={publication}
                excerpt={snippet ? <Snippet parts={snippet} /> : undefined}
              />
            ))}
          </div>
          <Pagination
            page={page}
            pages={pages}
            language={language}
            pathOf={(page) => searchPath(edition, { ...query, page })}
          />
        </>
      )}
    </>
  );
}

function Snippet({ parts }: { parts: NonNullable<SearchHit['snippet']> }) {
  let position = 0;
  return parts.map(({ text, marked }) => {
    const key = position;
    position += text.length;
    return marked ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>;
  });
}
