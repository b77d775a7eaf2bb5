import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { SCHEMAS, type SchemaName } from '#lib/content/schema/schemas.ts';
import {
  type FormData,
  readMarkdown,
  readYaml,
  withoutMarks,
  writeMarkdown,
  writeYaml,
} from '#lib/editor/edited-file.ts';
import { formShape } from '#lib/editor/form-fields.ts';
import { project } from '../../site/running-site.ts';

const shapeOf = (name: SchemaName) => formShape(SCHEMAS[name].schema);
const shape = shapeOf('article');

/** The values of a form as Sveltia has them: empty fields for missing keys, and texts without spaces around them. */
function asForm(data: FormData, name: SchemaName): FormData {
  const empty = Object.keys(SCHEMAS[name].schema.shape).map((key) => [key, key === 'draft' ? false : '']);
  return { ...Object.fromEntries(empty), ...structuredClone(data) };
}

/** An article after the change of some keys in its form. */
// biome-ignore lint/suspicious/noExplicitAny: the values of a form are of any kind.
function changed(source: string, change: (form: any) => unknown): string {
  const form = asForm(readMarkdown(source, shape), 'article');
  change(form);
  return writeMarkdown(form, shape);
}

const kinds: Record<string, SchemaName> = { articles: 'article', authors: 'author', tags: 'tag', pages: 'page' };
const files = globSync('{articles,authors,tags,pages}/**/*.md', { cwd: path.join(project, 'content') }).sort();

test.each(files)(
  '%s is the same file after saving it without a change, and differs in one key after another',
  (file) => {
    const source = readFileSync(path.join(project, 'content', file), 'utf8');
    const kind = /home(?:\.\w+)?\.md$/.test(file) ? 'home' : (kinds[file.split('/')[0] ?? ''] as SchemaName);
    const form = asForm(readMarkdown(source, shapeOf(kind)), kind);
    expect(writeMarkdown(form, shapeOf(kind))).toBe(source);
    for (const key of ['title', 'name', 'standfirst', 'lead']) {
      if (typeof form[key] !== 'string' || form[key] === '') continue;
      const lines = writeMarkdown({ ...form, [key]: 'Something: else' }, shapeOf(kind)).split('\n');
      const before = source.split('\n');
      expect(lines.filter((line) => !before.includes(line))).toEqual([
        expect.stringMatching(new RegExp(`^${key}: ["']?Som`)),
      ]);
      expect(lines).toHaveLength(before.length);
    }
  },
);

test('publication.yaml is the same file after saving it without a change', () => {
  const source = readFileSync(path.join(project, 'content/publication.yaml'), 'utf8');
  const form = asForm(readYaml(source, shapeOf('publication')), 'publication');
  expect(writeYaml(form, shapeOf('publication'))).toBe(source);
  const tagline = 'tagline: The Commonwealth and the world, from a folder of text files';
  expect(writeYaml({ ...form, tagline: 'News' }, shapeOf('publication'))).toBe(
    source.replace(tagline, 'tagline: News'),
  );
});

const STORY = `---
# Until the council has voted.
title:   'The ferry, again'   # the short one
author: ida-holm
tags: [ Transport,  "Politics: local" ]

image: { src: ferry.jpg, alt: A ferry in fog, caption: "The first boat, on Sunday." }
corrections:
    # from the desk
    - date: 2026-11-23T09:00:00-05:00
      text: >
        An earlier version was wrong.
unknown: stays
---


The text  stays.
`;

test('a changed key keeps its quotes and its comment', () => {
  expect(changed(STORY, (form) => Object.assign(form, { title: "The ferry's end" }))).toBe(
    STORY.replace("'The ferry, again'", "'The ferry''s end'"),
  );
});

