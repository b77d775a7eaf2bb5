import { z } from 'zod';
import { isRequired, SCHEMAS } from '../content/schema/schemas.ts';

/** Values that front matter can name: ids of authors and names of tags. */
export type KnownNames = Readonly<{ authors: readonly string[]; tags: readonly string[] }>;

/**
 * Returns JSON Schemas (https://json-schema.org, draft 2020-12) of the front matter, by kind of file. Known authors and tags are
 * offered as values; a new tag is allowed.
 */
export function jsonSchemas({ authors, tags }: KnownNames): Record<string, object> {
  const choices = (values: readonly string[], open: boolean) =>
    values.length === 0
      ? { type: 'string' }
      : open
        ? { anyOf: [{ enum: values }, { type: 'string' }] }
        : { enum: values };
  return Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, { file, schema }]) => {
      const made = z.toJSONSchema(schema, {
        unrepresentable: 'any',
        override({ zodSchema, jsonSchema }) {
          // Keys with a default are optional for editors.
          if (zodSchema instanceof z.ZodObject) {
            jsonSchema.required = Object.entries(zodSchema.shape).flatMap(([key, field]) =>
              isRequired(field as z.ZodType) ? [key] : [],
            );
          }
          // A single value is accepted instead of a list.
          if (zodSchema instanceof z.ZodPipe && jsonSchema.type === 'array') {
            const { items, type, maxItems, ...rest } = jsonSchema;
            for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
            Object.assign(jsonSchema, rest, { anyOf: [items, { type, items, maxItems }] });
          }
          // A single value is accepted instead of a group of keys.
          if (zodSchema instanceof z.ZodPipe && jsonSchema.type === 'object') {
            const { properties, type, required, additionalProperties, ...rest } = jsonSchema;
            for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
            const group = { type, properties, required, additionalProperties };
            Object.assign(jsonSchema, rest, { anyOf: [{ type: 'string' }, group] });
          }
        },
      }) as { properties: Record<string, Record<string, unknown>> };
      const { properties } = made;
      if (name === 'article') {
        const people = choices(authors, false);
        const credit = {
          type: 'object',
          properties: { author: people, role: { type: 'string' } },
          required: ['author'],
          additionalProperties: false,
        };
        for (const key of ['author', 'authors']) properties[key] = listOf({ anyOf: [people, credit] }, properties[key]);
        properties.tags = listOf(choices(tags, true), properties.tags);
        properties.section = { ...properties.section, ...choices(tags, true) };
      }
      return [name, { ...made, title: file }];
    }),
  );
}

function listOf(item: object, { description }: Record<string, unknown> = {}): Record<string, unknown> {
  return { description, anyOf: [item, { type: 'array', items: item }] };
}
