/** A year (`2024`), a month (`2024-01`) or a day (`2024-01-14`) of the calendar. */
export type ArchiveDate = string;

/** Returns the date that path segments such as `2024`, `01`, `14` stand for, or null when the calendar has no such date. */
export function archiveDate(segments: readonly string[]): ArchiveDate | null {
  const date = segments.join('-');
  if (!/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/.test(date)) return null;
  const firstDay = date + '-01-01'.slice(date.length - 4);
  const instant = Date.parse(`${firstDay}T00:00:00Z`);
  // `Date.parse` accepts 30 February, and makes another day of it.
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(firstDay) ? date : null;
}
