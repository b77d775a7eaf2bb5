/** Links to the pages before and after this one; nothing where a list has only one page. `pathOf` gives a page's path. */
export function Pagination({ page, pages, pathOf }: { page: number; pages: number; pathOf: (page: number) => string }) {
  if (pages === 1) return null;
  return (
    <nav className="pagination" aria-label="Pages">
      {page > 1 ? (
        <a href={pathOf(page - 1)} rel="prev">
          Newer stories
        </a>
      ) : (
        <span />
      )}{' '}
      <span>
        Page {page} of {pages}
      </span>{' '}
      {page < pages ? (
        <a href={pathOf(page + 1)} rel="next">
          Older stories
        </a>
      ) : (
        <span />
      )}
    </nav>
  );
}
