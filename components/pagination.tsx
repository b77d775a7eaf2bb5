import { messagesIn } from '#lib/i18n/catalogue.ts';

/**
 * Links to the previous and the next page of a list; nothing if it has only one page. `pathOf` returns the
 * path of a page.
 */
export function Pagination({
  page,
  pages,
  language,
  pathOf,
}: {
  page: number;
  pages: number;
  language: string;
  pathOf: (page: number) => string;
}) {
  if (pages === 1) return null;
  const messages = messagesIn(language);
  return (
    <nav className="pagination" aria-label={messages.pagination}>
      {page > 1 ? (
        <a href={pathOf(page - 1)} rel="prev">
          {messages.previousPage}
        </a>
      ) : (
        <span />
      )}{' '}
      <span>{messages.pageOf(page, pages)}</span>{' '}
      {page < pages ? (
        <a href={pathOf(page + 1)} rel="next">
          {messages.nextPage}
        </a>
      ) : (
        <span />
      )}
    </nav>
  );
}
