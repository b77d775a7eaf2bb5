import type { InBothModes, Palette, ThemeColours } from '#lib/content/theme-colours.ts';
import type { FaceRole, ThemeFace, ThemeFaces } from '#lib/content/theme-faces.ts';
import type { LogoView, ThemeView } from '#lib/store/queries/theme-queries.ts';
import { HOME_PAGE_SCALE } from './logo.tsx';

// The style of a theme. It gives other values to the tokens of design-tokens.css, other files to its font family, and
// at the end the publication's own rules. It is in the layers of those, so that print and other scripts keep theirs.

/** Returns the CSS of a theme. Everything in it was read and written anew when the theme was synced. */
export function themeStyle({ colours, faces, grid, logo, css }: ThemeView): string {
  return [
    faces ? facesStyle(faces) : '',
    colours ? colourStyle(colours) : '',
    grid ? GRID_STYLES[grid] : '',
    logo ? logoStyle(logo) : '',
    css,
  ].join('');
}

function colourStyle({ light, dark, sections, named }: ThemeColours): string {
  const accents = (mode: keyof InBothModes<Palette>) =>
    [
      ...Object.entries(named).map(([name, colour]) => [name, colour[mode]] as const),
      ...sections.map((section, index) => [`own-${index + 1}`, section[mode]] as const),
    ]
      .map(([name, accent]) => `.section-${name}{--accent:${accent}}`)
      .join('');
  const both = `:root{${tokens(light)}}${accents('light')}`;
  return `@layer tokens{${both}@media (prefers-color-scheme:dark){:root{${tokens(dark)}}${accents('dark')}}}`;
}

