import type { KnownNames } from './front-matter-schemas.ts';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: VS Code’s own placeholders.
/** Returns VS Code snippets: a whole article, an image, elements of a text. Authors and tags are offered as choices. */
export function snippets({ authors, tags }: KnownNames): object {
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
    Author: { scope, prefix: 'by', description: 'The author', body: `author: ${choice(1, authors)}` },
    Tag: { scope, prefix: 'tag', description: 'One tag', body: choice(1, tags) },
    Image: {
      scope,
      prefix: 'image',
      description: 'An image with alt text and caption',
      body: '![${1:What it shows}](${2:image.jpg} "${3:The caption.}")',
    },
    'Pull quote': { scope, prefix: 'pullquote', body: [':::pullquote[${1:Who said it}]', '${0:The text.}', ':::'] },
    Aside: { scope, prefix: 'aside', body: [':::aside[${1:The title}]', '${0:The text.}', ':::'] },
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

/**
 * Returns workspace settings: the schema of publication.yaml, and line wrapping. `content` is the path of the
 * content in the workspace, with a slash at its end; empty if it is the workspace.
 */
export const settings = (content: string): object => ({
  'yaml.schemas': { [`./${content}guide/schemas/publication.json`]: `${content}publication.yaml` },
  'files.associations': { [`${content}**/*.md`]: 'markdown' },
  '[markdown]': {
    'editor.wordWrap': 'on',
    'editor.quickSuggestions': { other: 'on', comments: 'off', strings: 'on' },
    'editor.snippetSuggestions': 'top',
  },
});

/** Returns a task that shows the diagnostics of `npm run check` in the editor; `content` is as in `settings`. */
export const tasks = (content: string): object => ({
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
          // Diagnostics name files content/… wherever the content is.
          regexp: `^${content === '' ? 'content/(' : '(content/'}.*?):(\\d+):(\\d+)  (error|warning)  (\\S+)  (.*)$`,
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
});

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: –
