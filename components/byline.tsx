import { Fragment } from 'react';
import type { Contributor } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';

/** Who wrote a story: `By: A, B and C`, then, for each other role, `Data: D`. The spaces are for readers without styles. */
export function Byline({ byline }: { byline: readonly Contributor[] }) {
  const roles = [...Map.groupBy(byline, ({ role }) => role)];
  const writersFirst = [...roles.filter(([role]) => role === ''), ...roles.filter(([role]) => role !== '')];
  return (
    <p className="byline">
      {writersFirst.map(([role, contributors], index) => (
        <Fragment key={role}>
          {index > 0 && ' '}
          <span>
            {role || 'By'}: <Names contributors={contributors} />
          </span>
        </Fragment>
      ))}
    </p>
  );
}

/** Names, each a link to its author's page, in a sentence's form: `A, B and C`. */
function Names({ contributors }: { contributors: readonly Contributor[] }) {
  return contributors.map(({ id, name }, index) => (
    <span key={id}>
      {index === 0 ? '' : index === contributors.length - 1 ? ' and ' : ', '}
      <a href={pathTo({ kind: 'author', id, page: 1 })} rel="author">
        {name}
      </a>
    </span>
  ));
}
