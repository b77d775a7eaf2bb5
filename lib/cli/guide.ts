import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { RULES } from '../content/parse/diagnostic.ts';
import {
  articleSchema,
  authorSchema,
  homePageSchema,
  pageSchema,
  publicationSchema,
  tagSchema,
} from '../content/schema.ts';
import { projectPaths } from '../paths.ts';
import { rows } from '../sqlite.ts';
import { sync } from '../store/sync/sync.ts';
import { openTables } from '../store/tables.ts';
import { RULE_GUIDES } from './rule-guides/all-rules.ts';
import type { Example } from './rule-guides/rule-guide.ts';

// `npm run guide`: what can be said of the content from the code and the content themselves. The keys and the rules as pages of the editors' guide; and what makes VS Code
// complete and check front-matter.

const KINDS: [name: string, file: string, schema: z.ZodObject][] = [
  ['article', 'content/articles/…/<address>.md', articleSchema],
  ['author', 'content/authors/<id>.md', authorSchema],
  ['tag', 'content/tags/<tag>.md', tagSchema],
  ['page', 'content/pages/<address>.md', pageSchema],
  ['home', 'content/pages/home.md', homePageSchema],
  ['publication', 'content/publication.yaml', publicationSchema],
];

const MADE = '<!-- Made by `npm run guide`: what is written here by hand is lost. -->';

type Description = Readonly<{ description?: string; examples?: readonly string[] }>;

