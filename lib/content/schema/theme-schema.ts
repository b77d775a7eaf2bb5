import { z } from 'zod';
import { parseColour } from '../../colours.ts';
import { imageFile, LINE, ofKind, tagName } from './fields.ts';

/** The pairings of fonts that come with the engine: a serif, a bold one, and a plain one. */
export const PAIRINGS = ['newsreader', 'franklin', 'public-sans'] as const;
export type Pairing = (typeof PAIRINGS)[number];

/** How close things stand. */
export const GRIDS = ['airy', 'dense'] as const;
export type Grid = (typeof GRIDS)[number];

/** A colour as six hexadecimal digits. It needs quotes: in YAML `#` after a space starts a comment. */
const colour = (description: string, example: string) =>
  ofKind(
    'colour',
    z
      .string()
      .max(LINE, { abort: true })
      .transform((text, context) => {
        const found = parseColour(text);
        if (found) return found;
        context.addIssue({ code: 'custom', message: 'must be a colour of six hexadecimal digits', input: text });
        return z.NEVER;
      })
      .meta({ description, examples: [example] }),
  );

const fontFile = (description: string, example: string) =>
  z
    .string()
    .max(LINE, { abort: true })
    .regex(/^\/fonts\/[\w.-]+\.woff2$/, 'must be a WOFF2 file in public/fonts/')
    .meta({ description, examples: [example] });

/** A group of keys, or a single value that stands for its key `only`. */
const shorthand = <Group extends z.ZodType>(only: string, group: Group) =>
  z.preprocess((value) => (typeof value === 'string' || typeof value === 'number' ? { [only]: value } : value), group);

const chosen = () => ({
  accent: colour('kickers, marks and focus', 'accent: "#0b5d4b"').optional(),
  paper: colour('the background', 'paper: "#ffffff"').optional(),
  ink: colour('text and heavy rules', 'ink: "#111111"').optional(),
});

const [LOGO_MIN, LOGO_MAX] = [16, 160];

export const themeSchema = z.strictObject({
  logo: shorthand(
    'light',
    z.strictObject({
      light: imageFile('an SVG or PNG under public/', 'light: /logo.svg'),
      dark: imageFile('the logo in dark mode', 'dark: /logo-dark.svg').optional(),
      height: z
        .number()
        .refine((height) => height >= LOGO_MIN && height <= LOGO_MAX, `must be ${LOGO_MIN} to ${LOGO_MAX} pixels`)
        .default(48)
        .meta({ description: 'its height in pixels; on the home page it is larger', examples: ['height: 48'] }),
    }),
  )
    .optional()
    .meta({ description: 'the logo in place of the name', examples: ['logo: /logo.svg'] }),
  colours: z
    .strictObject({
      ...chosen(),
      dark: z
        .strictObject(chosen())
        .default({})
        .meta({
          description: 'the colours in dark mode; derived where missing',
          examples: ['dark: {paper: "#101312"}'],
        }),
      sections: z
        .record(
          tagName('the name of a tag', 'sections: {Politics: "#1d4f91"}'),
          shorthand(
            'light',
            z.strictObject({
              light: colour('the colour of the section', 'light: "#1d4f91"'),
              dark: colour('the same in dark mode', 'dark: "#8ab8f0"').optional(),
            }),
          ),
        )
        .default({})
        .meta({ description: 'the colours of sections', examples: ['sections: {Politics: "#1d4f91"}'] }),
    })
    .optional()
    .meta({ description: 'the colours of pages', examples: ['colours: {accent: "#0b5d4b"}'] }),
  faces: shorthand(
    'pairing',
    z.strictObject({
      pairing: z
        .enum(PAIRINGS)
        .default('newsreader')
        .meta({ description: 'fonts that come with Dateline', examples: ['pairing: franklin'] }),
      text: fontFile('the font of running text', 'text: /fonts/courier-text.woff2').optional(),
      italic: fontFile('the font of emphasis', 'italic: /fonts/courier-italic.woff2').optional(),
      bold: fontFile('the font of strong emphasis', 'bold: /fonts/courier-bold.woff2').optional(),
      headline: fontFile('the font of headlines', 'headline: /fonts/courier-headline.woff2').optional(),
    }),
  )
    .optional()
    .meta({ description: 'the fonts', examples: ['faces: franklin'] }),
  grid: z
    .enum(GRIDS)
    .optional()
    .meta({ description: 'how close things stand', examples: ['grid: dense'] }),
});
