import { z } from 'zod';
import { valueKindOf } from '../content/schema/fields.ts';
import { describe, isRequired } from '../content/schema/schemas.ts';
import type { FormShape } from './form-shape.ts';

/** A field of Sveltia CMS (https://sveltiacms.app/en/docs/fields). */
export type FormField = Readonly<{ name: string; label: string; widget: string; [option: string]: unknown }>;

/**
 * What the fields of a form depend on: the time zone of dates, the languages of translations within a file,
 * and whether each language has a file of its own.
 */
export type FormContext = Readonly<{ timeZone: string; languages: readonly string[]; translated: boolean }>;

/** Returns the fields of the keys of a schema, without the keys that a form cannot have (see `control`). */
export function formFields(schema: z.ZodObject, context: FormContext): FormField[] {
  return Object.entries(schema.shape).flatMap(([key, field]) => formField(key, field as z.ZodType, context) ?? []);
}

function formField(name: string, schema: z.ZodType, context: FormContext): FormField | null {
  const found = control(schema, context);
  if (!found) return null;
  const required = isRequired(schema);
  return {
    name,
    label: labelOf(name),
    ...found,
    ...hintOf(name, schema, found.widget),
    required,
    ...(required && found.widget === 'datetime' ? { default: '{{now}}' } : {}),
    ...(context.translated ? { i18n: true } : {}),
  };
}

type Control = Readonly<{ widget: string; [option: string]: unknown }>;

/**
 * The collections that keys name entries of, by the kind of the key: their value and the names that people
 * see.
 */
const RELATIONS = {
  author: { collection: 'authors', value_field: '{{slug}}', display_fields: ['name'] },
  tag: { collection: 'tags', value_field: 'name', display_fields: ['name'] },
  story: { collection: 'articles', value_field: '{{slug}}', display_fields: ['title'] },
  page: { collection: 'pages', value_field: '{{slug}}', display_fields: ['title'] },
} as const;

/**
 * The widget for a value, with its options; null for a group of groups by name (such as the colours of
 * sections), which Sveltia has no widget for: such a key stays as it is in the file.
 */
function control(schema: z.ZodType, context: FormContext): Control | null {
  const kind = valueKindOf(schema);
  const inner = unwrapped(schema);
  switch (kind) {
    case 'author':
    case 'tag':
    case 'story':
    case 'page':
      return { widget: 'relation', ...RELATIONS[kind] };
    case 'passage':
      return { widget: 'text', ...limits(inner) };
    case 'date':
      return { widget: 'datetime', input_timezone: context.timeZone };
    case 'image':
      return { widget: 'image' };
    case 'colour':
      return { widget: 'color' };
  }
  if (inner instanceof z.ZodBoolean) return { widget: 'boolean' };
  if (inner instanceof z.ZodNumber) {
    const { type } = z.toJSONSchema(inner, { unrepresentable: 'any' });
    return { widget: 'number', value_type: type === 'integer' ? 'int' : 'float' };
  }
  if (inner instanceof z.ZodEnum) return { widget: 'select', options: inner.options };
  if (inner instanceof z.ZodObject) return { widget: 'object', fields: formFields(inner, context) };
  if (inner instanceof z.ZodArray) return listControl(inner, context);
  if (inner instanceof z.ZodRecord) return recordControl(inner, context);
  return { widget: 'string', ...limits(inner) };
}

function listControl(list: z.ZodArray, context: FormContext): Control | null {
  const entry = control(list.element as z.ZodType, context);
  if (!entry) return null;
  const { widget, fields } = entry;
  if (widget === 'relation' || widget === 'select') return { ...entry, multiple: true };
  if (widget === 'object') return { widget: 'list', fields, label_singular: 'entry' };
  return { widget: 'list', field: { name: 'entry', label: 'Entry', ...entry }, label_singular: 'entry' };
}

