import './search.css';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { ownName } from '#lib/i18n/language.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { SearchQuery } from '#lib/routes/search-address.ts';
import type { TagLink } from '#lib/store/views.ts';

/**
 * The search form: a query and filters by section, language (if `several` are published) and date; also by
 * tag or author, if the search began on their page.
 */
export function SearchForm({
  query,
  sections,
  several,
  tag = '',
  author = '',
  publication: { edition, language },
}: {
  query: SearchQuery;
  sections: readonly TagLink[];
  several: boolean;
  /** The names of the tag and the author in `query`. */
  tag?: string;
  author?: string;
  publication: PublicationEdition;
}) {
  const messages = messagesIn(language);
  const filtered = [query.section, query.language, query.from, query.to, query.tag, query.author].some(Boolean);
  return (
    <search>
      <form className="search-form" action={pathTo({ kind: 'search', edition })}>
        <p className="search-form__query">
          <input
            type="search"
            name="q"
            aria-label={messages.search}
            defaultValue={query.q}
            maxLength={300}
            autoComplete="off"
          />
          <button type="submit">{messages.search}</button>
        </p>
        <details open={filtered}>
          <summary>{messages.filters}</summary>
          <p>
            <label htmlFor="section">{messages.section}</label>
            <select id="section" name="section" defaultValue={query.section}>
              <option value="">{messages.allSections}</option>
              {sections.map(({ slug, name }) => (
                <option key={slug} value={slug}>
                  {name}
                </option>
              ))}
            </select>
          </p>
          {several && (
            <p>
              <label htmlFor="language">{messages.language}</label>
              <select id="language" name="language" defaultValue={query.language}>
                <option value="">{ownName(language)}</option>
                <option value="all">{messages.allLanguages}</option>
              </select>
            </p>
          )}
          <p>
            <label htmlFor="from">{messages.fromDate}</label>
            <input id="from" type="date" name="from" defaultValue={query.from} />
          </p>
          <p>
            <label htmlFor="to">{messages.toDate}</label>
            <input id="to" type="date" name="to" defaultValue={query.to} />
          </p>
          {query.tag && <ActiveFilter name="tag" value={query.tag} label={tag || query.tag} />}
          {query.author && <ActiveFilter name="author" value={query.author} label={author || query.author} />}
        </details>
      </form>
    </search>
  );
}

/** A filter that came with the search; clearing the box removes it. */
function ActiveFilter({ name, value, label }: { name: string; value: string; label: string }) {
  return (
    <p>
      <label>
        <input type="checkbox" name={name} value={value} defaultChecked /> {label}
      </label>
    </p>
  );
}
