// Colours of sRGB as `#1a1713`, their contrast, and the nearest one that can be read.

/** A colour of sRGB: six hexadecimal digits in lower case after `#`. */
export type Colour = `#${string}`;

/** The contrast that text needs (WCAG 2.2 AA, https://www.w3.org/TR/WCAG22/#contrast-minimum). */
export const TEXT_CONTRAST = 4.5;

/** Returns the colour that `#9A1B1E`, `9a1b1e` or `#fff` writes; null for any other text. */
export function parseColour(text: string): Colour | null {
  const [, digits] = /^#?([\da-f]{6}|[\da-f]{3})$/i.exec(text.trim()) ?? [];
  if (!digits) return null;
  const six = digits.length === 6 ? digits : digits.replace(/./g, '$&$&');
  return `#${six.toLowerCase()}`;
}

/**
 * The contrast between two colours, from 1 to 21, as WCAG 2.2 defines it
 * (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
 */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** From 0 (black) to 1 (white); https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
export function luminance(colour: string): number {
  const [red, green, blue] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

type Triple = readonly [number, number, number];

/** The shares of red, green and blue in linear light, from 0 to 1. */
function linear(colour: string): Triple {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
}

function fromLinear(shares: Triple): Colour {
  const digits = shares.map((share) => {
    const clipped = Math.min(1, Math.max(0, share));
    const encoded = clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${digits.join('')}`;
}

// OKLab (https://bottosson.github.io/posts/oklab/): equal steps of lightness look equal in every hue.

/** Lightness from 0 to 1, and two axes of colour, as OKLab has them. */
function toOklab(colour: string): Triple {
  const [red, green, blue] = linear(colour);
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function oklabToLinear([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** The lightness of a colour as OKLab measures it, from 0 to 1. */
export function lightnessOf(colour: Colour): number {
  return toOklab(colour)[0];
}

/** Returns `colour` with another lightness (0 to 1) and at most `chroma`; less where sRGB has no such colour. */
export function withLightness(colour: Colour, lightness: number, chroma = Number.POSITIVE_INFINITY): Colour {
  const [, a, b] = toOklab(colour);
  const whole = Math.hypot(a, b);
  let share = whole > chroma ? chroma / whole : 1;
  for (let tries = 0; tries < 40; tries++) {
    const shares = oklabToLinear([lightness, a * share, b * share]);
    if (shares.every((value) => value > -0.0005 && value < 1.0005)) return fromLinear(shares);
    share *= 0.92;
  }
  return fromLinear(oklabToLinear([lightness, 0, 0]));
}

/** Returns the mixture of two colours with `share` (0 to 1) of the second. */
export function mix(one: Colour, other: Colour, share: number): Colour {
  const [first, second] = [toOklab(one), toOklab(other)];
  const [l, a, b] = first.map((value, axis) => value + ((second[axis] ?? 0) - value) * share);
  return fromLinear(oklabToLinear([l ?? 0, a ?? 0, b ?? 0]));
}

/** The lowest contrast of a colour with one of `backgrounds`. */
export function lowestContrast(colour: Colour, backgrounds: readonly Colour[]): number {
  return Math.min(...backgrounds.map((background) => contrast(colour, background)));
}

const STEPS = 256;

/**
 * Returns the colour nearest to `colour` that has the contrast `ratio` with each of `backgrounds`: of the same
 * hue, darker or lighter by as little as possible. If there is none, black or white, whichever has more contrast.
 */
export function nearestReadable(colour: Colour, backgrounds: readonly Colour[], ratio = TEXT_CONTRAST): Colour {
  const isReadable = (candidate: Colour) => lowestContrast(candidate, backgrounds) >= ratio;
  if (isReadable(colour)) return colour;
  const lightness = lightnessOf(colour);
  for (let step = 1; step <= STEPS; step++) {
    for (const other of [lightness - step / STEPS, lightness + step / STEPS]) {
      const candidate = other < 0 || other > 1 ? null : withLightness(colour, other);
      if (candidate && isReadable(candidate)) return candidate;
    }
  }
  return lowestContrast('#000000', backgrounds) >= lowestContrast('#ffffff', backgrounds) ? '#000000' : '#ffffff';
}
