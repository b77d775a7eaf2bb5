import type { TagColour } from '#lib/store/views.ts';

/**
 * `className`, with the class of the tag's colour unless that is the default, red; see design-tokens.css and
 * theme-style.ts.
 */
export function inColour(className: string, tag: { colour?: TagColour } | null): string {
  return tag?.colour && tag.colour !== 'red' ? `${className} section-${tag.colour}`.trim() : className;
}
