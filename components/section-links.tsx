import type { PublicationEdition } from '#lib/content/publication.ts';
import { foreign } from '#lib/i18n/language.ts';
import { pathTo } from '#lib/routes/urls.ts';
import type { TagLink } from '#lib/store/views.ts';

/** The sections of the publication, each as an entry of a list that leads to its stories. */
export function SectionLinks({
  sections,
  publication: { edition, language },
}: {
  sections: readonly TagLink[];
  publication: PublicationEdition;
}) {
  return sections.map(({ slug, name, language: spoken = language }) => (
    <li key={slug}>
      <a href={pathTo({ kind: 'tag', edition, slug, page: 1 })} {...foreign(spoken, language)}>
        {name}
      </a>
    </li>
  ));
}
