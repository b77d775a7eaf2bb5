import { contrast } from '#lib/colours.ts';
import {
  DEFAULT_PALETTES,
  DEFAULT_SECTIONS,
  type InBothModes,
  type Palette,
  type ThemeColours,
} from '#lib/content/theme-colours.ts';

// The tokens of design-tokens.css. A test compares these values with that file.

const USES = [
  { name: 'paper', use: 'the background' },
  { name: 'ink', use: 'text and heavy rules' },
  { name: 'soft', use: 'secondary text' },
  { name: 'line', use: 'hairlines' },
  { name: 'accent', use: 'kickers, focus, quotations' },
  { name: 'tint', use: 'the background of boxes' },
] as const;

/** Each colour in light and dark mode, and its use. */
export const COLOURS = coloursOf(DEFAULT_PALETTES);

function coloursOf({ light, dark }: InBothModes<Palette>) {
  return USES.map(({ name, use }) => ({ name, use, light: light[name], dark: dark[name] }));
}

/** The accent of each section colour. Red, the default, is `accent` above. */
export const SECTIONS = Object.entries(DEFAULT_SECTIONS).map(([name, colour]) => ({ name, ...colour }));

/** The font sizes, from the smallest to the largest, and their uses. */
export const SIZES = [
  { name: 'small', use: 'captions, dates, credits' },
  { name: 'note', use: 'navigation and notes' },
  { name: 'deck', use: 'standfirsts, key points, corrections' },
  { name: 'body', use: 'running text' },
  { name: 'row', use: 'headlines in a list' },
  { name: 'third', use: 'headlines in a row of the home page' },
  { name: 'head', use: 'subheadings, and the heads of rows and lists' },
  { name: 'second', use: 'headlines beside the lead' },
  { name: 'title', use: 'the headline of a page' },
  { name: 'lead', use: 'the headline of the home page' },
] as const;

/** The lengths of the layout. */
export const LENGTHS = [
  { name: 'gap', use: 'between columns, and at the edge of the window' },
  { name: 'measure', use: 'the width of running text' },
] as const;

/** A sample of every font size. */
export function TypeScale() {
  return (
    <dl className="styleguide__type-scale">
      {SIZES.map(({ name, use }) => (
        <div key={name}>
          <dt>
            {name}: {use}
          </dt>
          <dd className={`styleguide__size-${name}`}>Night ferries to sail again</dd>
        </div>
      ))}
      <div>
        <dt>The three fonts</dt>
        <dd className="styleguide__size-second">
          Crews <strong>voted</strong> <em>by a wide margin</em>
        </dd>
      </div>
    </dl>
  );
}

/** The colours of the publication, or null for those of the engine. */
type Props = Readonly<{ theme: ThemeColours | null }>;

const ratio = (one: string, other: string) => `${contrast(one, other).toFixed(1)}:1`;

/** Every colour, with its contrast to the background. */
export function Colours({ theme }: Props) {
  const palettes = theme ?? DEFAULT_PALETTES;
  return (
    <ul className="styleguide__colours">
      {coloursOf(palettes).map(({ name, light, dark, use }) => (
        <li key={name}>
          <span className={`styleguide__swatch styleguide__swatch-${name}`} />
          <p>
            <strong>{name}</strong>: {use}
          </p>
          <p className="styleguide__note">
            Light {light}, {ratio(light, palettes.light.paper)} on paper; dark {dark},{' '}
            {ratio(dark, palettes.dark.paper)}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Every section colour, on a kicker: the named ones, and those of the publication. */
export function SectionColours({ theme }: Props) {
  const { light: day, dark: night } = theme ?? DEFAULT_PALETTES;
  const named = Object.entries(theme?.named ?? DEFAULT_SECTIONS).map(([name, colour]) => ({
    title: name,
    className: `section-${name}`,
    ...colour,
  }));
  const own = (theme?.sections ?? []).map(({ name, ...colour }, index) => ({
    title: name,
    className: `section-own-${index + 1}`,
    ...colour,
  }));
  return (
    <ul className="styleguide__colours">
      {[...named, ...own].map(({ title, className, light, dark }) => (
        <li key={className} className={className}>
          <span className="styleguide__swatch styleguide__swatch-accent" />
          <p className="kicker">{title}</p>
          <p className="styleguide__note">
            Light {light}, {ratio(light, day.paper)} on paper; dark {dark}, {ratio(dark, night.paper)}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Every length, as a bar. */
export function Lengths() {
  return (
    <ul className="styleguide__lengths">
      {LENGTHS.map(({ name, use }) => (
        <li key={name}>
          <p>
            <strong>{name}</strong>: {use}
          </p>
          <span className={`styleguide__length styleguide__length-${name}`} />
        </li>
      ))}
    </ul>
  );
}
