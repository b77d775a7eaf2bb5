import { type FontMeasures, MAX_FONT_BYTES } from './font-file.ts';
import type { Report } from './parse/check-keys.ts';
import type { Pairing } from './schema/theme-schema.ts';

/** A font: its files, each with the characters that it is loaded for (null: all), and its measures. */
export type ThemeFace = Readonly<{
  files: readonly Readonly<{ url: string; range: string | null }>[];
  measures: FontMeasures;
}>;

/** The fonts of a theme. Without `italic` or `bold` browsers slant the text, and bold text is set as headlines are. */
export type ThemeFaces = Readonly<{
  pairing: Pairing;
  text: ThemeFace;
  italic: ThemeFace | null;
  bold: ThemeFace | null;
  headline: ThemeFace;
}>;
export type FaceRole = 'text' | 'italic' | 'bold' | 'headline';

/** A font file of the site: its measures, or why it cannot be used (“is damaged”). `hash` identifies its bytes. */
export type FontFile = Readonly<{ hash: string; measures: FontMeasures } | { broken: string }>;

/** Finds the fonts of a publication and of the engine. */
export type FontLookup = Readonly<{
  /** The font at a URL (`/fonts/x.woff2`); null if there is none. */
  fontAt(url: string): FontFile | null;
}>;

/** The characters of the files of each font of the engine, in the order in which they are declared. */
const RANGES = {
  '-1': 'U+20-FF,U+152-153,U+2013-2026,U+20AC,U+2190-21A9,U+2212',
  '-ext-1': 'U+100-151,U+154-17F,U+218-21B,U+1E9E',
} as const;

/** The fonts of each pairing, by the beginnings of their names in public/fonts/. */
const STEMS: Readonly<Record<Pairing, Readonly<Record<FaceRole, string | null>>>> = {
  newsreader: { text: 'newsreader-text', italic: 'newsreader-italic', bold: null, headline: 'newsreader-display' },
  franklin: {
    text: 'newsreader-text',
    italic: 'newsreader-italic',
    bold: 'newsreader-display',
    headline: 'libre-franklin-display',
  },
  'public-sans': {
    text: 'public-sans-text',
    italic: 'public-sans-italic',
    bold: null,
    headline: 'public-sans-display',
  },
};

type Chosen = Readonly<{ pairing: Pairing }> & Readonly<Partial<Record<FaceRole, string | undefined>>>;

/**
 * Returns the fonts of a theme: the publication's own, and for the rest those of the pairing. Null for those that
 * every page has without a theme. A font that cannot be used is reported.
 */
export function themeFaces({ pairing, ...own }: Chosen, lookup: FontLookup, report: Report): ThemeFaces | null {
  const found = (role: FaceRole) => (own[role] === undefined ? null : ownFace(role, own[role], lookup, report));
  const [text, italic, bold, headline] = [found('text'), found('italic'), found('bold'), found('headline')];
  if (pairing === 'newsreader' && !text && !italic && !bold && !headline) return null;
  const bundled = (role: FaceRole) => bundledFace(STEMS[pairing][role], lookup);
  // The italic and the bold of another family would not go with the text.
  const beside = (role: 'italic' | 'bold') => (text ? null : bundled(role));
  const all = {
    text: text ?? bundled('text'),
    italic: italic ?? beside('italic'),
    bold: bold ?? beside('bold'),
    headline: headline ?? bundled('headline'),
  };
  return all.text && all.headline ? { pairing, ...all, text: all.text, headline: all.headline } : null;
}

function ownFace(role: FaceRole, url: string, lookup: FontLookup, report: Report): ThemeFace | null {
  const key = ['theme', 'faces', role];
  const file = lookup.fontAt(url);
  const otherwise = 'Until then readers get the font that belongs to “pairing”.';
  if (!file) {
    report(key, 'font-unusable', `There is no file public${url}.`, `Put the font there. ${otherwise}`);
    return null;
  }
  if ('broken' in file) {
    const fix = `Export it again as WOFF2, with at most ${MAX_FONT_BYTES.toLocaleString('en')} bytes. ${otherwise}`;
    report(key, 'font-unusable', `The font public${url} ${file.broken}.`, fix);
    return null;
  }
  // Browsers keep fonts for a year: a changed file needs another address.
  return { files: [{ url: `${url}?${file.hash}`, range: null }], measures: file.measures };
}

function bundledFace(stem: string | null, lookup: FontLookup): ThemeFace | null {
  const file = stem && lookup.fontAt(`/fonts/${stem}-1.woff2`);
  if (!file || 'broken' in file) return null;
  const files = Object.entries(RANGES).map(([ending, range]) => ({ url: `/fonts/${stem}${ending}.woff2`, range }));
  return { files, measures: file.measures };
}
