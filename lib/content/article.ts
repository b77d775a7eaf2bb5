import { type Instant, parseDate } from '../dates.ts';
import { typeset } from '../i18n/typography.ts';
import { isSlug, RESERVED_ARTICLES, RESERVED_SLUGS, slugOf } from '../routes/urls.ts';
import { type BodyLookup, type BodyUses, checkBody, leniently, NO_USES } from './lint/check-body.ts';
import { checkImageFile, reportAt } from './lint/image-references.ts';
import { checkKeys, type Report, reporter, soundKeys } from './parse/check-keys.ts';
import type { Diagnostic } from './parse/diagnostic.ts';
import { readFrontMatter } from './parse/front-matter.ts';
import { closest, closestKey, didYouMean } from './parse/suggestion.ts';
import { type ARTICLE_TYPES, articleSchema, canonicalLanguage, isLanguage } from './schema.ts';

export type ArticleType = (typeof ARTICLE_TYPES)[number];

/** A tag, a section or a series as an article names it; `slug` identifies it, whatever the spelling. */
export type TagName = Readonly<{ slug: string; name: string }>;

/** One entry of a byline: an author's id, what the person did (empty: wrote it), and the id or name that stands in the file. */
export type Credit = Readonly<{ author: string; role: string; written: string }>;

/** An image of the site: `src` is as the editor wrote it (see `imagePath`); `caption` and `credit` may be empty. */
export type Image = Readonly<{ src: string; alt: string; caption: string; credit: string }>;

/** A correction of record: when (an instant) and what. */
export type Correction = Readonly<{ date: Instant; text: string }>;

/** A checked article, frozen and complete: a text that an editor left out is empty, a thing left out is null. Texts have their marks set as in its language. */
export type Article = Readonly<{
  /** Path of its file from the project's folder. */
  file: string;
  slug: string;
  /** BCP 47. */
  language: string;
  type: ArticleType;
  headline: string;
  standfirst: string;
  section: TagName | null;
  tags: readonly TagName[];
  byline: readonly Credit[];
  dateline: string;
  published: Instant;
  updated: Instant | null;
  image: Image | null;
  keyPoints: readonly string[];
  series: TagName | null;
  /** Newest first. */
  corrections: readonly Correction[];
  redirectFrom: readonly string[];
  draft: boolean;
  /** Markdown. */
  body: string;
}>;

/** What else of the content an article's keys refer to. */
export type ArticleContext = Readonly<{
  timeZone: string;
  language: string;
  /** Every author's id, by id and by exact name. */
  authors: ReadonlyMap<string, string>;
  /** The names of the tags that have a file, by slug. */
  tags: ReadonlyMap<string, string>;
  /** The slugs of those tags, by the slugs of their names in other languages. */
  translatedTags: ReadonlyMap<string, string>;
  images: BodyLookup;
}>;

/** What reading a file came to: a record if it has no error, what there is to say of it, and what it names. */
export type Reading<Record> = Readonly<{ record: Record | null; diagnostics: readonly Diagnostic[] }> & BodyUses;

const DAY = 86_400_000;

/**
 * Reads an article: `file` is its path from the project's folder, `…/<slug>.md` or `…/<slug>.<language>.md`; `source` its text. Every
 * diagnostic of the file is reported at once.
 */
