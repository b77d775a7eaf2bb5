import { z } from 'zod';
import { imageFile, LINE, list, passage, text, translations, webAddress } from './fields.ts';

export const authorSchema = z.strictObject({
  name: text('the name, as bylines show it', 'name: Jane Smith'),
  role: text('what the person is here', 'role: Science editor').optional(),
  portrait: imageFile('an image, beside the file or under public/', 'portrait: jane-smith.jpg').optional(),
  email: z
    .email('must be a mail address')
    .max(LINE)
    .optional()
    .meta({ description: 'where readers may write to', examples: ['email: jane.smith@courier.example'] }),
  links: list(
    z.strictObject({
      name: text('what is there', 'name: Mastodon'),
      url: webAddress('its address', 'url: https://social.example/@jane'),
    }),
  )
    .default([])
    .meta({
      description: 'where else the person is found',
      examples: ['links: [{name: Mastodon, url: https://social.example/@jane}]'],
    }),
  translations: translations('the person in other languages', 'translations: {zh: {name: 简·史密斯, role: 科学编辑}}', {
    name: text('the name, as bylines show it in that language', 'name: 简·史密斯').optional(),
    role: text('what the person is here', 'role: 科学编辑').optional(),
    biography: passage('the biography, in Markdown', 'biography: 简·史密斯报道海洋。').optional(),
  }),
});
