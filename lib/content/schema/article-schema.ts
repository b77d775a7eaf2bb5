import { z } from 'zod';
import { comparablePath } from '../../routes/routes.ts';
import { date, imageFile, LINE, language, list, NO_CONTROLS, ofKind, passage, text } from './fields.ts';

/** The types of articles. The page labels all but news. */
export const ARTICLE_TYPES = [
  'news',
  'analysis',
  'feature',
  'interview',
  'opinion',
  'editorial',
  'explainer',
  'review',
  'obituary',
  'live',
] as const;

/** An entry of a byline; a name or id alone means `{author: …}`. */
const contributor = z.preprocess(
  (value) => (typeof value === 'string' ? { author: value } : value),
  z.strictObject({
    author: ofKind('author', text('the id or exact name of an author in content/authors/', 'author: jane-smith')),
    role: text('what the person did, if not write', 'role: Photographs').optional(),
  }),
);

const image = z.strictObject({
  src: imageFile('the file, beside the article or under public/', 'src: harbor.jpg'),
  alt: passage('what the image shows, as alt text', 'alt: Three ferries at anchor in fog'),
  caption: passage('the caption under the image', 'caption: The fleet on Friday morning.').optional(),
  credit: text('who made it', 'credit: Jane Smith').optional(),
});

/** Of an image without alt text the caption takes its place. */
const imageToPublish = image.extend({ alt: image.shape.alt.default('') });

/** An old path of this site: without a query, and in UTF-8 where it is percent-encoded. */
const formerPath = z
  .string()
  .max(LINE)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: NO_CONTROLS, abort: true })
  .regex(/^\/(?![/\\])[^?#]*$/, {
    error: 'must be a path that begins with one “/”, without “?” and “#”',
    abort: true,
  })
  .refine((path) => comparablePath(path) !== null, { error: 'has a “%” that does not encode a character', abort: true })
  // Browsers resolve these before they ask for a page.
  .refine((path) => !path.split('/').some((part) => /^(?:\.|%2e){1,2}$/i.test(part)), 'has “.” or “..” between “/”');

/** The keys of an article, in the order in which `check --fix` puts them. */
export const articleSchema = z.strictObject({
  title: text('the headline', 'title: Night ferries to sail again'),
  standfirst: passage('the summary under the headline', 'standfirst: Crews have voted by a wide margin.').optional(),
  author: list(contributor)
    .optional()
    .meta({ description: 'who wrote it', examples: ['author: jane-smith'] }),
  authors: list(contributor)
    .optional()
    .meta({ description: 'who wrote it', examples: ['authors: [jane-smith, john-miller]'] }),
  date: date('when it was first published', 'date: 2024-01-14T01:04:00-05:00'),
  updated: date('when it last changed', 'updated: 2024-01-15T09:30:00-05:00').optional(),
  tags: list(ofKind('tag', text('a name', 'tags: [China]')))
    .default([])
    .meta({ description: 'what it is about', examples: ['tags: [China, Culture]'] }),
  section: ofKind('tag', text('the kicker over the headline', 'section: Culture')).optional(),
  type: z
    .enum(ARTICLE_TYPES)
    .default('news')
    .meta({ description: 'what kind of article it is', examples: ['type: analysis'] }),
  lang: language()
    .optional()
    .meta({ description: 'its language, if it is not in the file name', examples: ['lang: zh'] }),
  series: text('the series it belongs to', 'series: The river').optional(),
  dateline: text('where it was reported from', 'dateline: Beijing').optional(),
  image: image.optional().meta({ description: 'the lead image', examples: ['image: {src: harbor.jpg, alt: …}'] }),
  keyPoints: list(passage('a sentence', 'keyPoints: [The vote was close.]'))
    .default([])
    .meta({ description: 'the story in a few sentences', examples: ['keyPoints: [The vote was close.]'] }),
  corrections: list(
    z.strictObject({
      date: date('when it was corrected', 'date: 2024-01-15T09:30:00-05:00'),
      text: passage('what was wrong and what is right', 'text: An earlier version gave the wrong year.'),
    }),
  )
    .default([])
    .meta({ description: 'what was put right', examples: ['corrections: [{date: 2024-01-15, text: …}]'] }),
  redirectFrom: list(formerPath)
    .default([])
    .meta({ description: 'its former paths', examples: ['redirectFrom: [/2024/old-address]'] }),
  draft: z
    .boolean()
    .default(false)
    .meta({ description: 'true while it is not for readers', examples: ['draft: true'] }),
});

/** The errors with which an article is published all the same. */
export const ARTICLE_LENIENCE = {
  schema: articleSchema.extend({ image: imageToPublish.optional() }),
  essential: ['title', 'date', 'author', 'authors', 'draft', 'lang'],
  mayBeEmpty: ['lang'],
  withholds: (key: string, value: unknown) => {
    const name = key.toLowerCase();
    return Object.hasOwn(WITHHOLDING, name) && WITHHOLDING[name]?.(value) === true;
  },
};

/** Keys by which other programs keep a story from readers, and whether they do with a value. */
const WITHHOLDING: Readonly<Record<string, (value: unknown) => boolean>> = {
  published: (value) => value === false,
  publish: (value) => value === false,
  status: (value) => !/^(?:publish|published|public|final)$/i.test(String(value)),
  visibility: (value) => !/^(?:public|published)$/i.test(String(value)),
  private: (value) => value !== false,
  hidden: (value) => value !== false,
  unlisted: (value) => value !== false,
  password: (value) => Boolean(value),
  // The merge key of YAML 1.1 (https://yaml.org/type/merge.html) brings other keys.
  '<<': (value) => hasKey(value, 'draft'),
  embargo: (value) => Boolean(value),
  publishdate: (value) => Boolean(value),
  publish_date: (value) => Boolean(value),
  pubdate: (value) => Boolean(value),
};

/** Whether a value, or one within it, has a key. An alias of YAML may lead back to a value. */
function hasKey(value: unknown, key: string, seen = new Set<unknown>()): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  seen.add(value);
  return Object.entries(value).some(([name, inner]) => name === key || hasKey(inner, key, seen));
}
