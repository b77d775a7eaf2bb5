import { type ContentFile, startOfContent } from '../../content/files.ts';
import type { Instant } from '../../dates.ts';

/** The date is read from so many files; the others are sorted by their path or modification time. */
const MAX_DATED = 20_000;
/** Bytes at the start of a file in which its date is searched. */
const START_BYTES = 1_024;

/**
 * Returns articles in the order in which a first sync reads them: the newest first, then drafts and stories
 * that are under embargo at `now`. Dates are guessed from the start of each file, its path and its
 * modification time.
 */
export function newestFirst(articles: readonly ContentFile[], now: Instant): ContentFile[] {
  const guessed = sorted(articles.map((file) => ({ file, time: guessedTime(file) })));
  const dated = guessed.slice(0, MAX_DATED).map((entry) => ({ ...entry, time: timeIn(entry.file, now) ?? entry.time }));
  return [...sorted(dated), ...guessed.slice(MAX_DATED)].map(({ file }) => file);
}

type Entry = Readonly<{ file: ContentFile; time: number }>;

function sorted(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) => b.time - a.time || (a.file.path < b.file.path ? -1 : 1));
}

/** The time that the path of a file names, such as `2026/11/` or `2026-11-22`; else its modification time. */
function guessedTime({ path, mtime }: ContentFile): number {
  const [, year, month, day = '01'] = /\/(\d{4})[/-](\d{2})(?:[/-](\d{2}))?(?!\d)/.exec(path) ?? [];
  return Date.parse(`${year}-${month}-${day}`) || mtime;
}

/**
 * The `date` at the start of a file; null if there is none. `-Infinity` for a draft or a story under embargo.
 */
function timeIn(file: ContentFile, now: Instant): number | null {
  const start = startOfContent(file, START_BYTES);
  const [, written = ''] = /^date:\s*(\S+)/m.exec(start) ?? [];
  const time = Date.parse(written.replace(/["']/g, ''));
  if (time > now || /^draft:\s*true/m.test(start)) return Number.NEGATIVE_INFINITY;
  return time || null;
}
