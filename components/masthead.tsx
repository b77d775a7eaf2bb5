import type { TagName } from '#lib/content/article.ts';
import type { Publication } from '#lib/content/masthead.ts';
import { dayInWords } from '#lib/dates.ts';
import { pathTo } from '#lib/urls.ts';

/** What stands at the head of every page: the name, the day (`2024-01-14`), the sections. */
export function Masthead({
  publication,
  today,
  sections,
}: {
  publication: Publication;
  today: string;
  sections: readonly TagName[];
}) {
  return (
    <header className="masthead">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <div className="nameplate">
        <p className="name">
          <a href={pathTo({ kind: 'front', page: 1 })}>{publication.name}</a>
        </p>
        <p className="tagline">{publication.tagline}</p>
        <p className="today">
          <time dateTime={today}>{dayInWords(today)}</time>
        </p>
      </div>
      {sections.length > 0 && (
        <nav aria-label="Sections">
          <ul>
            {sections.map(({ slug, name }) => (
              <li key={slug}>
                <a href={pathTo({ kind: 'tag', slug, page: 1 })}>{name}</a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  );
}
