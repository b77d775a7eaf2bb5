import { ListHead } from '#components/list-head.tsx';
import { editionContext } from '../edition.ts';

/**
 * What plain `next start` shows where a route exists and its page does not; the request handler has a page for it (`_dateline/not-found`). It is rendered with every page
 * of the site, so it asks for nothing but the publication; and it is in that's language, since Next does not tell it which edition was asked for.
 */
export default function NotFound() {
  const { publication, messages } = editionContext('');
  return <ListHead publication={publication} title={messages.notFound} note={messages.notFoundNote} />;
}
