import './kicker.css';
import type { ArticleType } from '#lib/content/article.ts';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { foreign } from '#lib/i18n/language.ts';
import { typeLabel } from '#lib/i18n/story-labels.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { TagLink } from '#lib/store/views.ts';

/** The line above a headline: the section, and the type of article unless it is news. */
export function Kicker({
  section,
  type,
  publication: { edition, language },
}: {
  section: TagLink | null;
  type: ArticleType;
  publication: PublicationEdition;
}) {
  const label = typeLabel(section, type, language);
  if (!section && !label) return null;
  return (
    <p className="kicker">
      {section && (
        <a
          href={pathTo({ kind: 'tag', edition, slug: section.slug, page: 1 })}
          {...foreign(section.language ?? language, language)}
        >
          {section.name}
        </a>
      )}
      {section && label && ' '}
      {label && <span className="kicker__type">{label}</span>}
    </p>
  );
}
