import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { articleSchema } from '#lib/content/schema/article-schema.ts';
import { FORGES } from '#lib/content/schema/editor-schema.ts';
import { SCHEMAS } from '#lib/content/schema/schemas.ts';
import { type FormField, formFields, formShape } from '#lib/editor/form-fields.ts';
import { type EditedContent, editorConfig } from '#lib/editor/sveltia-config.ts';
import { MESSAGE_LANGUAGES } from '#lib/i18n/catalogue.ts';
import { project } from '../../site/running-site.ts';

const settings = { backend: 'github', repository: 'courier/news', branch: 'main' } as const;
const publication = { name: 'The Harbor Courier', origin: 'https://courier.example', timeZone: 'America/New_York' };
const content = (language: string, languages: readonly string[]): EditedContent => ({
  publication: { ...publication, language },
  languages,
  articleDepth: 3,
});
const english = content('en', ['ar', 'zh']);
const context = { timeZone: 'America/New_York', languages: ['ar'], translated: true };

type Config = {
  backend: object;
  collections: { name: string; path?: string; folder: string; fields: FormField[]; i18n?: boolean }[];
  singletons: { name: string; file: string; fields: FormField[] }[];
  i18n?: { locales: string[] };
};
const configOf = (...args: Parameters<typeof editorConfig>) => editorConfig(...args).config as Config;

const schema = JSON.parse(readFileSync(`${project}/node_modules/@sveltia/cms/schema/sveltia-cms.json`, 'utf8'));
const isValid = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

/** The errors of a configuration by Sveltia's own schema. */
function errorsIn(config: object): string[] {
  return isValid(config) ? [] : (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('Sveltia’s schema finds an error', () => {
  expect(errorsIn({ ...configOf(settings, english), colections: [] })).toEqual([expect.stringContaining('additional')]);
});

test.each(MESSAGE_LANGUAGES)('the configuration of a publication in %s is valid by Sveltia’s schema', (language) => {
  expect(errorsIn(configOf(settings, content(language, [])))).toEqual([]);
  const others = MESSAGE_LANGUAGES.filter((other) => other !== language);
  const config = configOf(settings, content(language, others));
  expect(errorsIn(config)).toEqual([]);
  expect(config.i18n?.locales).toEqual([language, ...others]);
});

test.each(FORGES)('the configuration for %s is valid by Sveltia’s schema', (backend) => {
  const address = 'https://git.courier.example/forge';
  for (const more of [{}, { address }, { address, appId: '0d2a', folder: 'content' }]) {
    if (backend === 'gitea' && !('address' in more)) continue;
    const config = configOf({ ...settings, backend, ...more }, english);
    expect(errorsIn(config)).toEqual([]);
    expect(config.backend).toMatchObject({ name: backend, repo: 'courier/news', branch: 'main' });
    if ('folder' in more) expect(config.collections[0]?.folder).toBe('content/articles');
  }
});

/** The paths of all keys of a schema: `image.alt`, `corrections.date`. */
function keysOf(schema: z.ZodType, path: readonly string[] = []): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return keysOf(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodPipe) {
    return [schema.in, schema.out].flatMap((inner) =>
      inner instanceof z.ZodTransform ? [] : keysOf(inner as z.ZodType, path),
    );
  }
  if (schema instanceof z.ZodArray) return keysOf(schema.element as z.ZodType, path);
  if (schema instanceof z.ZodRecord)
    return path.at(-1) === 'translations' ? keysOf(schema.valueType as z.ZodType, [...path, 'ar']) : [];
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, inner]) => [
    [...path, key].join('.'),
    ...keysOf(inner as z.ZodType, [...path, key]),
  ]);
}

/** The paths of all fields of a form. */
function namesOf(fields: readonly FormField[], path: readonly string[] = []): string[] {
  return fields.flatMap(({ name, fields: inner }) => [
    [...path, name].join('.'),
    ...(inner ? namesOf(inner as FormField[], [...path, name]) : []),
  ]);
}