function tokens(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

/** Without a theme things stand between the two. */
const GRID_STYLES = {
  dense:
    '@layer base{html{font-size:93.75%}}@layer tokens{:root{--small:.9375rem;--gap:clamp(1rem,.8rem + .9vw,1.625rem);--body:clamp(1.1875rem,1.14rem + .2vw,1.25rem);--title:clamp(1.875rem,1.45rem + 1.8vw,3rem);--lead:clamp(2rem,1.35rem + 2.8vw,3.5rem)}}',
  airy: '@layer base{html{font-size:104%}}@layer tokens{:root{--gap:clamp(1.5rem,1rem + 2.2vw,3.125rem)}}@layer components{.prose.prose-body{line-height:1.62}}',
} as const;

/** The logo is larger on the home page in a wide window. Without one for dark mode its lightness is inverted. */
function logoStyle({ light, dark, height }: LogoView): string {
  const width = Math.round(((light.width * height) / light.height) * HOME_PAGE_SCALE);
  const own = '.masthead__name img{display:block;margin-bottom:.375rem}';
  const larger = `@media (min-width:64rem){body:has(.home-page) .masthead__name img{width:${width}px}}`;
  const inverted =
    '@media screen and (prefers-color-scheme:dark){.masthead__name img{filter:invert(1)hue-rotate(180deg)}}';
  return `@layer components{${own}${larger}${dark ? '' : inverted}}`;
}

/** The family of the stylesheets: the fonts of a theme take its place there, so that no rule changes. */
const FAMILY = 'Newsreader';

/** The descriptors of a face. Headlines and bold text differ by weight, as in design-tokens.css. */
const DECLARED: Readonly<Record<FaceRole, string>> = {
  text: 'font-weight:400',
  italic: 'font-style:italic',
  bold: 'font-weight:500',
  headline: 'font-weight:600 800',
};

/** Fonts of systems, with the mean width of their characters in English text as a fraction of the size. */
type SystemFont = Readonly<{ names: readonly string[]; width: number }>;
type Stack = readonly Readonly<Partial<Record<FaceRole, SystemFont>>>[];

const SERIF: Stack = [
  {
    text: { names: ['Georgia'], width: 0.443 },
    italic: { names: ['Georgia Italic'], width: 0.452 },
    headline: { names: ['Georgia Bold'], width: 0.516 },
  },
  {
    text: { names: ['Noto Serif'], width: 0.478 },
    headline: { names: ['Noto Serif Bold'], width: 0.509 },
  },
  {
    text: { names: ['Times New Roman', 'Liberation Serif'], width: 0.404 },
    headline: { names: ['Times New Roman Bold', 'Liberation Serif Bold'], width: 0.43 },
  },
];
const SANS: Stack = [
  {
    text: { names: ['Arial', 'Liberation Sans'], width: 0.443 },
    italic: { names: ['Arial Italic', 'Liberation Sans Italic'], width: 0.443 },
    headline: { names: ['Arial Bold', 'Liberation Sans Bold'], width: 0.479 },
  },
  {
    text: { names: ['Roboto'], width: 0.444 },
    headline: { names: ['Roboto Bold'], width: 0.45 },
  },
];

function facesStyle(faces: ThemeFaces): string {
  const declared = { ...DECLARED, ...(faces.bold ? {} : { headline: 'font-weight:500 800' }) };
  const roles = (Object.keys(DECLARED) as FaceRole[]).flatMap((role) => {
    const face = faces[role];
    return face ? [{ role, face, declared: declared[role] }] : [];
  });
  const own = roles.flatMap(({ role, face, declared }) =>
    face.files.map(({ url, range }) => {
      const scale = scaleOf(role, faces);
      const size = scale === 1 ? '' : `;size-adjust:${percent(scale)}`;
      const characters = range === null ? '' : `;unicode-range:${range}`;
      return `@font-face{font-family:${FAMILY};src:url(${url})format("woff2");${declared};font-display:swap${size}${characters}}`;
    }),
  );
  const fallbacks = Math.max(SERIF.length, SANS.length);
  const substitutes = Array.from({ length: fallbacks }, (_, at) =>
    roles.flatMap(({ role, face, declared }) => substitute(at, face, scaleOf(role, faces), role, declared)),
  );
  const names = substitutes.flatMap((found, at) => (found.length > 0 ? [substituteName(at)] : []));
  const last = faces.text.measures.isSans ? 'Arial,sans-serif' : 'Georgia,"Times New Roman",serif';
  const bold = faces.bold
    ? '@layer base{b,strong,th{font-weight:500}}@layer components{.teaser mark{font-weight:500}}'
    : '';
  // The stylesheets have a system font for Vietnamese, since Newsreader lacks its letters.
  const vietnamese = faces.text.measures.scripts.includes('Vietnamese')
    ? '@layer scripts{:where(:root,[lang]):lang(vi){font-family:var(--serif)}}'
    : '';
  return [
    ...own,
    ...substitutes.flat(),
    `@layer tokens{:root{--serif:${[FAMILY, ...names, last].join()}}}`,
    bold,
    vietnamese,
  ].join('');
}

const percent = (share: number) => `${(share * 100).toFixed(1)}%`;

/** The mean width of Newsreader, for which the sizes and columns of the stylesheets are made. */
const USUAL_WIDTH = 0.409;

/** By how much text is larger or smaller than written: fonts without serifs look large. Headlines are as written. */
function scaleOf(role: FaceRole, faces: ThemeFaces): number {
  const { width } = faces.text.measures; // italic and bold letters are as high as those of the text
  if (role === 'headline' || width === null) return 1;
  const scale = Math.sqrt(USUAL_WIDTH / width);
  return Math.abs(scale - 1) < 0.02 ? 1 : Math.min(1.08, Math.max(0.88, scale));
}

const substituteName = (at: number) => `Substitute-${at + 1}`;

/** A font of the system in the width of `face` until that has loaded, so that the layout does not shift. */
function substitute(at: number, { measures }: ThemeFace, scale: number, role: FaceRole, declared: string): string[] {
  const { ascent, descent, width, isSans } = measures;
  const stack = (isSans ? SANS : SERIF)[at];
  const font = stack?.[role] ?? (role === 'bold' ? stack?.headline : undefined);
  if (!font || width === null) return [];
  const adjust = (width * scale) / font.width;
  const sources = font.names.map((name) => `local("${name}")`).join();
  return [
    `@font-face{font-family:${substituteName(at)};src:${sources};${declared};size-adjust:${percent(adjust)};ascent-override:${percent((ascent * scale) / adjust)};descent-override:${percent((descent * scale) / adjust)}}`,
  ];
}
