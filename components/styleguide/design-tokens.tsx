// The tokens of design-tokens.css. A test compares these values with that file.

/** Each colour in light and dark mode, and its use. */
export const COLOURS = [
  { name: 'paper', light: '#fffdf9', dark: '#151412', use: 'the background' },
  { name: 'ink', light: '#1a1713', dark: '#ebe6dc', use: 'text and heavy rules' },
  { name: 'soft', light: '#5b544a', dark: '#b0a899', use: 'secondary text' },
  { name: 'line', light: '#d9d3c8', dark: '#3a362f', use: 'hairlines' },
  { name: 'accent', light: '#9a1b1e', dark: '#f08d7c', use: 'kickers, focus, quotations' },
  { name: 'tint', light: '#f4efe6', dark: '#211f1b', use: 'the background of boxes' },
] as const;

/** The accent of each section colour. Red, the default, is `accent` above. */
export const SECTIONS = [
  { name: 'ochre', light: '#8a5a00', dark: '#e0b45c' },
  { name: 'green', light: '#2c6137', dark: '#8cc99a' },
  { name: 'teal', light: '#0f6068', dark: '#7cc7cc' },
  { name: 'blue', light: '#1d4f91', dark: '#8ab8f0' },
  { name: 'violet', light: '#6a3d8f', dark: '#c7a3e6' },
] as const;

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

/**
 * The contrast between two colours (`#1a1713`), from 1 to 21, as WCAG 2.2 defines it
 * (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
 */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** From 0 (black) to 1 (white); https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

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

/** Every colour, with its contrast to the background. */
export function Colours() {
  const [paper] = COLOURS;
  const ratio = (one: string, other: string) => `${contrast(one, other).toFixed(1)}:1`;
  return (
    <ul className="styleguide__colours">
      {COLOURS.map(({ name, light, dark, use }) => (
        <li key={name}>
          <span className={`styleguide__swatch styleguide__swatch-${name}`} />
          <p>
            <strong>{name}</strong>: {use}
          </p>
          <p className="styleguide__note">
            Light {light}, {ratio(light, paper.light)} on paper; dark {dark}, {ratio(dark, paper.dark)}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Every section colour, on a kicker. */
export function SectionColours() {
  const [paper] = COLOURS;
  return (
    <ul className="styleguide__colours">
      {SECTIONS.map(({ name, light, dark }) => (
        <li key={name} className={`section-${name}`}>
          <span className="styleguide__swatch styleguide__swatch-accent" />
          <p className="kicker">{name}</p>
          <p className="styleguide__note">
            Light {light}, {contrast(light, paper.light).toFixed(1)}:1 on paper; dark {dark},{' '}
            {contrast(dark, paper.dark).toFixed(1)}:1
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
