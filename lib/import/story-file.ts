import { frontMatterFile } from '../content/file-form.ts';
import { type Instant, isoInZone } from '../dates.ts';
import { firstWords } from '../markdown/plain-text.ts';
import { oneLine, textOfHtml } from './html-tree.ts';
import type { ImportedStory } from './imported-item.ts';
import type { PlannedText } from './plan-import.ts';

/** The parts of the file of a story or a page that depend on other files. */
export type TextParts = Readonly<{
  authors: readonly string[];
  tags: readonly string[];
  image: Readonly<{ src: string; alt: string; caption?: string; credit?: string }> | null;
  redirectFrom: readonly string[];
  body: string;
}>;

/**
 * The longest line and the longest passage of front matter, in characters; and the most entries of a list.
 */
const LINE = 500;
const PASSAGE = 5_000;
const ENTRIES = 100;

/** Returns the text of the file of a story or a page. */
export function textFile(
  story: ImportedStory,
  { date, draft, kind }: PlannedText,
  { authors, tags, image, redirectFrom, body }: TextParts,
  { timeZone, updated }: { timeZone: string; updated: Instant | null },
): string {
  const title = line(story.title) || firstWords(body, MAX_TITLE) || 'Untitled';
  const standfirst = cut(textOfHtml(story.standfirst ?? ''), PASSAGE);
  if (kind === 'page') return frontMatterFile({ title, standfirst }, body);
  const keys = {
    title,
    standfirst,
    ...(authors.length === 1 ? { author: authors[0] } : { authors: authors.slice(0, ENTRIES) }),
    date: isoInZone(date, timeZone),
    ...(updated !== null && updated - date >= MINUTE && { updated: isoInZone(updated, timeZone) }),
    ...(tags.length > 0 && { tags: tags.slice(0, ENTRIES) }),
    ...(image && { image }),
    ...(redirectFrom.length > 0 && { redirectFrom: redirectFrom.slice(0, ENTRIES) }),
    ...(draft && { draft: true }),
  };
  return frontMatterFile(keys, body);
}

const MINUTE = 60_000;
/** The longest headline that is made of the first words of a text. */
const MAX_TITLE = 60;

/** A text of an archive as one line of front matter: without tags, entities and control characters. */
export function line(text: string): string {
  return cut(textOfHtml(text), LINE);
}

function cut(text: string, most: number): string {
  const sound = oneLine(text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' '));
  if (sound.length <= most) return sound;
  return `${sound.slice(0, most - 1).replace(/\s\S*$/, '')}…`;
}
