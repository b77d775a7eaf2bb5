import type { z } from 'zod';
import type { Colour } from '../colours.ts';
import { checkImageFile, type ImageLookup, type ImageUse, reportAt } from './lint/image-references.ts';
import type { Report } from './parse/check-keys.ts';
import type { Grid, themeSchema } from './schema/theme-schema.ts';
import { type ThemeColours, themeColours } from './theme-colours.ts';
import { type FontLookup, type ThemeFaces, themeFaces } from './theme-faces.ts';

/** The logo of a publication: images as its file names them, and the height in pixels. */
export type ThemeLogo = Readonly<{ light: string; dark: string | null; height: number }>;

/** The look of a publication; null where it is the engine's. */
export type Theme = Readonly<{
  logo: ThemeLogo | null;
  colours: ThemeColours | null;
  faces: ThemeFaces | null;
  grid: Grid | null;
}>;

/** What a theme is checked with: the images and fonts of the publication. */
export type ThemeLookup = Pick<ImageLookup, 'findingFor' | 'namesIn'> &
  FontLookup &
  Readonly<{
    /** The size of a file in bytes, by its path (`public/logo.svg`); null if there is none. */
    sizeOf(path: string): number | null;
  }>;

/** The files of a publication without images and fonts. */
export const NO_FILES: ThemeLookup = {
  findingFor: () => undefined,
  namesIn: () => [],
  fontAt: () => null,
  sizeOf: () => null,
};

/** The largest file of a logo in bytes: every page loads it. */
const MAX_LOGO_BYTES = 200_000;

/**
 * Returns the theme that the keys of publication.yaml describe, and the images that it uses. What is wrong is
 * reported at its key, and replaced: a colour by the nearest that can be read, a logo by the name, a font by that of
 * the pairing. So an error in a theme keeps nothing off the site.
 */
export function readTheme(
  file: string,
  { logo, colours, faces, grid }: z.output<typeof themeSchema>,
  lookup: ThemeLookup,
  report: Report,
): { theme: Theme; uses: readonly ImageUse[] } {
  const light = logo ? logoFile(file, logo.light, ['theme', 'logo', 'light'], lookup, report) : [];
  const dark = logo?.dark === undefined ? [] : logoFile(file, logo.dark, ['theme', 'logo', 'dark'], lookup, report);
  const found = logo && light.length > 0 ? { light: logo.light, height: Math.round(logo.height) } : null;
  return {
    theme: {
      logo: found && { ...found, dark: dark.length > 0 ? (logo?.dark ?? null) : null },
      colours: colours ? themeColours(colours, (...written) => reportContrast(report, ...written)) : null,
      faces: faces ? themeFaces(faces, lookup, report) : null,
      grid: grid ?? null,
    },
    uses: [...light, ...dark],
  };
}

function reportContrast(report: Report, path: readonly string[], chosen: Colour, ratio: number, nearest: Colour): void {
  const key = path.at(-1);
  const reason = `“${['theme', 'colours', ...path].join('.')}” has a contrast of ${ratio.toFixed(1)} to 1 with the paper; text needs 4.5 to 1.`;
  const fix = `Write ${key}: "${nearest}", the nearest colour that can be read. Until then readers get that one instead of ${chosen}.`;
  report(['theme', 'colours', ...path], 'theme-contrast', reason, fix);
}

/** Checks a logo. Returns its use, or nothing if pages cannot have it. */
function logoFile(
  file: string,
  src: string,
  key: readonly string[],
  lookup: ThemeLookup,
  report: Report,
): readonly ImageUse[] {
  let isSound = true;
  const reportImage: Report = (...found) => {
    isSound &&= found[4] === 'warning';
    report(...found);
  };
  if (!/\.(?:svg|png)$/i.test(src)) {
    report(key, 'image-type', `The logo ${src} is neither SVG nor PNG.`, 'Save it as SVG, or else as PNG.');
    return [];
  }
  const uses = checkImageFile(src, file, lookup, reportAt(key, reportImage));
  const bytes = uses[0] ? lookup.sizeOf(uses[0].image) : null;
  if (isSound && bytes !== null && bytes > MAX_LOGO_BYTES) {
    const reason = `The logo ${src} has ${bytes.toLocaleString('en')} bytes; a logo may have 200,000, since every page loads it.`;
    report(key, 'image-large', reason, 'Simplify the drawing, or save it with fewer pixels.');
    return [];
  }
  return isSound ? uses : [];
}
