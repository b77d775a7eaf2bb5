import { type Instant, parseDate } from '../dates.ts';
import { typeset } from '../i18n/typography.ts';
import { RESERVED_ARTICLES } from '../routes/slugs.ts';
import { type Credit, readByline } from './byline.ts';
import { checkFileLanguage, checkSlug, endingOf, slugAndLanguage } from './file-name.ts';
import { canonicalLanguage } from './language-code.ts';
import { type BodyLookup, checkBody, leniently, NO_USES } from './lint/check-body.ts';
import { checkImageFile, reportAt } from './lint/image-references.ts';
import { checkKeys, type Report, reporter, soundKeys } from './parse/check-keys.ts';
import type { Diagnostic } from './parse/diagnostic.ts';
import { readFrontMatter } from './parse/front-matter.ts';
import { closestKey } from './parse/suggestion.ts';
import { PLACEHOLDER_TEXT, reportPlaceholder } from './placeholders.ts';
import { type Reading, readingOf } from './reading.ts';
import { type ARTICLE_TYPES, articleSchema } from './schema/article-schema.ts';
import { type KnownTags, readTags, reportSimilarTags, type TagName } from './tag-names.ts';

export type ArticleType = (typeof ARTICLE_TYPES)[number];

/** An image of the site: `src` is as the editor wrote it (see `imagePath`); `caption` and `credit` may be empty. */
export type Image = Readonly<{ src: string; alt: string; caption: string; credit: string }>;

/** A published correction, with its instant. */
export type Correction = Readonly<{ date: Instant; text: string }>;

/**
 * A checked article, frozen. A text that the editor left out is empty; another value that is left out is null. Texts have the typographic
 * marks of the article's language.
 */
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

/** The rest of the content, as far as an article can refer to it. */
export type ArticleContext = Readonly<{
  timeZone: string;
  language: string;
  /** Each author's id, by id and by exact name. */
  authors: ReadonlyMap<string, string>;
  images: BodyLookup;
}> &
  KnownTags;

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

  if (keys.data.draft !== true) reportPlaceholder(file, keys, PLACEHOLDER_TEXT, 'error', diagnostics);
  const { slug, language: fileLanguage } = slugAndLanguage(file);
  checkSlug(slug, report, RESERVED_ARTICLES, endingOf(file));
  checkFileLanguage(file, report);
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
    const reason = '“updated” is before “date”.';
    report(['updated'], 'date-order', reason, 'Correct “date” or “updated”.');
  }
  const byline = readByline(values, context.authors, report);
  const keyLanguage = values.lang && canonicalLanguage(values.lang);
  const language = fileLanguage ?? keyLanguage ?? context.language;
  if (fileLanguage && keyLanguage && keyLanguage !== fileLanguage) {
    const reason = `“lang” is ${values.lang}, but the file’s name has the language ${fileLanguage}.`;
    report(['lang'], 'lang-conflict', reason, 'Remove “lang”: the file’s name is enough.');
  }
  const tags = readTags(values.tags, ['tags'], context, report);
  reportSimilarTags(tags, values.tags, context, report);
  const [section = null] = values.section ? readTags([values.section], ['section'], context, report) : tags;
  const [series = null] = values.series ? readTags([values.series], ['series'], null, report) : [];
  const bodyUses = readUses(values);
  const set = (text = '') => typeset(text, language);
  const corrections = values.corrections.map((correction, index) => {
    const made = readDate('date', correction.date, context.timeZone, report, ['corrections', index]) ?? 0;
    // A correction may be on the day of publication: a date without a time means no hour.
    if (date !== null && made !== 0 && made < date - DAY) {
      const reason = 'The date of the correction is before that of the article.';
      report(['corrections', index, 'date'], 'date-order', reason, 'Correct “date”, there or at the top.');
    }
    return { date: made, text: set(correction.text) };
  });
  if (!values.draft && keys.body.trim() === '' && keys.bodyDiagnostics.length === 0) {
    const reason = 'The article has no text.';
    report(['title'], 'text-empty', reason, 'Write it below the second line “---”, or set draft: true.', 'warning');
  }

  if (date === null) return { record: null, diagnostics, ...bodyUses };
  return readingOf<Article>(diagnostics, bodyUses, {
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
  });
}

/** When an article last changed for its readers: published, updated or corrected. */
export function lastChange({
  published,
  updated,
  corrections,
}: Pick<Article, 'published' | 'updated' | 'corrections'>): Instant {
  return Math.max(published, updated ?? published, ...corrections.map(({ date }) => date));
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
