import { z } from 'zod';
import { comparablePath, languageAt } from '../routes/urls.ts';

// What an editor may write in the files under content/. `description` and `examples` are the editor's: error messages are made from them.

/** What is said of a value that holds control characters (NUL, escape …) or half a character. */
export const NO_CONTROLS = 'holds a character that is no text';

const LINE = 500;
const PASSAGE = 5_000;
const ENTRIES = 100;

/** Text of at most `most` characters. */
const limited = (most: number, description: string, examples: string[]) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the point.
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\p{Cs}\ufffe\uffff]*$/u, NO_CONTROLS)
    .meta({ description, examples });
const text = (description: string, ...examples: string[]) => limited(LINE, description, examples);
const passage = (description: string, ...examples: string[]) => limited(PASSAGE, description, examples);
const date = (description: string, example: string) =>
  z
    .string()
    .max(100)
    .meta({ description, examples: [example] });
const language = () =>
  z
    .string()
    .max(35)
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: 'must be a language code (BCP 47)', abort: true })
    .refine(isLanguage, 'must be a language code (BCP 47)');

/** What a record says in other languages: by their codes, that of its keys which are written otherwise there. */
const translations = <Shape extends z.ZodRawShape>(description: string, example: string, shape: Shape) =>
  z
    .record(language(), z.strictObject(shape))
    .default({})
    .meta({ description, examples: [example] });

/** One value where a list is meant is a list of one. */
const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).max(ENTRIES));

/** A name or id alone stands for `{author: …}`. */
const contributor = z.preprocess(
  (value) => (typeof value === 'string' ? { author: value } : value),
  z.strictObject({
    author: text('the id or exact name of an author in content/authors/', 'author: aqsa-younas-rana'),
    role: text('what the person did, if not write', 'role: Photographs').optional(),
  }),
);

/** An image's place: a name that may be reached from the file, or a path under public/; never another host. */
const imageFile = (description: string, example: string) =>
  z
    .string()
    .max(LINE)
    .regex(
      /^(?!\/\/|[A-Za-z][A-Za-z\d+.-]*:)[^?#]+$/,
      'must be a file beside this one, or a path under public/ that begins with “/”',
    )
    .meta({ description, examples: [example] });

const image = z.strictObject({
  src: imageFile('the file, beside the article or under public/', 'src: harbor.jpg'),
  alt: passage('what the image shows, for those who cannot see it', 'alt: Three ferries at anchor in fog'),
  caption: passage('the line under the image', 'caption: The fleet on Friday morning.').optional(),
  credit: text('who made it', 'credit: Ida Holm').optional(),
});

/** A path that a link of old may name: of this site, without a query, and in UTF-8 where it is percent-encoded. */
const formerPath = z
  .string()
  .max(LINE)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: NO_CONTROLS, abort: true })
  .regex(/^\/(?![/\\])[^?#]*$/, {
    error: 'must be a path that begins with one “/”, without “?” and “#”',
    abort: true,
  })
  .refine((path) => comparablePath(path) !== null, 'has a “%” that stands for no character');