const fieldsIn = (field: FormField | undefined) => (field?.fields ?? []) as FormField[];

/** Groups of groups by any name, for which Sveltia has no widget. */
const WITHOUT_FIELD = ['theme.colours.sections'];

test.each(Object.entries(SCHEMAS))(
  'a form has every key of the kind “%s”, with label, hint and widget',
  (_, { schema }) => {
    const fields = formFields(schema, context);
    const names = namesOf(fields).filter((name) => !/^translations\.ar$/.test(name));
    expect(names.toSorted()).toEqual(
      keysOf(schema)
        .filter((key) => !WITHOUT_FIELD.includes(key))
        .toSorted(),
    );
    for (const field of fields)
      expect(field).toMatchObject({ label: /./, hint: /\.$|: /, widget: /./, required: expect.any(Boolean) });
  },
);

test('a new key of a schema has a field by itself', () => {
  const changed = articleSchema.extend({
    mood: z
      .enum(['calm', 'tense'])
      .optional()
      .meta({ description: 'how it feels', examples: ['mood: calm'] }),
  });
  expect(formFields(changed, context).at(-1)).toEqual({
    name: 'mood',
    label: 'Mood',
    widget: 'select',
    options: ['calm', 'tense'],
    hint: 'How it feels.',
    required: false,
    i18n: true,
  });
});

test('keys have the widgets that fit their values', () => {
  const fields = formFields(articleSchema, context);
  const field = (name: string) => fields.find((one) => one.name === name);
  expect(field('title')).toMatchObject({ widget: 'string', maxlength: 500, required: true });
  expect(field('date')).toMatchObject({ widget: 'datetime', input_timezone: 'America/New_York', default: '{{now}}' });
  expect(field('updated')).not.toHaveProperty('default');
  expect(field('tags')).toMatchObject({ widget: 'relation', collection: 'tags', value_field: 'name', multiple: true });
  expect(field('keyPoints')).toMatchObject({ label: 'Key points', widget: 'list', field: { widget: 'text' } });
  expect(field('redirectFrom')).toMatchObject({ widget: 'list', field: { widget: 'string', pattern: [/^\^/, /\.$/] } });
  const [author, , image, corrections] = ['author', 'authors', 'image', 'corrections'].map(field);
  expect(author).toMatchObject({ widget: 'list', required: false });
  expect(fieldsIn(author)[0]).toMatchObject({
    name: 'author',
    widget: 'relation',
    value_field: '{{slug}}',
  });
  expect(fieldsIn(image).map(({ name, widget, required }) => [name, widget, required])).toEqual([
    ['src', 'image', true],
    ['alt', 'text', true],
    ['caption', 'text', false],
    ['credit', 'string', false],
  ]);
  expect(fieldsIn(corrections).map(({ widget }) => widget)).toEqual(['datetime', 'text']);
});

test('new articles are put where most articles are', () => {
  const pathAt = (articleDepth: number) => configOf(settings, { ...english, articleDepth }).collections[0]?.path;
  expect([1, 2, 3, 4, 9].map(pathAt)).toEqual([
    '{{slug}}',
    '{{year}}/{{slug}}',
    '{{year}}/{{month}}/{{slug}}',
    '{{year}}/{{month}}/{{day}}/{{slug}}',
    '{{year}}/{{month}}/{{day}}/{{slug}}',
  ]);
});

test('the shapes of files say what may be shortened in them', () => {
  const { keys = {} } = formShape(articleSchema);
  expect(keys.tags).toEqual({ list: {} });
  expect(keys.author).toEqual({ list: { only: 'author' } });
  expect([keys.draft, keys.type]).toEqual([{ absent: false }, { absent: 'news' }]);
  expect(formShape(SCHEMAS.publication.schema).keys?.theme?.keys).toMatchObject({
    logo: { only: 'light', keys: { height: { absent: 48 } } },
    faces: { only: 'pairing' },
  });
});
