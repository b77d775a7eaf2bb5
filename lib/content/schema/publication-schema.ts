import { z } from 'zod';
import { isSlug } from '../../routes/slugs.ts';
import { editorSchema } from './editor-schema.ts';
import {
  isHost,
  isWebAddress,
  LINE,
  language,
  list,
  ofKind,
  passage,
  tagName,
  text,
  translations,
  webAddress,
} from './fields.ts';
import { themeSchema } from './theme-schema.ts';

/** The services of share links. The site loads no script of theirs. */
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

/** The policies that a publication can publish, with the subject of each. */
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
  ofKind(
    'page',
    text(description, example).refine(isSlug, 'must be the name of a file in content/pages/, without “.md”'),
  );

const NO_CONTACT = 'must be a mail address or an address that begins with https://';

export const publicationSchema = z.strictObject({
  name: text('the name of the publication', 'name: The Harbor Courier'),
  tagline: text('a line under the name', 'tagline: News from the coast'),
  origin: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with https://', abort: true })
    .max(LINE, { abort: true })
    .refine((address) => new URL(address).origin === address, { error: 'must be scheme and host alone', abort: true })
    .refine((address) => isHost(new URL(address).hostname), 'must have the name of a host')
    .meta({ description: 'the address of the site, without a path', examples: ['origin: https://courier.example'] }),
  timeZone: z
    .string()
    .max(LINE, { abort: true })
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
  sections: list(tagName('the name of a tag', 'sections: [Politics, Culture]'))
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
  footer: list(pageName('the name of a file in content/pages/', 'footer: [about]'))
    .default([])
    .meta({ description: 'the pages linked at the foot', examples: ['footer: [about]'] }),
  policies: z
    .strictObject(
      Object.fromEntries(
        Object.entries(POLICIES).map(([name, description]) => [
          name,
          pageName(`the name of a file in content/pages/ that says ${description}`, `${name}: standards`).optional(),
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
  contentModel: z
    .int()
    .min(1)
    .default(1)
    .meta({
      description: 'the version of the content model for which the files are written; see check --migrate',
      examples: ['contentModel: 1'],
    }),
  redirects: z
    .record(z.string(), z.string())
    .default({})
    .meta({
      description: 'old addresses, and the path to which each leads; see also redirects.csv',
      examples: ['redirects: {/category/:tag: /tags/:tag}'],
    }),
  security: z
    .string()
    .max(LINE)
    .regex(/^(?:[^\s@:/]+@[^\s@/.]+(?:\.[^\s@/.]+)+|https:\/\/[!-~]+)$/, { error: NO_CONTACT, abort: true })
    .refine(
      (contact) => (contact.startsWith('https://') ? isWebAddress(contact) : z.email().safeParse(contact).success),
      NO_CONTACT,
    )
    .transform((contact) => (contact.startsWith('https://') ? contact : `mailto:${contact}`))
    .optional()
    .meta({
      description: 'where to report a weakness of the site (security.txt)',
      examples: ['security: security@courier.example'],
    }),
  theme: themeSchema
    .optional()
    .meta({ description: 'logo, colours, fonts and grid', examples: ['theme: {colours: {accent: "#0b5d4b"}}'] }),
  editor: editorSchema.optional().meta({
    description: 'the editor in the browser, and the repository that it writes to',
    examples: ['editor: {backend: github, repository: courier/news}'],
  }),
});

function isTimeZone(name: string): boolean {
  // Intl also takes offsets, which know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
