import { isSlug, RESERVED_SLUGS, slugOf } from '../routes/slugs.ts';
import { checkSlug, wholeSlug } from './file-name.ts';
import { type BodyLookup, checkBody, NO_USES } from './lint/check-body.ts';
import { checkKeys, reporter } from './parse/check-keys.ts';
import type { Diagnostic } from './parse/diagnostic.ts';
import { readFrontMatter } from './parse/front-matter.ts';
import { type Reading, readingOf } from './reading.ts';
import { type SectionColour, tagSchema } from './schema/tag-schema.ts';
import { byCanonicalLanguage, checkTranslatedMarkdown, type Translations } from './translations.ts';

/** A tag that an editor has described; `description` is Markdown. */
export type Tag = Readonly<{
  file: string;
  slug: string;
  name: string;
  description: string;
  colour: SectionColour;
  translations: Translations<'name' | 'description'>;
}>;

/** Reads `content/tags/<slug>.md`. */
export function readTag(file: string, source: string, images: BodyLookup): Reading<Tag> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const diagnostics: Diagnostic[] = [...keys.bodyDiagnostics];
  const report = reporter(file, keys, diagnostics);
  const slug = wholeSlug(file);
  checkSlug(slug, report, RESERVED_SLUGS);
  const lenience = { schema: tagSchema, essential: ['name'] };
  const { values = null } = checkKeys(tagSchema, 'a tag', file, keys, diagnostics, lenience) ?? {};
  checkTranslatedMarkdown(file, keys, values?.translations, 'description', diagnostics);
  if (values && !isSlug(slugOf(values.name))) {
    const fix = 'Write at least one letter or digit, and at most 200.';
    report(['name'], 'tag-invalid', `“${values.name}” cannot be a tag.`, fix, 'blocking');
  } else if (values && slugOf(values.name) !== slug) {
    const reason = `The tag “${values.name}” has the address “${slugOf(values.name)}”, not “${slug}”.`;
    const fix = `Rename the file to ${slugOf(values.name)}.md, or correct the name.`;
    report(['name'], 'tag-file', reason, fix, 'blocking');
  }
  const uses = checkBody(file, keys, images, diagnostics);
  return readingOf(
    diagnostics,
    uses,
    values && { file, slug, ...values, translations: byCanonicalLanguage(values.translations), description: keys.body },
  );
}
