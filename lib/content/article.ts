import { type Instant, parseDate } from '../dates.ts';
import { typeset } from '../i18n/typography.ts';
import { RESERVED_ARTICLES } from '../routes/slugs.ts';
import { type Credit, readByline } from './byline.ts';
import { checkFileLanguage, checkSlug, endingOf, slugAndLanguage } from './file-name.ts';
import { canonicalLanguage, isLanguage } from './language-code.ts';
import { type BodyLookup, checkBody, leniently, NO_USES } from './lint/check-body.ts';
import { checkImageFile, reportAt } from './lint/image-references.ts';
import { checkKeys, type Report, reporter, soundKeys } from './parse/check-keys.ts';
import type { Diagnostic, Weight } from './parse/diagnostic.ts';
import { readFrontMatter } from './parse/front-matter.ts';
import { closestKey } from './parse/suggestion.ts';
import { PLACEHOLDER_TEXT, reportPlaceholder } from './placeholders.ts';
import { type Reading, readingOf } from './reading.ts';
import { ARTICLE_LENIENCE, type ARTICLE_TYPES, articleSchema } from './schema/article-schema.ts';
import { readTags, type TagName, type TranslatedTags } from './tag-names.ts';

export type ArticleType = (typeof ARTICLE_TYPES)[number];

/**
 * An image of the site: `src` is as the editor wrote it (see `imagePath`); `caption` and `credit` may be
 * empty. Where an editor left out the alt text, it is the caption.
 */
export type Image = Readonly<{ src: string; alt: string; caption: string; credit: string }>;

/** A published correction, with its instant. */
export type Correction = Readonly<{ date: Instant; text: string }>;

/**
 * A checked article, frozen. A text that the editor left out is empty; another value that is left out is
 * null. Texts have the typographic marks of the article's language.
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
  /** The first sentence of the text; empty if there is a standfirst. */
  opening: string;
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
  translatedTags: TranslatedTags;
  images: BodyLookup;
}>;

const DAY = 86_400_000;

/**
 * Reads an article: `file` is its path from the project's folder, `…/<slug>.md` or `…/<slug>.<language>.md`;
 * `source` its text. Every diagnostic of the file is reported at once.
 */