export function readArticle(file: string, source: string, context: ArticleContext): Reading<Article> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const diagnostics: Diagnostic[] = [...keys.bodyDiagnostics];
  const report = reporter(file, keys, diagnostics);
  const values = checkKeys(articleSchema, 'an article', file, keys, diagnostics);
  const readUses = ({ image, draft = false }: { image?: { src: string } | undefined; draft?: boolean | undefined }) => {
    const reportImage = reportAt(['image', 'src'], report);
    const lead = image
      ? checkImageFile(image.src, file, context.images, draft ? leniently(reportImage) : reportImage)
      : [];
    const { uses, links } = checkBody(file, keys, context.images, diagnostics, draft);
    return { uses: [...lead, ...uses], links };
  };

  const { slug, language: fileLanguage } = nameOf(file);
  checkSlug(slug, report, RESERVED_ARTICLES, endingOf(file));
  checkLanguage(file, report);
  if (!values) {
    // A wrong key should not hide a wrong author or date.
    const sound = soundKeys(articleSchema, keys.data);
    const isMisspelt = Object.keys(keys.data).some((key) => closestKey(key, ['author', 'authors']) !== null);
    if (!isMisspelt || sound.author || sound.authors) {
      readByline(sound, context.authors, report);
    }
    readDate('date', sound.date, context.timeZone, report);
    readDate('updated', sound.updated, context.timeZone, report);
    return { record: null, diagnostics, ...readUses(sound) };
  }

  const date = readDate('date', values.date, context.timeZone, report);
  const updated = readDate('updated', values.updated, context.timeZone, report);
  if (date !== null && updated !== null && updated < date) {
    const reason = 'The article was changed before it was published.';
    report(['updated'], 'date-order', reason, 'Correct “date” or “updated”.');
  }
  const byline = readByline(values, context.authors, report);
  const keyLanguage = values.lang && canonicalLanguage(values.lang);
  const language = fileLanguage ?? keyLanguage ?? context.language;
  if (fileLanguage && keyLanguage && keyLanguage !== fileLanguage) {
    const reason = `“lang” says ${values.lang}, the file’s name says ${fileLanguage}.`;
    report(['lang'], 'lang-conflict', reason, 'Remove “lang”: the file’s name is enough.');
  }
  const tags = readTags(values.tags, ['tags'], context, report);
  for (const { slug, name } of tags) {
    if (context.tags.has(slug)) continue;
    const meant = closest(slug, context.tags.keys(), 1);
    const index = values.tags.indexOf(name);
    const parts = name.split(/[,;]/).map((part) => part.trim());
    if (parts.length > 1 && parts.some((part) => context.tags.has(slugOf(part)))) {
      const reason = `The tag “${name}” is new, and it is a single one.`;
      const fix = `Write each by itself, such as tags: [${parts.join(', ')}], if several are meant.`;
      report(['tags', index], 'tag-similar', reason, fix, 'warning');
      continue;
    }
    if (meant === null) continue;
    const reason = `The tag “${name}” is new, and much like “${context.tags.get(meant)}”.`;
    report(['tags', index], 'tag-similar', reason, `Write “${context.tags.get(meant)}” if that is meant.`, 'warning');
  }
  const [section = null] = values.section ? readTags([values.section], ['section'], context, report) : tags;
  const [series = null] = values.series ? readTags([values.series], ['series'], null, report) : [];
  const named = readUses(values);
  const set = (text = '') => typeset(text, language);
  const corrections = values.corrections.map((correction, index) => {
    const made = readDate('date', correction.date, context.timeZone, report, ['corrections', index]) ?? 0;
    // The day of publication is early enough: who gives a day alone means no hour.
    if (date !== null && made !== 0 && made < date - DAY) {
      const reason = 'The correction was made before the article was published.';
      report(['corrections', index, 'date'], 'date-order', reason, 'Correct “date”, there or at the top.');
    }
    return { date: made, text: set(correction.text) };
  });
  if (!values.draft && keys.body.trim() === '' && keys.bodyDiagnostics.length === 0) {
    const reason = 'The article has no text.';
    report(['title'], 'text-empty', reason, 'Write it below the second line “---”, or set draft: true.', 'warning');
  }

  if (diagnostics.some(({ severity }) => severity === 'error') || date === null)
    return { record: null, diagnostics, ...named };
  const record: Article = {
    file,
    slug,
    language,
    type: values.type,
    headline: set(values.title),
    standfirst: set(values.standfirst),
    section,
    tags,
    byline,
    dateline: values.dateline ?? '',
    published: date,
    updated,
    image: values.image
      ? {
          src: values.image.src,
          alt: set(values.image.alt),
          caption: set(values.image.caption),
          credit: set(values.image.credit),
        }
      : null,
    keyPoints: values.keyPoints.map(set),
    series,
    corrections: corrections.sort((a, b) => b.date - a.date),
    redirectFrom: values.redirectFrom,
    draft: values.draft,
    body: keys.body,
  };
  return { record: deepFreeze(record), diagnostics, ...named };
}

/** When an article last changed for its readers: published, updated or corrected. */
export function lastChange({
  published,
  updated,
  corrections,
}: Pick<Article, 'published' | 'updated' | 'corrections'>): Instant {
  return Math.max(published, updated ?? published, ...corrections.map(({ date }) => date));
}