/** The page of the guide that lists every key of every kind of file. */
export function keysPage(): string {
  const parts = KINDS.map(([name, file, schema]) => {
    const lines = Object.entries(schema.shape).map(([key, field]) => {
      const { description = '', examples = [] } = describe(field as z.ZodType);
      const needed = (field as z.ZodType).safeParse(undefined).success ? '' : '**yes**';
      const example = examples[0] ? `\`${examples[0].replaceAll('|', '\\|')}\`` : '';
      return `| \`${key}\` | ${description} | ${needed} | ${example} |`;
    });
    return `## ${name}\n\n\`${file}\`\n\n| key | what | needed | example |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  return `${MADE}\n\n# Every key\n\n${parts.join('\n')}`;
}

/** The page of the guide that says more of each rule; the messages lead to its headings. */
export function rulesPage(): string {
  const parts = [...RULES].sort().map((rule) => {
    const { what, fix, wrong, right } = RULE_GUIDES[rule];
    const examples = wrong && right ? `\nWrong:\n\n${shown(wrong)}\nRight:\n\n${shown(right)}` : '';
    return `## ${rule}\n\n${what}${fix ? ` ${fix}` : ''}\n${examples}`;
  });
  const about =
    'Each message ends with the name of its rule. An **error** keeps the new version of a file off the site until it is mended, and the last good one stays up; errors between files (a link that leads nowhere) only fail the check. A **warning** keeps nothing off.';
  return `${MADE}\n\n# Every rule\n\n${about}\n\n${parts.join('\n')}`;
}

function shown({ file, keys, text, whole }: Example): string {
  const lines = [...(file ? [`(${file})`] : []), ...[keys, text, whole].filter((part) => part !== undefined)];
  return lines
    .join('\n')
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n')
    .concat('\n');
}

function describe(field: z.ZodType): Description {
  const meta = field.meta() as Description | undefined;
  if (meta?.description) return meta;
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault) return describe(field.unwrap() as z.ZodType);
  if (field instanceof z.ZodPipe) return describe(field.out as z.ZodType);
  if (field instanceof z.ZodArray) return describe(field.element as z.ZodType);
  if (field instanceof z.ZodObject) return { description: Object.keys(field.shape).join(', ') };
  return {};
}

/** What front-matter can name: ids and names of authors, names of tags. */
export type Names = Readonly<{ authors: readonly string[]; tags: readonly string[] }>;

/**
 * JSON Schemas (https://json-schema.org, draft 2020-12) of the front-matter, by kind of file: as the site reads it, with what each key is for, and the authors and tags that there
 * are as values to choose from. A tag may be new.
 */
export function jsonSchemas({ authors, tags }: Names): Record<string, object> {
  const choices = (values: readonly string[], open: boolean) =>
    values.length === 0
      ? { type: 'string' }
      : open
        ? { anyOf: [{ enum: values }, { type: 'string' }] }
        : { enum: values };
  return Object.fromEntries(
    KINDS.map(([name, file, schema]) => {
      const made = z.toJSONSchema(schema, {
        unrepresentable: 'any',
        override({ zodSchema, jsonSchema }) {
          // What the site fills in, an editor may leave out.
          if (zodSchema instanceof z.ZodObject) {
            jsonSchema.required = Object.entries(zodSchema.shape).flatMap(([key, field]) =>
              (field as z.ZodType).safeParse(undefined).success ? [] : [key],
            );
          }
          // One value may stand where a list is meant, and a name for a contributor.
          if (zodSchema instanceof z.ZodPipe && jsonSchema.type === 'array') {
            const { items, type, maxItems, ...rest } = jsonSchema;
            for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
            Object.assign(jsonSchema, rest, { anyOf: [items, { type, items, maxItems }] });
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

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: those are VS Code’s.
/** Snippets of VS Code: a whole article, an image, the elements of a text; authors and tags to choose from. */
export function snippets({ authors, tags }: Names): object {
  const choice = (number: number, values: readonly string[]) =>
    values.length === 0
      ? `\${${number}}`
      : `\${${number}|${values.map((value) => value.replace(/[\\,|$}]/g, '\\$&')).join(',')}|}`;
  const scope = 'markdown';
  return {
    Article: {
      scope,
      prefix: 'article',
      description: 'A new story',
      body: [
        '---',
        'title: ${1:The headline}',
        'standfirst: ${2:The story in a sentence or two.}',
        `author: ${choice(3, authors)}`,
        'date: ${4:$CURRENT_YEAR-$CURRENT_MONTH-${CURRENT_DATE}T$CURRENT_HOUR:$CURRENT_MINUTE:00$CURRENT_TIMEZONE_OFFSET}',
        `tags: [${choice(5, tags)}]`,
        '---',
        '',
        '$0',
        '',
      ],
    },
    Author: { scope, prefix: 'by', description: 'Who wrote it', body: `author: ${choice(1, authors)}` },
    Tag: { scope, prefix: 'tag', description: 'One tag', body: choice(1, tags) },
    Image: {
      scope,
      prefix: 'image',
      description: 'An image with its words',
      body: '![${1:What it shows}](${2:image.jpg} "${3:The line below it.}")',
    },
    'Pull quote': { scope, prefix: 'pullquote', body: [':::pullquote[${1:Who said it}]', '${0:The words.}', ':::'] },
    Aside: { scope, prefix: 'aside', body: [':::aside[${1:Its title}]', '${0:The words.}', ':::'] },
    Video: { scope, prefix: 'video', body: '::video[${1:What it shows}]{url="${2:https://}"}' },
    Correction: {
      scope,
      prefix: 'correction',
      body: [
        'corrections:',
        '  - date: $CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE',
        '    text: ${0:An earlier version … }',
      ],
    },
  };
}

const SETTINGS = {
  'yaml.schemas': { './content/guide/schemas/publication.json': 'content/publication.yaml' },
  'files.associations': { 'content/**/*.md': 'markdown' },
  '[markdown]': {
    'editor.wordWrap': 'on',
    'editor.quickSuggestions': { other: 'on', comments: 'off', strings: 'on' },
    'editor.snippetSuggestions': 'top',
  },
};

/** The task that has VS Code show the diagnostics of the content where they are. */
const TASKS = {
  version: '2.0.0',
  tasks: [
    {
      label: 'Check the content',
      type: 'shell',
      command: 'npm run --silent check',
      runOptions: { runOn: 'folderOpen' },
      presentation: { reveal: 'silent' },
      problemMatcher: {
        owner: 'dateline',
        fileLocation: ['relative', '${workspaceFolder}'],
        pattern: {
          regexp: '^(content/.*?):(\\d+):(\\d+)  (error|warning)  (\\S+)  (.*)$',
          file: 1,
          line: 2,
          column: 3,
          severity: 4,
          code: 5,
          message: 6,
        },
      },
    },
  ],
};

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: –

/** The command; gives the code with which the process ends. */
export async function guideCommand(_args: readonly string[], project: string, env: NodeJS.ProcessEnv): Promise<number> {
  const paths = projectPaths(project, env);
  const db = openTables(paths.index);
  await sync(db, paths.folders);
  const names = {
    authors: rows<{ id: string }>(db, 'SELECT id FROM authors ORDER BY id').map(({ id }) => id),
    tags: rows<{ name: string }>(db, 'SELECT name FROM tags ORDER BY name').map(({ name }) => name),
  };
  db.close();
  const guide = path.join(paths.folders.content, 'guide');
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  const files: [file: string, text: string][] = [
    [path.join(guide, 'keys.md'), keysPage()],
    [path.join(guide, 'rules.md'), rulesPage()],
    ...Object.entries(jsonSchemas(names)).map(([name, schema]): [string, string] => [
      path.join(guide, 'schemas', `${name}.json`),
      json(schema),
    ]),
    [path.join(project, '.vscode/content.code-snippets'), json(snippets(names))],
    [path.join(project, '.vscode/settings.json'), json(SETTINGS)],
    [path.join(project, '.vscode/tasks.json'), json(TASKS)],
  ];
  for (const [file, text] of files) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(path.relative(process.cwd(), file));
  }
  return 0;
}
