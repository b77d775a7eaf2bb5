import { setImmediate as othersFirst } from 'node:timers/promises';
import { type ContentFolders, MAX_FILE_BYTES, textOf } from '../content/files.ts';
import { soundKeys } from '../content/parse/check-keys.ts';
import { readFrontMatter } from '../content/parse/front-matter.ts';
import { articleSchema } from '../content/schema/article-schema.ts';
import type { Instant } from '../dates.ts';
import { readBlobs } from '../git/git.ts';
import { DiffBudget, type Difference, diffTexts, type ReadableText } from '../git/text-diff.ts';
import { typeset } from '../i18n/typography.ts';
import { readableParagraphs } from '../markdown/plain-text.ts';
import type { Version } from './revisions.ts';

/** A change that readers could see: since when, whether it is called a minor one, and what is different. The first after publication has the number 1. */
export type Change = Readonly<{ number: number; at: Instant; minor: boolean; differences: readonly Difference[] }>;

/** What changed in an article since it was published, newest first; `complete` is false where older changes were left out. */
export type ArticleHistory = Readonly<{ changes: readonly Change[]; complete: boolean }>;

/** Texts are read from the newest on, up to so many bytes in all: as many as a story of 1,000 words has in 150 changes. */
const MAX_BYTES = 1_000_000;
/** Texts that are slow to be read, which those of people never are, end there. */
const MAX_MILLISECONDS = 2_000;

/**
 * Compares the versions of an article (oldest first), whose texts are in the repository around the content. It depends on nothing but them, and works in steps between which others may
 * use the thread. Throws when git fails.
 */
export async function readHistory(
  { content }: ContentFolders,
  versions: readonly Version[],
  language: string,
): Promise<ArticleHistory> {
  const read = newestWithin(versions, MAX_BYTES);
  const until = performance.now() + MAX_MILLISECONDS;
  const effort = new DiffBudget();
  const changes: Change[] = [];
  let after: { number: number; version: Version; text: ReadableText } | null = null;
  let looked = 0;
  const ids = read.map(({ blob }) => blob);
  for await (const bytes of readBlobs(content, ids, MAX_FILE_BYTES)) {
    const version = read[looked++] as Version;
    const number = versions.length - looked;
    const text = bytes && readableText(bytes, language);
    // A clone may lack what is old.
    if (!text) continue;
    if (after) {
      const { at, minor } = after.version;
      changes.push({ number: after.number, at, minor, differences: diffTexts(text, after.text, effort) });
    }
    after = { number, version, text };
    if (performance.now() > until) break;
    await othersFirst();
  }
  return { changes, complete: looked === versions.length };
}

/** The newest of `versions`, newest first, that have `most` bytes in all; two at the least. */
function newestWithin(versions: readonly Version[], most: number): Version[] {
  let left = most;
  return versions.toReversed().filter(({ size }, index) => {
    left -= size;
    return index < 2 || left >= 0;
  });
}

function readableText(bytes: Buffer, language: string): ReadableText | null {
  const source = textOf('', bytes);
  const keys = typeof source === 'string' ? readFrontMatter('', source) : [];
  if (Array.isArray(keys) || keys.bodyDiagnostics.length > 0) return null;
  const { title = '', standfirst = '' } = soundKeys(articleSchema, keys.data);
  const set = (text: string) => typeset(text, language);
  return {
    headline: set(title),
    standfirst: set(standfirst),
    paragraphs: readableParagraphs(keys.body).map(set),
  };
}
