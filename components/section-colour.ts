import type { SectionColour } from '#lib/content/schema/tag-schema.ts';

/**
 * `className`, with the class of the tag's section colour unless that is the default, red; see
 * design-tokens.css.
 */
export function inColour(className: string, tag: { colour?: SectionColour } | null): string {
  return tag?.colour && tag.colour !== 'red' ? `${className} section-${tag.colour}`.trim() : className;
}
