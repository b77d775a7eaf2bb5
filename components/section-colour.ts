import type { SectionColour } from '#lib/content/schema/tag-schema.ts';

/** Class names, with that of a section's colour where it is not the usual one; see tokens.css. */
export function inColour(className: string, tag: { colour?: SectionColour } | null): string {
  return tag?.colour && tag.colour !== 'red' ? `${className} section-${tag.colour}`.trim() : className;
}
