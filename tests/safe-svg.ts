import type { Seen } from './safe-html.ts';

/** What an SVG must not hold: it loads, runs or links to something. Written by hand, independent of the code. */
const ELEMENTS =
  /^(?:script|foreignobject|iframe|object|embed|audio|video|canvas|link|handler|listener|image|feimage|a|set|animate.*|html|body)$/i;

/** Describes the elements and attributes that an SVG of the site may not have. */
export function unsafeInSvg(elements: readonly Seen[]): string[] {
  return elements.flatMap(({ name, attributes }) => {
    if (ELEMENTS.test(name)) return [`<${name}>`];
    return attributes
      .filter(([attribute, value]) => !isSafeInSvg(attribute, value))
      .map(([attribute, value]) => `<${name} ${attribute}="${value}">`);
  });
}

function isSafeInSvg(attribute: string, value: string): boolean {
  if (/^on|^src/i.test(attribute) || value.includes('\\')) return false;
  if (/href$/i.test(attribute)) return value.startsWith('#');
  if (/(?:java|vb)script\s*:/i.test(value)) return false;
  const addresses = [...value.matchAll(/(?:url|src|image-set|cross-fade)\(\s*["']?\s*(.)/gis)];
  return addresses.every(([, first]) => first === '#');
}
