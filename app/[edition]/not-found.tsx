import { ListHead } from '#components/list-head.tsx';
import { editionContext } from '../edition.ts';

/**
 * The page of plain `next start` for a route without a page; the request handler uses `_dateline/not-found` instead. Next renders it with every page of the
 * site, so its only query is that for the publication. It is in the publication's own language, as Next does not pass it the edition.
 */
export default function NotFound() {
  const { publication, messages } = editionContext('');
  return <ListHead publication={publication} title={messages.notFound} note={messages.notFoundNote} />;
}