function recordControl({ keyType, valueType }: z.ZodRecord, context: FormContext): Control | null {
  const group = unwrapped(valueType as z.ZodType);
  if (group instanceof z.ZodString) return { widget: 'keyvalue' };
  if (!(group instanceof z.ZodObject) || valueKindOf(keyType as z.ZodType) !== 'language') return null;
  const fields = formFields(group, context);
  if (context.languages.length === 0) return null;
  const named = new Intl.DisplayNames('en', { type: 'language' });
  return {
    widget: 'object',
    collapsed: true,
    fields: context.languages.map((name) => ({
      name,
      label: named.of(name) ?? name,
      widget: 'object',
      required: false,
      fields,
    })),
  };
}

/** The limit of length of a text, and the pattern that it must match. */
function limits(schema: z.ZodType): object {
  if (!(schema instanceof z.ZodString || schema instanceof z.ZodStringFormat)) return {};
  const { maxLength } = schema as z.ZodString;
  const type = schema instanceof z.ZodEmail ? 'email' : schema instanceof z.ZodURL ? 'url' : null;
  const pattern = (schema.def.checks ?? []).flatMap((check) => {
    const { pattern, error } = check._zod.def as { pattern?: RegExp; error?: (issue: object) => unknown };
    // Sveltia reads patterns without flags.
    return pattern && pattern.flags === '' ? [[pattern.source, `It ${String(error?.({}) ?? 'is not valid')}.`]] : [];
  })[0];
  return { ...(maxLength ? { maxlength: maxLength } : {}), ...(type ? { type } : {}), ...(pattern ? { pattern } : {}) };
}

/** `Key points` for `keyPoints`. */
function labelOf(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a key means, and an example of a value that people type. */
function hintOf(name: string, schema: z.ZodType, widget: string): { hint?: string } {
  const { description, examples } = describe(schema);
  if (!description) return {};
  const [start, example] = [`${name}: `, examples?.[0] ?? ''];
  const typed = ['string', 'text'].includes(widget) && example.startsWith(start) ? example.slice(start.length) : null;
  const meaning = description.charAt(0).toUpperCase() + description.slice(1);
  return { hint: `${meaning}.${typed ? ` For example: ${typed.replace(/^"(.*)"$/, '$1')}` : ''}` };
}

/** The schema below optional values, defaults and shorthands. */
function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrapped(schema.unwrap() as z.ZodType);
  if (!(schema instanceof z.ZodPipe)) return schema;
  // A shorthand is read before the schema of the value, a transformation comes after it.
  return unwrapped((schema.in instanceof z.ZodTransform ? schema.out : schema.in) as z.ZodType);
}

/** Returns how the values of a schema may be shortened in files. */
export function formShape(schema: z.ZodType): FormShape {
  const inner = unwrapped(schema);
  const missing = schema.safeParse(undefined);
  const absent = missing.success && typeof missing.data !== 'object' ? missing.data : undefined;
  if (inner instanceof z.ZodArray) return { list: formShape(inner.element as z.ZodType) };
  const shapes = inner instanceof z.ZodObject ? Object.entries(inner.shape) : [];
  const keys = Object.fromEntries(
    shapes
      .map(([key, field]) => [key, formShape(field as z.ZodType)] as const)
      .filter(([, shape]) => Object.keys(shape).length > 0),
  );
  const only = shorthandOf(schema);
  return {
    ...(only ? { only } : {}),
    ...(Object.keys(keys).length > 0 ? { keys } : {}),
    ...(absent !== undefined ? { absent: absent as string | number | boolean } : {}),
  };
}

/** The key for which a value alone may stand; null if there is no such shorthand. */
function shorthandOf(schema: z.ZodType): string | null {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return shorthandOf(schema.unwrap() as z.ZodType);
  if (!(schema instanceof z.ZodPipe) || !(schema.in instanceof z.ZodTransform)) return null;
  const group = (schema.in as z.ZodTransform)._zod.def.transform('', { value: '', issues: [] } as never);
  return typeof group === 'object' && group !== null && !Array.isArray(group) ? (Object.keys(group)[0] ?? null) : null;
}
