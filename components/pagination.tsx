import { messagesIn } from '#lib/i18n/catalogue.ts';

/** Links to the pages before and after this one; nothing where a list has only one page. `pathOf` gives a page's path. */
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
