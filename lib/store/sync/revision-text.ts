import { hash } from 'node:crypto';
import { slugAndLanguage } from '../../content/file-name.ts';
import { textOf } from '../../content/file-text.ts';
import { soundKeys } from '../../content/parse/check-keys.ts';
import { readFrontMatter } from '../../content/parse/front-matter.ts';
import type { Publication } from '../../content/publication.ts';
import { articleSchema } from '../../content/schema/article-schema.ts';
import { type Instant, parseDate } from '../../dates.ts';

/**
 * What the index stores of a revision: `published` is null for a draft and for a text with errors; `digest`
 * is equal for equal texts.
 */
export type RevisionText = Readonly<{ language: string; published: Instant | null; digest: string; size: number }>;

/** Reads the revision of `file` from its bytes; `bytes` is null if the repository lacks them. */
export function revisionText(
  file: string,
  bytes: Buffer | null,
  { timeZone, language }: Pick<Publication, 'timeZone' | 'language'>,
): RevisionText {
  const unpublished = { language, published: null, digest: '', size: bytes?.length ?? 0 };
  const source = bytes && textOf(file, bytes);
  const keys = typeof source === 'string' ? readFrontMatter(file, source) : [];
  if (Array.isArray(keys) || keys.bodyDiagnostics.length > 0) return unpublished;
  // An old text may break newer rules on other keys.
  const { title, standfirst = '', date, draft, lang } = soundKeys(articleSchema, keys.data);
  const parsed = date && parseDate(date, timeZone);
  return {
    ...unpublished,
    language: slugAndLanguage(file).language ?? lang ?? language,
    published: title && parsed && draft === false ? ('instant' in parsed ? parsed.instant : parsed.latest) : null,
    digest: hash('sha1', JSON.stringify([title, standfirst, keys.body.trim()]), 'base64'),
  };
}
