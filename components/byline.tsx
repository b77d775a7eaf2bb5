import { Fragment } from 'react';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { listIn } from '#lib/i18n/language.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { Contributor } from '#lib/store/views.ts';
import { Phrase } from './phrase.tsx';

type Props = { byline: readonly Contributor[]; publication: PublicationEdition };

/**
 * The byline of a story: `By: A, B and C`, then, for each other role, `Data: D`. The spaces are for readers
 * without styles.
 */
export function Byline({ byline, publication }: Props) {
  const messages = messagesIn(publication.language);
  const roles = [...Map.groupBy(byline, ({ role }) => role)];
  const writersFirst = [...roles.filter(([role]) => role === ''), ...roles.filter(([role]) => role !== '')];
  return (
    <p className="byline">
      {writersFirst.map(([role, contributors], index) => (
        <Fragment key={role}>
          {index > 0 && ' '}
          <span>
            <Phrase of={(names) => (role ? messages.role(role, names) : messages.by(names))}>
              <Names byline={contributors} publication={publication} />
            </Phrase>
          </span>
        </Fragment>
      ))}
    </p>
  );
}

/** Names as a list in words, each a link to its author's page: `A, B and C`. */
function Names({ byline, publication: { edition, language } }: Props) {
  const names = byline.map((_, index) => String(index));
  return listIn(language)
    .formatToParts(names)
    .map(({ type, value }, index) => {
      const named = type === 'element' ? byline[Number(value)] : undefined;
      // biome-ignore lint/suspicious/noArrayIndexKey: the text between names has no other key than its position.
      if (!named) return <Fragment key={`between ${index}`}>{value}</Fragment>;
      return (
        <a key={named.id} href={pathTo({ kind: 'author', edition, id: named.id, page: 1 })} rel="author">
          {named.name}
        </a>
      );
    });
}
