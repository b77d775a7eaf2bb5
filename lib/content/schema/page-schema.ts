import { z } from 'zod';
import { passage, text } from './fields.ts';

export const pageSchema = z.strictObject({
  title: text('the title of the page', 'title: About us'),
  standfirst: passage('a summary', 'standfirst: Who we are.').optional(),
});
