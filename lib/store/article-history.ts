import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { MAX_FILE_BYTES, textOf } from '../content/file-text.ts';
import type { ContentFolders } from '../content/files.ts';
import { soundKeys } from '../content/parse/check-keys.ts';
import { readFrontMatter } from '../content/parse/front-matter.ts';
import { articleSchema } from '../content/schema/article-schema.ts';
import type { Instant } from '../dates.ts';
import { readBlobs } from '../git/git.ts';
import { DiffBudget, type Difference, diffTexts, type ReadableText } from '../git/text-diff.ts';
import { typeset } from '../i18n/typography.ts';
import { readableParagraphs } from '../markdown/plain-text.ts';
import type { Version } from './revisions.ts';

/**
 * A change that readers could see, from the instant `at`. The first change after publication has the number
 * 1.
 */
export type Change = Readonly<{ number: number; at: Instant; minor: boolean; differences: readonly Difference[] }>;

/**
 * The changes to an article since its publication, newest first; `complete` is false if older ones were left
 * out.
 */
export type ArticleHistory = Readonly<{ changes: readonly Change[]; complete: boolean }>;

/** The newest versions are read, up to so many bytes in all: about 150 versions of a story of 1,000 words. */
const MAX_BYTES = 1_000_000;
/** Reading ends after this time. Only texts that were made to be slow take so long. */
const MAX_MILLISECONDS = 2_000;

/**
 * Reads the versions of an article (oldest first) from git and returns the changes between them. Depends only
 * on its arguments and the repository. Other work of the thread runs between two versions. Throws when git
 * fails.
 */
export async function readHistory(
  { content }: ContentFolders,
  versions: readonly Version[],
  language: string,
): Promise<ArticleHistory> {
  const read = newestWithin(versions, MAX_BYTES);
  const until = performance.now() + MAX_MILLISECONDS;
  const budget = new DiffBudget();
  const changes: Change[] = [];
  let after: { number: number; version: Version; text: ReadableText } | null = null;
  let readCount = 0;
  const ids = read.map(({ blob }) => blob);
  for await (const bytes of readBlobs(content, ids, MAX_FILE_BYTES)) {
    const version = read[readCount++] as Version;
    const number = versions.length - readCount;
    const text = bytes && readableText(bytes, language);
    // A shallow clone lacks old versions.
    if (!text) continue;
    if (after) {
      const { at, minor } = after.version;
      changes.push({ number: after.number, at, minor, differences: diffTexts(text, after.text, budget) });
    }
    after = { number, version, text };
    if (performance.now() > until) break;
    await yieldToOthers();
  }
  return { changes, complete: readCount === versions.length };
}

/** Returns the newest of `versions`, newest first, up to `maxBytes` in all, but at least two. */
function newestWithin(versions: readonly Version[], maxBytes: number): Version[] {
  let left = maxBytes;
  return versions.toReversed().filter(({ size }, index) => {
    left -= size;
    return index < 2 || left >= 0;
  });
}

/** Returns the text of a version; null if it cannot be read. */
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
