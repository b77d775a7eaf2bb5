import { RESERVED_SLUGS } from '../routes/slugs.ts';
import { checkSlug, wholeSlug } from './file-name.ts';
import { type BodyLookup, checkBody, NO_USES } from './lint/check-body.ts';
import { checkImageFile, reportAt } from './lint/image-references.ts';
import { checkKeys, reporter } from './parse/check-keys.ts';
import type { Diagnostic } from './parse/diagnostic.ts';
import { readFrontMatter } from './parse/front-matter.ts';
import { placeholderBiography, reportPlaceholder } from './placeholders.ts';
import { type Reading, readingOf } from './reading.ts';
import { authorSchema } from './schema/author-schema.ts';
import { byCanonicalLanguage, checkTranslatedMarkdown, type Translations } from './translations.ts';

/** An author. `portrait` is an image as the editor wrote it (see `imagePath`), or empty; `biography` is Markdown. */
export type Author = Readonly<{
  file: string;
  id: string;
  name: string;
  role: string;
  portrait: string;
  email: string;
  /** The person's profiles on other sites. */
  links: readonly Readonly<{ name: string; url: string }>[];
  biography: string;
  translations: Translations<'name' | 'role' | 'biography'>;
}>;

/** Reads `content/authors/<id>.md`. */
export function readAuthor(file: string, source: string, images: BodyLookup): Reading<Author> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const diagnostics: Diagnostic[] = [...keys.bodyDiagnostics];
  const report = reporter(file, keys, diagnostics);
  const id = wholeSlug(file);
  checkSlug(id, report, RESERVED_SLUGS);
  const lenience = { schema: authorSchema, essential: ['name'] };
  const { values = null } = checkKeys(authorSchema, 'an author', file, keys, diagnostics, lenience) ?? {};
  checkTranslatedMarkdown(file, keys, values?.translations, 'biography', diagnostics);
  const portrait = values?.portrait
    ? checkImageFile(values.portrait, file, images, reportAt(['portrait'], report))
    : [];
  if (values) reportPlaceholder(file, keys, placeholderBiography(values.name), 'warning', diagnostics);
  const { uses, links } = checkBody(file, keys, images, diagnostics);
  return readingOf(
    diagnostics,
    { uses: [...portrait, ...uses], links },
    values && {
      file,
      id,
      role: '',
      portrait: '',
      email: '',
      ...values,
      translations: byCanonicalLanguage(values.translations),
      biography: keys.body,
    },
  );
}
