import { z } from 'zod';
import { articleSchema } from './article-schema.ts';
import { authorSchema } from './author-schema.ts';
import { homePageSchema } from './home-page-schema.ts';
import { pageSchema } from './page-schema.ts';
import { publicationSchema } from './publication-schema.ts';
import { tagSchema } from './tag-schema.ts';

// All schemas, for what is generated from them: the guide, JSON Schemas and the forms of the editor.

/** The kinds of content files: path, and schema of the keys. */
export const SCHEMAS = {
  article: { file: 'content/articles/…/<slug>.md', schema: articleSchema },
  author: { file: 'content/authors/<id>.md', schema: authorSchema },
  tag: { file: 'content/tags/<tag>.md', schema: tagSchema },
  page: { file: 'content/pages/<slug>.md', schema: pageSchema },
  home: { file: 'content/pages/home.md', schema: homePageSchema },
  publication: { file: 'content/publication.yaml', schema: publicationSchema },
} as const satisfies Record<string, { file: string; schema: z.ZodObject }>;
export type SchemaName = keyof typeof SCHEMAS;

/** Whether a key must be given. */
export function isRequired(field: z.ZodType): boolean {
  return !field.safeParse(undefined).success;
}

/** Returns a field's description and examples; wrappers such as `optional` are looked through. */
export function describe(field: z.ZodType): Readonly<{ description?: string; examples?: readonly string[] }> {
  const meta = field.meta() as ReturnType<typeof describe> | undefined;
  if (meta?.description) return meta;
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault) return describe(field.unwrap() as z.ZodType);
  if (field instanceof z.ZodPipe) return describe(field.out as z.ZodType);
  if (field instanceof z.ZodArray) return describe(field.element as z.ZodType);
  if (field instanceof z.ZodObject) return { description: Object.keys(field.shape).join(', ') };
  return {};
}