/** What the name of a file says: `…/<slug>.md`, or `…/<slug>.<language>.md`. */
export function nameOf(file: string): { slug: string; language: string | undefined } {
  const { slug, code } = partsOfName(file);
  return { slug, language: code !== undefined && isLanguage(code) ? canonicalLanguage(code) : code };
}

function partsOfName(file: string): { slug: string; code: string | undefined } {
  const [, slug = '', code] = /([^/]*?)(?:\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*))?\.md$/.exec(file) ?? [];
  return { slug, code };
}

/** What follows the slug in the name of a file. */
export function endingOf(file: string): string {
  const { code } = partsOfName(file);
  return code === undefined ? '.md' : `.${code}.md`;
}

/** Reports a file name that says it is in a language which is none. */
export function checkLanguage(file: string, report: Report): void {
  const { slug, code } = partsOfName(file);
  if (code === undefined || isLanguage(code)) return;
  const reason = `The file’s name says that its language is “${code}”, which is no language code (BCP 47).`;
  report([], 'lang-invalid', reason, `Rename the file to ${slug}.md, or correct the code.`);
}

/** Reports a file name that cannot be part of an address; `ending` is what follows the slug in it. */
export function checkSlug(slug: string, report: Report, reserved: readonly string[], ending = '.md'): void {
  if (!isSlug(slug)) {
    const better = slugOf(slug);
    const fix = isSlug(better) ? `Rename the file to ${better}${ending}.` : 'Give the file such a name.';
    const reason = `The file’s name “${slug}” cannot be an address: only small letters, digits and single hyphens can, up to 200.`;
    report([], 'slug-invalid', reason, fix);
  } else if (reserved.includes(slug)) {
    report([], 'slug-reserved', `The address “${slug}” has a meaning of its own.`, 'Give the file another name.');
  }
}

function readDate(
  name: string,
  value: unknown,
  timeZone: string,
  report: Report,
  under: readonly PropertyKey[] = [],
): Instant | null {
  if (typeof value !== 'string') return null; // missing, or reported by the schema
  const parsed = parseDate(value, timeZone);
  if ('instant' in parsed) return parsed.instant;
  report([...under, name], parsed.rule, parsed.reason, parsed.fix);
  return null;
}

function readByline(
  values: { author?: { author: string; role?: string }[]; authors?: { author: string; role?: string }[] },
  known: ReadonlyMap<string, string>,
  report: Report,
): Credit[] {
  if (values.author && values.authors) {
    report(
      ['author'],
      'author-duplicate',
      'Both “author” and “authors” are given.',
      'Keep “authors”, with every name in it.',
    );
  }
  const key = values.authors ? 'authors' : 'author';
  const written = values.authors ?? values.author ?? [];
  if (written.length === 0) {
    const fix = 'Add it like this: author: aqsa-younas-rana';
    report([key], 'author-missing', 'The article has no author.', fix);
  }
  return written.map((credit, index) => {
    const author = known.get(credit.author);
    if (author === undefined) {
      const path = typeof values[key]?.[index] === 'object' ? [key, index, 'author'] : [key, index];
      const otherwise = `Add content/authors/${slugOf(credit.author) || 'their-name'}.md with the person’s name.`;
      const fix = didYouMean(credit.author, known.keys(), otherwise);
      report(path, 'author-unknown', `There is no author “${credit.author}”.`, fix);
    }
    return { author: author ?? '', role: credit.role ?? '', written: credit.author };
  });
}

function readTags(
  names: readonly string[],
  path: readonly PropertyKey[],
  known: Pick<ArticleContext, 'translatedTags'> | null,
  report: Report,
): TagName[] {
  const bySlug = new Map<string, TagName>();
  for (const [index, name] of names.entries()) {
    const written = slugOf(name);
    const slug = known?.translatedTags.get(written) ?? written;
    if (!isSlug(slug)) {
      const fix = 'Write at least one letter or digit, and at most 200.';
      report([...path, index], 'tag-invalid', `“${name}” cannot be a tag.`, fix);
    } else if (RESERVED_SLUGS.includes(slug)) {
      const reason = `A tag “${name}” would have the address “${slug}”, which has a meaning of its own.`;
      report([...path, index], 'slug-reserved', reason, 'Give the tag another name.');
    } else if (!bySlug.has(slug)) {
      bySlug.set(slug, { slug, name });
    }
  }
  return [...bySlug.values()];
}

/** Freezes a record and all that it holds. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
