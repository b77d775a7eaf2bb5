import { archiveDate, isSlug, RESERVED_PAGES, RESERVED_SLUGS, slugOf } from '../urls.ts';
import { checkSlug, deepFreeze, type Reading } from './article.ts';
import { checkKeys, reporter } from './check.ts';
import { readFrontMatter } from './front-matter.ts';
import { checkBodyPictures, checkPicture, type PictureLookup, type PictureUse } from './illustrations.ts';
import type { Problem } from './problems.ts';
import { authorSchema, pageSchema, publicationSchema, type ShareService, tagSchema } from './schema.ts';
import { readYamlKeys } from './yaml-keys.ts';

// All that stands in content/ beside the articles: who we are, who writes, what about.

/** A writer. `portrait` is a picture as the editor wrote it (see `picturePath`), or empty; `biography` is Markdown. */
export type Author = Readonly<{
  file: string;
  id: string;
  name: string;
  role: string;
  portrait: string;
  biography: string;
}>;

/** A tag that an editor has described; `description` is Markdown. */
export type Tag = Readonly<{ file: string; slug: string; name: string; description: string }>;

/** A page of its own, such as “About us”; `body` is Markdown. */
export type Page = Readonly<{ file: string; slug: string; title: string; standfirst: string; body: string }>;

/** The publication. `origin` is scheme and host; `sections` are tags in the order of the navigation; `footer` names pages. */
export type Publication = Readonly<{
  name: string;
  tagline: string;
  origin: string;
  timeZone: string;
  language: string;
  sections: readonly string[];
  /** Where readers may pass a story on. */
  share: readonly ShareService[];
  footer: readonly string[];
}>;

const slugOfFile = (file: string) => /([^/]*)\.md$/.exec(file)?.[1] ?? '';

/** Reads `content/authors/<id>.md`. */
export function readAuthor(file: string, source: string, pictures: PictureLookup): Reading<Author> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, problems: keys, uses: [] };
  const problems: Problem[] = [...keys.bodyProblems];
  const report = reporter(file, keys, problems);
  const id = slugOfFile(file);
  checkSlug(id, report, RESERVED_SLUGS);
  const values = checkKeys(authorSchema, 'an author', file, keys, problems);
  const uses = [
    ...(values?.portrait ? checkPicture(values.portrait, ['portrait'], file, pictures, report) : []),
    ...checkBodyPictures(file, keys, pictures, problems),
  ];
  return finish(problems, uses, values && { file, id, role: '', portrait: '', ...values, biography: keys.body });
}

/** Reads `content/tags/<slug>.md`. */
export function readTag(file: string, source: string, pictures: PictureLookup): Reading<Tag> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, problems: keys, uses: [] };
  const problems: Problem[] = [...keys.bodyProblems];
  const report = reporter(file, keys, problems);
  const slug = slugOfFile(file);
  checkSlug(slug, report, RESERVED_SLUGS);
  const values = checkKeys(tagSchema, 'a tag', file, keys, problems);
  if (values && !isSlug(slugOf(values.name))) {
    const fix = 'Write at least one letter or digit, and at most 200.';
    report(['name'], 'tag-form', `“${values.name}” cannot be a tag.`, fix);
  } else if (values && slugOf(values.name) !== slug) {
    const reason = `The tag “${values.name}” has the address “${slugOf(values.name)}”, not “${slug}”.`;
    report(['name'], 'tag-file', reason, `Rename the file to ${slugOf(values.name)}.md, or correct the name.`);
  }
  const uses = checkBodyPictures(file, keys, pictures, problems);
  return finish(problems, uses, values && { file, slug, ...values, description: keys.body });
}

/** Reads `content/pages/<slug>.md`. */
export function readPage(file: string, source: string, pictures: PictureLookup): Reading<Page> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, problems: keys, uses: [] };
  const problems: Problem[] = [...keys.bodyProblems];
  const slug = slugOfFile(file);
  // A year is the address of what was published in it.
  const reserved = archiveDate([slug]) === null ? RESERVED_PAGES : [slug];
  checkSlug(slug, reporter(file, keys, problems), reserved);
  const values = checkKeys(pageSchema, 'a page', file, keys, problems);
  const uses = checkBodyPictures(file, keys, pictures, problems);
  return finish(problems, uses, values && { file, slug, standfirst: '', ...values, body: keys.body });
}

/** Reads `content/publication.yaml`. */
export function readPublication(file: string, source: string): Reading<Publication> {
  const keys = readYamlKeys(file, source.replace(/^\uFEFF/, ''));
  if (Array.isArray(keys)) return { record: null, problems: keys, uses: [] };
  const problems: Problem[] = [];
  const values = checkKeys(publicationSchema, 'the publication', file, keys, problems);
  return finish(problems, [], values);
}

function finish<Record>(problems: Problem[], uses: PictureUse[], record: Record | null): Reading<Record> {
  const broken = problems.some(({ severity }) => severity === 'error');
  return { record: broken || record === null ? null : deepFreeze(record), problems, uses };
}
