import './kicker.css';
import type { ArticleType } from '#lib/content/article.ts';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { foreign } from '#lib/i18n/language.ts';
import { typeLabel } from '#lib/i18n/story-labels.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { TagLink } from '#lib/store/views.ts';

/**
 * The line above a headline: the section, and the type of article unless it is news. On the page of a tag
 * (`pageTag`, its slug) a section that is this tag is left out.
 */
export function Kicker({
  section,
  type,
  pageTag,
  publication: { edition, language },
}: {
  section: TagLink | null;
  type: ArticleType;
  pageTag?: string | undefined;
  publication: PublicationEdition;
}) {
  const label = typeLabel(section, type, language);
  const link = section?.slug === pageTag ? null : section;
  if (!link && !label) return null;
  return (
    <p className="kicker">
      {link && (
        <a
          href={pathTo({ kind: 'tag', edition, slug: link.slug, page: 1 })}
          {...foreign(link.language ?? language, language)}
        >
          {link.name}
        </a>
      )}
      {link && label && ' '}
      {label && <span className="kicker__type">{label}</span>}
    </p>
  );
}
