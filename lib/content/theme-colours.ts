import {
  type Colour,
  contrast,
  lowestContrast,
  luminance,
  mix,
  nearestReadable,
  TEXT_CONTRAST,
  withLightness,
} from '../colours.ts';
import { slugOf } from '../routes/slugs.ts';
import { SECTION_COLOURS, type SectionColour } from './schema/tag-schema.ts';

// The colours of pages: those of the engine, and those that a theme makes of a few that its editor chose.

/**
 * The colours of a page in light or dark mode, as components/design-tokens.css names them: background, text,
 * secondary text, hairlines, kickers, and the background of boxes.
 */
export type Palette = Readonly<Record<'paper' | 'ink' | 'soft' | 'line' | 'accent' | 'tint', Colour>>;

/** Something in light and in dark mode. */
export type InBothModes<Value> = Readonly<{ light: Value; dark: Value }>;

/** The colours without a theme. A test compares them with components/design-tokens.css. */
export const DEFAULT_PALETTES: InBothModes<Palette> = {
  light: {
    paper: '#fffdf9',
    ink: '#1a1713',
    soft: '#5b544a',
    line: '#d9d3c8',
    accent: '#9a1b1e',
    tint: '#f4efe6',
  },
  dark: {
    paper: '#151412',
    ink: '#ebe6dc',
    soft: '#b0a899',
    line: '#3a362f',
    accent: '#f08d7c',
    tint: '#211f1b',
  },
};

/** The accents of section colours without a theme. Red, the default, is the accent of the page. */
export const DEFAULT_SECTIONS: Readonly<Record<Exclude<SectionColour, 'red'>, InBothModes<Colour>>> = {
  ochre: { light: '#8a5a00', dark: '#e0b45c' },
  green: { light: '#2c6137', dark: '#8cc99a' },
  teal: { light: '#0f6068', dark: '#7cc7cc' },
  blue: { light: '#1d4f91', dark: '#8ab8f0' },
  violet: { light: '#6a3d8f', dark: '#c7a3e6' },
};

/** The colours that an editor chose; the others follow from them. Sections are by the names of their tags. */
export type ChosenColours = Chosen &
  Readonly<{
    dark: Chosen;
    sections: Readonly<Record<string, Readonly<{ light: Colour; dark?: Colour | undefined }>>>;
  }>;
type Chosen = Readonly<{ accent?: Colour | undefined; paper?: Colour | undefined; ink?: Colour | undefined }>;

/** All colours of a theme. `sections` are tags with an accent of their own, `named` those of tags with a section colour. */
export type ThemeColours = InBothModes<Palette> &
  Readonly<{
    sections: readonly (InBothModes<Colour> & Readonly<{ slug: string; name: string }>)[];
    named: Readonly<Partial<Record<SectionColour, InBothModes<Colour>>>>;
  }>;

/** Reports a colour, chosen at `path` in the colours of a theme, that cannot be read; `nearest` is used instead. */
export type ReportContrast = (path: readonly string[], chosen: Colour, ratio: number, nearest: Colour) => void;

/** Returns all colours of a theme. Each text has the contrast of WCAG 2.2 AA on paper and in boxes, in both modes. */
export function themeColours(chosen: ChosenColours, report: ReportContrast): ThemeColours {
  const light = palette(chosen, DEFAULT_PALETTES.light, (path, ...rest) => report([path], ...rest));
  const dark = palette(chosen.dark, darkDefaults(chosen, light), (path, ...rest) => report(['dark', path], ...rest));
  const grounds = { light: [light.paper, light.tint], dark: [dark.paper, dark.tint] };
  const sections = Object.entries(chosen.sections).map(([name, section]) => {
    // One colour may stand without a name: then its replacement may, too.
    const at = section.dark === undefined ? ['sections', name] : ['sections', name, 'light'];
    const day = readable(section.light, grounds.light, (...found) => report(at, ...found));
    const night = section.dark ?? forDark(day, grounds.dark);
    return {
      slug: slugOf(name),
      name,
      light: day,
      dark: readable(night, grounds.dark, (...found) => report(['sections', name, 'dark'], ...found)),
    };
  });
  const named = SECTION_COLOURS.flatMap((name) => {
    if (name === 'red') return [];
    const { light: day, dark: night } = DEFAULT_SECTIONS[name];
    return [
      [name, { light: nearestReadable(day, grounds.light), dark: nearestReadable(night, grounds.dark) }] as const,
    ];
  });
  return { light, dark, sections, named: Object.fromEntries(named) };
}

