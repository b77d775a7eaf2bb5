import { ListHead } from '#components/list-head.tsx';
import { editionNamed } from '../edition.ts';

/**
 * What plain `next start` shows where a route exists and its page does not; the front has a page for it (`_dateline/nowhere`). It is rendered with every page
 * of the site, so it asks for nothing but the publication; and it is in that's language, since Next does not tell it which edition was asked for.
 */
export default function NotFound() {
  const { publication, words } = editionNamed('');
  return <ListHead publication={publication} title={words.notFound} note={words.notFoundNote} />;
}
