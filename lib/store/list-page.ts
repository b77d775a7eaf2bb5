/** One page of a list. `page` counts from 1; `pages` is at least 1. */
export type ListPage<Item> = Readonly<{ items: readonly Item[]; page: number; pages: number; total: number }>;

/** How many pages a list of `total` entries has: an empty list has one. */
export function pageCount(total: number, perPage: number): number {
  return Math.max(1, Math.ceil(total / perPage));
}

/** Whether a list of so many pages has this page. */
export function hasPage(pages: number, page: number): boolean {
  return Number.isInteger(page) && page >= 1 && page <= pages;
}

/** One page of `all`; null if the list has no such page. */
export function pageOf<Item>(all: readonly Item[], page: number, perPage: number): ListPage<Item> | null {
  const pages = pageCount(all.length, perPage);
  if (!hasPage(pages, page)) return null;
  return { items: all.slice((page - 1) * perPage, page * perPage), page, pages, total: all.length };
}