export function readArticle(file: string, source: string, context: ArticleContext): Reading<Article> {
  const frontMatter = readFrontMatter(file, source);
  if (Array.isArray(frontMatter)) return { record: null, diagnostics: frontMatter, ...NO_USES };
  const diagnostics: Diagnostic[] = [...frontMatter.bodyDiagnostics];
  const checked = checkKeys(articleSchema, 'an article', file, frontMatter, diagnostics, ARTICLE_LENIENCE);
  const values = checked?.values;
  const keys = { ...frontMatter, ...checked?.keys };
  const report = reporter(file, keys, diagnostics);
  const readUses = ({ image, draft = false }: { image?: { src: string } | undefined; draft?: boolean | undefined }) => {
    const reportImage = reportAt(['image', 'src'], report);
    const lead = image
      ? checkImageFile(image.src, file, context.images, draft ? leniently(reportImage) : reportImage)
      : [];
    const { uses, links } = checkBody(file, keys, context.images, diagnostics, draft);
    return { uses: [...lead, ...uses], links };
  };

  if (keys.data.draft !== true) reportPlaceholder(file, keys, PLACEHOLDER_TEXT, 'blocking', diagnostics);
  const { slug, language: fileLanguage } = slugAndLanguage(file);
  checkSlug(slug, report, RESERVED_ARTICLES, endingOf(file));
  checkFileLanguage(file, report);
  // A misspelt “author” is not reported as missing, too.
  const lacksAuthor =
    !values?.author &&
    !values?.authors &&
    Object.keys(keys.data).some((key) => closestKey(key, ['author', 'authors']) !== null);
  if (!values) {
    // A wrong key should not hide a wrong author or date.
    const sound = soundKeys(articleSchema, keys.data);
    const byline = lacksAuthor && !sound.author && !sound.authors ? [] : readByline(sound, context.authors, report);
    readDate(sound.date, ['date'], context.timeZone, report, 'blocking');
    readDate(sound.updated, ['updated'], context.timeZone, report);
    return { record: null, diagnostics, ...readUses(sound), mentions: mentionsIn(byline) };
  }

  const date = readDate(values.date, ['date'], context.timeZone, report, 'blocking');
  const writtenUpdate = readDate(values.updated, ['updated'], context.timeZone, report);
  const isTooEarly = date !== null && writtenUpdate !== null && writtenUpdate < date;
  if (isTooEarly) {
    const reason = '“updated” is before “date”.';
    report(['updated'], 'date-order', reason, 'Correct “date” or “updated”.');
  }
  const updated = isTooEarly ? null : writtenUpdate;
  const byline = lacksAuthor ? [] : readByline(values, context.authors, report);
  const keyLanguage = values.lang && canonicalLanguage(values.lang);
  const language = fileLanguage ?? keyLanguage ?? context.language;
  if (fileLanguage && keyLanguage && keyLanguage !== fileLanguage) {
    const reason = `“lang” is ${values.lang}, but the file’s name has the language ${fileLanguage}.`;
    report(['lang'], 'lang-conflict', reason, 'Remove “lang”: the file’s name is enough.');
  }
  const tags = readTags(values.tags, ['tags'], context.translatedTags, report);
  const [section = null] = values.section
    ? readTags([values.section], ['section'], context.translatedTags, report)
    : tags;
  const [series = null] = values.series ? readTags([values.series], ['series'], null, report) : [];
  const bodyUses = { ...readUses(values), mentions: mentionsIn(byline) };
  const set = (text = '') => typeset(text, language);
  const corrections = values.corrections.flatMap((correction, index) => {
    const made = readDate(correction.date, ['corrections', index, 'date'], context.timeZone, report);
    // A correction may be on the day of publication: a date without a time means no hour.
    if (date !== null && made !== null && made < date - DAY) {
      const reason = 'The date of the correction is before that of the article.';
      report(['corrections', index, 'date'], 'date-order', reason, 'Correct “date”, there or at the top.');
    }
    return made === null ? [] : [{ date: made, text: set(correction.text) }];
  });
  if (!values.draft && keys.body.trim() === '' && keys.bodyDiagnostics.length === 0) {
    const reason = 'The article has no text.';
    report(['title'], 'text-empty', reason, 'Write it below the second line “---”, or set draft: true.', 'warning');
  }

  if (date === null) return { record: null, diagnostics, ...bodyUses };
  // A text beyond the limits would take too long to parse.
  const needsOpening = !values.standfirst && keys.bodyDiagnostics.length === 0 && isLanguage(language);
  return readingOf<Article>(diagnostics, bodyUses, {
    file,
    slug,
    language,
    type: values.type,
    headline: set(values.title),
    standfirst: set(values.standfirst),
    opening: needsOpening ? context.images.openingOf(keys.body, language) : '',
    section,
    tags,
    byline,
    dateline: values.dateline ?? '',
    published: date,
    updated,
    image: leadImage(values.image, set),
    keyPoints: values.keyPoints.map(set),
    series,
    corrections: corrections.sort((a, b) => b.date - a.date),
    redirectFrom: values.redirectFrom,
    draft: values.draft,
    body: keys.body,
  });
}

/**
 * Returns the description of an article for lists, feeds and search engines: its standfirst, or its first
 * sentence.
 */
export function descriptionOf({ standfirst, opening }: Pick<Article, 'standfirst' | 'opening'>): string {
  return standfirst || opening;
}

function mentionsIn(byline: readonly Credit[]): string[] {
  return [...new Set(byline.map(({ written }) => written))];
}

/** When an article last changed for its readers: published, updated or corrected. */
export function lastChange({
  published,
  updated,
  corrections,
}: Pick<Article, 'published' | 'updated' | 'corrections'>): Instant {
  return Math.max(published, updated ?? published, ...corrections.map(({ date }) => date));
}

/**
 * The lead image. Without alt text it has its caption as one. With neither it is left out: an empty alt text
 * would tell a screen reader that the image is decoration, so that it would be there for some readers only.
 */
function leadImage(
  image: { src: string; alt: string; caption?: string | undefined; credit?: string | undefined } | undefined,
  set: (text?: string) => string,
): Image | null {
  const alt = image?.alt || image?.caption;
  if (!image || !alt) return null;
  return { src: image.src, alt: set(alt), caption: set(image.caption), credit: set(image.credit) };
}

/**
 * The instant of a date; of one with an odd hour or offset the latest that may be meant, so that no embargo
 * ends early. Null for a value that is missing or no date; `weight` is that of the error then.
 */
function readDate(
  value: unknown,
  path: readonly PropertyKey[],
  timeZone: string,
  report: Report,
  weight: Weight = 'error',
): Instant | null {
  if (typeof value !== 'string') return null; // missing, or reported by the schema
  const parsed = parseDate(value, timeZone);
  if ('instant' in parsed) return parsed.instant;
  const { rule, reason, fix, latest } = parsed;
  report(path, rule, reason, fix, latest === null ? weight : 'error');
  return latest;
}
