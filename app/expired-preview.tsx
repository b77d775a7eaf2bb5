import { ListHead } from '#components/list-head.tsx';
import { editionContext } from './edition.ts';

export const EXPIRED_TITLE = 'This link has expired';

/** What a preview link shows after its time. */
export function ExpiredPreview() {
  const { publication } = editionContext('');
  return (
    <ListHead
      publication={publication}
      title={EXPIRED_TITLE}
      note="Preview links expire. Ask an editor for a new one."
    />
  );
}