const webAddress = (description: string, example: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
    .max(LINE)
    .meta({ description, examples: [example] });

/** What an article is. The page labels all but news. */
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

/** Where a link can pass a story on to; no script of theirs is loaded. */
export const SHARE_SERVICES = [
  'mail',
  'bluesky',
  'facebook',
  'linkedin',
  'reddit',
  'telegram',
  'whatsapp',
  'x',
] as const;
export type ShareService = (typeof SHARE_SERVICES)[number];

// In the order in which an editor reads them; `check --fix` puts them in it.
export const articleSchema = z.strictObject({
  title: text('the headline', 'title: Night ferries to sail again'),
  standfirst: passage('the summary under the headline', 'standfirst: Crews have voted by a wide margin.').optional(),
  author: list(contributor)
    .optional()
    .meta({ description: 'who wrote it', examples: ['author: aqsa-younas-rana'] }),
  authors: list(contributor)
    .optional()
    .meta({ description: 'who wrote it', examples: ['authors: [aqsa-younas-rana, tobias-wrenfield]'] }),
  date: date('when it was first published', 'date: 2024-01-14T01:04:00-05:00'),
  updated: date('when it last changed', 'updated: 2024-01-15T09:30:00-05:00').optional(),
  tags: list(text('a name', 'tags: [China]'))
    .default([])
    .meta({ description: 'what it is about', examples: ['tags: [China, Culture]'] }),
  section: text('the kicker over the headline', 'section: Culture').optional(),
  type: z
    .enum(ARTICLE_TYPES)
    .default('news')
    .meta({ description: 'what kind of article it is', examples: ['type: analysis'] }),
  lang: language()
    .optional()
    .meta({ description: 'its language, if the file name does not say', examples: ['lang: zh'] }),
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

export const authorSchema = z.strictObject({
  name: text('the name as it stands in bylines', 'name: Aqsa Younas Rana'),
  role: text('what the person is here', 'role: Science editor').optional(),
  portrait: imageFile('an image, beside the file or under public/', 'portrait: aqsa-younas-rana.jpg').optional(),
  email: z
    .email('must be a mail address')
    .max(LINE)
    .optional()
    .meta({ description: 'where readers may write to', examples: ['email: ida.holm@courier.example'] }),
  links: list(
    z.strictObject({
      name: text('what is there', 'name: Mastodon'),
      url: webAddress('its address', 'url: https://social.example/@ida'),
    }),
  )
    .default([])
    .meta({
      description: 'where else the person is found',
      examples: ['links: [{name: Mastodon, url: https://social.example/@ida}]'],
    }),
  translations: translations(
    'the person in other languages',
    'translations: {zh: {name: 艾达·霍尔姆, role: 科学编辑}}',
    {
      name: text('the name as it stands in bylines there', 'name: 艾达·霍尔姆').optional(),
      role: text('what the person is here', 'role: 科学编辑').optional(),
      biography: passage('the biography, in Markdown', 'biography: 艾达·霍尔姆报道海洋。').optional(),
    },
  ),
});

/** What a section's stories can be marked with; red is what all others have. */
export const SECTION_COLOURS = ['red', 'ochre', 'green', 'teal', 'blue', 'violet'] as const;
export type SectionColour = (typeof SECTION_COLOURS)[number];

export const tagSchema = z.strictObject({
  name: text('the tag as readers see it', 'name: China'),
  colour: z
    .enum(SECTION_COLOURS)
    .default('red')
    .meta({ description: 'the colour of its stories, where it is their section', examples: ['colour: blue'] }),
  translations: translations('the tag in other languages', 'translations: {zh: {name: 中国}}', {
    name: text('the tag as readers see it there', 'name: 中国').optional(),
    description: passage('what stands under it, in Markdown', 'description: 中国的城市与文化。').optional(),
  }),
});

export const pageSchema = z.strictObject({
  title: text('the title of the page', 'title: About us'),
  standfirst: passage('a summary', 'standfirst: Who we are.').optional(),
});

/** How a home page may begin. */
export const HOME_PAGE_LAYOUTS = ['lead-with-two', 'lead'] as const;

const storySlug = () => text('the address of a story: its file name without .md', 'lead: harbor-reopens');

export const homePageSchema = z.strictObject({
  layout: z
    .enum(HOME_PAGE_LAYOUTS)
    .default('lead-with-two')
    .meta({ description: 'how the page begins', examples: ['layout: lead'] }),
  lead: storySlug().optional(),
  beside: list(storySlug())
    .default([])
    .meta({ description: 'the stories beside the lead', examples: ['beside: [harbor-reopens]'] }),
  rail: text('the tag whose newest stories stand at the side', 'rail: Opinion').optional(),
  sections: list(text('the name of a tag', 'sections: [Politics, Culture]'))
    .default([])
    .meta({ description: 'the sections with a row of their own', examples: ['sections: [Politics, Culture]'] }),
});

/** What a store may say about itself, and what each says. */
export const POLICIES = {
  principles: 'what we stand for',
  ethics: 'what we do and do not do',
  corrections: 'how we put right what was wrong',
  verification: 'how we check facts',
  sources: 'when we do not name a source',
  feedback: 'how readers can answer us',
  diversity: 'who works here, and whom we ask',
  ownership: 'who owns and pays us',
  masthead: 'who we are',
} as const;
export type PolicyName = keyof typeof POLICIES;

const pageName = (description: string, example: string) =>
  text(`the name of a file in content/pages/ that says ${description}`, example);

export const publicationSchema = z.strictObject({
  name: text('the name of the publication', 'name: The Harbor Courier'),
  tagline: text('a line under the name', 'tagline: News from the coast'),
  origin: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with https://', abort: true })
    .refine((address) => new URL(address).origin === address, 'must be scheme and host alone')
    .meta({ description: 'the address of the site, without a path', examples: ['origin: https://courier.example'] }),
  timeZone: z
    .string()
    .refine(isTimeZone, 'must be a time zone of the IANA database')
    .meta({ description: 'the time zone of all dates', examples: ['timeZone: America/New_York'] }),
  language: language().meta({ description: 'the language of the publication', examples: ['language: en'] }),
  translations: translations(
    'the publication in other languages',
    'translations: {es: {tagline: Noticias de la costa}}',
    {
      name: text('the name of the publication there', 'name: 海港信使报').optional(),
      tagline: text('a line under the name', 'tagline: Noticias de la costa').optional(),
      notice: passage('a line at the foot', 'notice: © The Harbor Courier').optional(),
    },
  ),
  sections: list(text('the name of a tag', 'sections: [Politics, Culture]'))
    .default([])
    .meta({ description: 'the tags in the navigation', examples: ['sections: [Politics, Culture]'] }),
  share: list(z.enum(SHARE_SERVICES))
    .default(['mail'])
    .meta({ description: 'where readers may pass a story on', examples: ['share: [mail, bluesky, whatsapp]'] }),
  dateAndLanguage: z
    .boolean()
    .default(false)
    .meta({
      description: 'true if articles begin with a line of their date and language',
      examples: ['dateAndLanguage: true'],
    }),
  notice: passage('a line at the foot, such as who owns the rights', 'notice: © The Harbor Courier').optional(),
  footer: list(text('the name of a file in content/pages/', 'footer: [about]'))
    .default([])
    .meta({ description: 'the pages linked at the foot', examples: ['footer: [about]'] }),
  policies: z
    .strictObject(
      Object.fromEntries(
        Object.entries(POLICIES).map(([name, description]) => [
          name,
          pageName(description, `${name}: standards`).optional(),
        ]),
      ) as Record<PolicyName, z.ZodOptional<z.ZodString>>,
    )
    .default({})
    .meta({
      description: 'the pages that say how we work, for search engines',
      examples: ['policies: {corrections: standards, ethics: standards}'],
    }),
  profiles: list(webAddress('the address of a profile', 'https://social.example/@courier'))
    .default([])
    .meta({ description: 'where else we are found', examples: ['profiles: [https://social.example/@courier]'] }),
  security: z
    .string()
    .max(LINE)
    .regex(
      /^(?:[^\s@:/]+@[^\s@/]+\.[^\s@/]+|https:\/\/[!-~]+)$/,
      'must be a mail address or an address that begins with https://',
    )
    .transform((contact) => (contact.startsWith('https://') ? contact : `mailto:${contact}`))
    .optional()
    .meta({
      description: 'where to report a weakness of the site (security.txt)',
      examples: ['security: security@courier.example'],
    }),
});

/** Whether Unicode has a name for such a code (`en`, `zh-Hant`), so that an edition in it has an address. */
export function isLanguage(code: string): boolean {
  return languageAt(code.toLowerCase()) !== null;
}

/** A language code as it is spelt: `zh-hant` is `zh-Hant`, and `iw` is `he`. */
export function canonicalLanguage(code: string): string {
  return Intl.getCanonicalLocales(code)[0] ?? code;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
