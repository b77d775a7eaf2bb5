import { z } from 'zod';
import { passage, text, translations } from './fields.ts';

/** The colours of sections; red is the default. */
export const SECTION_COLOURS = ['red', 'ochre', 'green', 'teal', 'blue', 'violet'] as const;
export type SectionColour = (typeof SECTION_COLOURS)[number];

export const tagSchema = z.strictObject({
  name: text('the tag as readers see it', 'name: China'),
  colour: z
    .enum(SECTION_COLOURS)
    .default('red')
    .meta({ description: 'the colour of its stories, where it is their section', examples: ['colour: blue'] }),
  translations: translations('the tag in other languages', 'translations: {zh: {name: 中国}}', {
    name: text('the tag as readers see it there', 'name: 中国').optional(),
    description: passage('its description, in Markdown', 'description: 中国的城市与文化。').optional(),
  }),
});