type ReportOne = (chosen: Colour, ratio: number, nearest: Colour) => void;

/** Returns `chosen`, or reports it and returns the nearest colour that can be read on `grounds`. */
function readable(chosen: Colour, grounds: readonly Colour[], report: ReportOne): Colour {
  const nearest = nearestReadable(chosen, grounds);
  if (nearest !== chosen) report(chosen, lowestContrast(chosen, grounds), nearest);
  return nearest;
}

/** A palette with the chosen colours, and for the rest those of `defaults`, or mixtures of ink and paper. */
function palette(
  { paper = null, ink = null, accent = null }: { [Name in keyof Chosen]?: Colour | null | undefined },
  defaults: Palette,
  report: (key: keyof Chosen, ...found: Parameters<ReportOne>) => void,
): Palette {
  const ground = paper ?? defaults.paper;
  const text = ink === null ? inkOn(ground, defaults.ink) : readable(ink, [ground], (...it) => report('ink', ...it));
  const isMixed = paper !== null || ink !== null;
  const tint = isMixed ? tintOf(ground, text) : defaults.tint;
  const grounds = [ground, tint];
  return {
    paper: ground,
    ink: text,
    soft: isMixed ? nearestReadable(mix(text, ground, 0.28), grounds) : defaults.soft,
    line: isMixed ? mix(ground, text, 0.17) : defaults.line,
    accent:
      accent === null
        ? nearestReadable(defaults.accent, grounds)
        : readable(accent, grounds, (...it) => report('accent', ...it)),
    tint,
  };
}

/** Text that nobody chose has at least this contrast. */
const GOOD_CONTRAST = 7;

function inkOn(paper: Colour, usual: Colour): Colour {
  if (contrast(paper, usual) >= GOOD_CONTRAST) return usual;
  return contrast(paper, '#000000') > contrast(paper, '#ffffff') ? '#000000' : '#ffffff';
}

/** The background of boxes: paper with as much ink as leaves the text readable. */
function tintOf(paper: Colour, ink: Colour): Colour {
  const shares = [0.055, 0.03, 0.015];
  return shares.map((share) => mix(paper, ink, share)).find((tint) => contrast(tint, ink) >= TEXT_CONTRAST) ?? paper;
}

/** Paper of this lightness and below is dark already. */
const DARK = 0.18;
/** The lightness of paper and ink in dark mode, and the most of the hue of the light paper that they keep. */
const DARK_PAPER = 0.19;
const DARK_INK = 0.925;
const DARK_CHROMA = 0.014;

/** The palette in dark mode for what no editor chose: in the hues of the light one. */
function darkDefaults(chosen: Chosen, light: Palette): Palette {
  if (luminance(light.paper) < DARK) return light;
  const isDefault = chosen.paper === undefined && chosen.ink === undefined;
  const paper = isDefault ? DEFAULT_PALETTES.dark.paper : withLightness(light.paper, DARK_PAPER, DARK_CHROMA);
  const ink = isDefault ? DEFAULT_PALETTES.dark.ink : withLightness(light.paper, DARK_INK, DARK_CHROMA);
  const mixed = isDefault ? DEFAULT_PALETTES.dark : palette({ paper, ink }, DEFAULT_PALETTES.dark, () => {});
  const accent = chosen.accent === undefined ? mixed.accent : forDark(light.accent, [mixed.paper, mixed.tint]);
  return { ...mixed, accent };
}

/** The contrast of a derived accent in dark mode, and the most of its chroma: full colours glow on black. */
const DARK_CONTRAST = 6.5;
const ACCENT_CHROMA = 0.13;

/** Returns the accent in dark mode that belongs to one in light mode. */
function forDark(accent: Colour, grounds: readonly Colour[]): Colour {
  if (lowestContrast(accent, grounds) >= DARK_CONTRAST) return accent;
  const lightness = 0.7;
  return nearestReadable(withLightness(accent, lightness, ACCENT_CHROMA), grounds, DARK_CONTRAST);
}