test('a changed key of a group on one line changes that line alone', () => {
  expect(changed(STORY, ({ image }) => Object.assign(image, { alt: 'Fog, and a ferry', caption: 'New' }))).toBe(
    STORY.replace('alt: A ferry in fog', 'alt: "Fog, and a ferry"').replace('"The first boat, on Sunday."', '"New"'),
  );
  expect(changed(STORY, ({ image }) => Object.assign(image, { credit: 'Ida Holm' }))).toBe(
    STORY.replace(
      /image: .*/,
      'image: { src: ferry.jpg, alt: A ferry in fog, caption: "The first boat, on Sunday.", credit: Ida Holm }',
    ),
  );
});

test('a list on one line stays on one line', () => {
  expect(changed(STORY, (form) => form.tags.push('Sea'))).toBe(
    STORY.replace(/tags: .*/, 'tags: [Transport, "Politics: local", Sea]'),
  );
});

test('a new entry of a list is added below the others', () => {
  const text = 'It said “twelve”. There were eleven.';
  expect(changed(STORY, (form) => form.corrections.push({ date: '2026-11-24T09:00:00-05:00', text }))).toBe(
    STORY.replace('unknown:', `    - date: 2026-11-24T09:00:00-05:00\n      text: ${text}\nunknown:`),
  );
});

test('an entry of a list is changed where it is, and the last one is removed with its key', () => {
  expect(changed(STORY, ({ corrections: [first] }) => Object.assign(first, { text: 'Two\n\nlines' }))).toMatch(
    /# from the desk\n {4}- date: 2026-11-23T09:00:00-05:00\n {6}text: \|-\n {8}Two\n\n {8}lines\nunknown: stays\n/,
  );
  expect(changed(STORY, (form) => form.corrections.pop())).toBe(STORY.replace(/corrections:[\s\S]*?wrong\.\n/, ''));
});

test('new keys stand where the schema has them, and removed ones leave nothing', () => {
  const more = changed(STORY, (form) =>
    Object.assign(form, { standfirst: 'In short.', draft: true, type: 'analysis' }),
  );
  expect(more).toContain("title:   'The ferry, again'   # the short one\nstandfirst: In short.\nauthor: ida-holm\n");
  expect(parse(more.split('---\n')[1] ?? '')).toMatchObject({ draft: true, type: 'analysis', unknown: 'stays' });
  expect(changed(more, (form) => Object.assign(form, { standfirst: '', draft: false, type: 'news' }))).toBe(STORY);
});

test('a person in a byline is written as short as it can be', () => {
  expect(changed(STORY, (form) => Object.assign(form, { author: [{ author: 'jane-smith' }] }))).toBe(
    STORY.replace('ida-holm', 'jane-smith'),
  );
  const two = changed(STORY, (form) => form.author.push({ author: 'jane-smith', role: 'Data' }));
  expect(parse(two.split('---\n')[1] ?? '')).toMatchObject({
    author: ['ida-holm', { author: 'jane-smith', role: 'Data' }],
  });
});

test('a changed text leaves the keys as they are', () => {
  expect(changed(STORY, (form) => Object.assign(form, { body: 'Another text.' }))).toBe(
    STORY.replace('\n\nThe text  stays.\n', '\nAnother text.\n'),
  );
});

test('a new article reads as if a person had written it', () => {
  const form = asForm({}, 'article');
  const image = { src: 'ferry.jpg', alt: 'A ferry in fog', caption: '', credit: '' };
  const keys = { title: 'Harbor: open', author: [{ author: 'ida-holm', role: '' }], date: '2026-11-22T06:30:00-05:00' };
  expect(
    writeMarkdown({ ...form, ...keys, tags: ['Transport'], image, body: 'The first ferry left at six.' }, shape),
  ).toBe(
    `---
title: "Harbor: open"
author: ida-holm
date: 2026-11-22T06:30:00-05:00
tags: [Transport]
image:
  src: ferry.jpg
  alt: A ferry in fog
---

The first ferry left at six.
`,
  );
});

test('the marks of Sveltia in lists are no keys', () => {
  const marked = { title: 'Ferry', author: [{ __sc_item_id: '1', author: 'ida-holm' }], body: '' };
  expect(withoutMarks(marked)).toEqual({ title: 'Ferry', author: [{ author: 'ida-holm' }], body: '' });
});
