import { archiveDate } from '../routes/archive-date.ts';
import { languageAt } from '../routes/editions.ts';
import { RESERVED_PAGES } from '../routes/page-paths.ts';
import { checkFileLanguage, checkSlug, endingOf, slugAndLanguage } from './file-name.ts';
import { type BodyLookup, checkBody, NO_USES } from './lint/check-body.ts';
import { checkOldHomeFile } from './lint/misplaced-files.ts';
import { checkKeys, reporter } from './parse/check-keys.ts';
import type { Diagnostic } from './parse/diagnostic.ts';
import { readFrontMatter } from './parse/front-matter.ts';
import { PLACEHOLDER_TEXT, reportPlaceholder } from './placeholders.ts';
import { type Reading, readingOf } from './reading.ts';
import { pageSchema } from './schema/page-schema.ts';

/** A page of its own, such as “About us”; `body` is Markdown. */
export type Page = Readonly<{
  file: string;
  slug: string;
  /** BCP 47. */
  language: string;
  title: string;
  standfirst: string;
  body: string;
}>;

/** Reads `content/pages/<slug>.md`, or `<slug>.<language>.md`; without a language it has the publication's `language`. */
export function readPage(file: string, source: string, images: BodyLookup, language: string): Reading<Page> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const oldHomeFile = keys.data.title === undefined ? checkOldHomeFile(file) : null;
  if (oldHomeFile) return { record: null, diagnostics: [oldHomeFile], ...NO_USES };
  const diagnostics: Diagnostic[] = [...keys.bodyDiagnostics];
  const { slug, language: fileLanguage } = slugAndLanguage(file);
  const report = reporter(file, keys, diagnostics);
  // `/2026` is the archive of that year.
  const reserved = archiveDate([slug]) === null ? RESERVED_PAGES : [slug];
  if (languageAt(slug) === null) checkSlug(slug, report, reserved, endingOf(file));
  else {
    const reason = `“${slug}” is a language code, and /${slug} the address of that edition.`;
    report([], 'slug-reserved', reason, 'Give the file another name.', 'blocking');
  }
  checkFileLanguage(file, report);
  reportPlaceholder(file, keys, PLACEHOLDER_TEXT, 'blocking', diagnostics);
  const lenience = { schema: pageSchema, essential: ['title'] };
  const { values = null } = checkKeys(pageSchema, 'a page', file, keys, diagnostics, lenience) ?? {};
  const uses = checkBody(file, keys, images, diagnostics);
  return readingOf(
    diagnostics,
    uses,
    values && { file, slug, language: fileLanguage ?? language, standfirst: '', ...values, body: keys.body },
  );
}
