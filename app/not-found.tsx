import { ListHead } from '#components/list-head.tsx';

/**
 * What plain `next start` shows where a route exists and its page does not; the front has `global-not-found.tsx` for it. It is rendered with every page
 * of the site, so it asks for nothing.
 */
export default function NotFound() {
  return (
    <ListHead
      title="Page not found"
      note="There is nothing at this address. It may have been mistyped, or the story may have moved."
    />
  );
}
