import { z } from 'zod';
import { list, ofKind, tagName, text } from './fields.ts';

/** The layouts of the top of a home page. */
export const HOME_PAGE_LAYOUTS = ['lead-with-two', 'lead'] as const;

const storySlug = () => ofKind('story', text('the slug of a story: its file name without .md', 'lead: harbor-reopens'));

export const homePageSchema = z.strictObject({
  layout: z
    .enum(HOME_PAGE_LAYOUTS)
    .default('lead-with-two')
    .meta({ description: 'how the page begins', examples: ['layout: lead'] }),
  lead: storySlug().optional(),
  beside: list(storySlug())
    .default([])
    .meta({ description: 'the stories beside the lead', examples: ['beside: [harbor-reopens]'] }),
  rail: tagName('the tag whose newest stories are listed at the side', 'rail: Opinion').optional(),
  sections: list(tagName('the name of a tag', 'sections: [Politics, Culture]'))
    .default([])
    .meta({ description: 'the sections with a row of their own', examples: ['sections: [Politics, Culture]'] }),
});
