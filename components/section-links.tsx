import type { PublicationEdition } from '#lib/content/publication.ts';
import { foreign } from '#lib/i18n/language.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { TagLink } from '#lib/store/views.ts';

/** List items with links to the sections of the publication. */
export function SectionLinks({
  sections,
  publication: { edition, language },
}: {
  sections: readonly TagLink[];
  publication: PublicationEdition;
}) {
  return sections.map(({ slug, name, language: nameLanguage = language }) => (
    <li key={slug}>
      <a href={pathTo({ kind: 'tag', edition, slug, page: 1 })} {...foreign(nameLanguage, language)}>
        {name}
      </a>
    </li>
  ));
}
