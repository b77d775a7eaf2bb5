import { describe, expect, test } from 'vitest';
import { kindOfContent } from '#lib/content/files.ts';
import { checkMisplacedFile } from '#lib/content/lint/misplaced-files.ts';

const found = (file: string) => {
  expect(kindOfContent(file)).toBe(null);
  const diagnostic = checkMisplacedFile(file);
  return diagnostic && `${diagnostic.severity}  ${diagnostic.rule}  ${diagnostic.fix}`;
};

const FOLDERS =
  'content/articles/ (a story), content/pages/ (a page), content/authors/ (an author), content/tags/ (a tag)';

describe('a file that the site ignores', () => {
  test.each([
    ['content/articles/2026/01/harbor.MD', 'error  file-name  Rename it to “harbor.md”.'],
    ['content/articles/harbor.md.txt', 'error  file-name  Rename it to “harbor.md”.'],
    ['content/articles/harbor.txt', 'error  file-name  Rename it to “harbor.md”.'],
    ['content/articles/harbor.zh.markdown', 'error  file-name  Rename it to “harbor.zh.md”.'],
    ['content/articles/harbor', 'error  file-name  Rename it to “harbor.md”.'],
    ['content/authors/ida-holm.Md', 'error  file-name  Rename it to “ida-holm.md”.'],
    ['content/articles/harbor.docx', 'error  file-name  Save its text as “harbor.md”.'],
    ['content/publication.yml', 'error  file-name  Rename it to “publication.yaml”.'],
    ['content/authors/staff/ida.md', 'error  file-folder  Move it to content/authors/ida.md.'],
    ['content/harbor.md', `error  file-folder  Move it to ${FOLDERS}.`],
    ['content/article/harbor.md', 'error  file-folder  Move it to content/articles/harbor.md.'],
    ['content/Articles/harbor.md', 'error  file-folder  Move it to content/articles/harbor.md.'],
    ['content/stories/2026/harbor.md', `error  file-folder  Move it to ${FOLDERS}.`],
    [
      'content/articles/tide table.pdf',
      'warning  file-folder  Move it to public/, and link to it as /tide%20table.pdf.',
    ],
  ])('%s', (file, diagnostic) => {
    expect(found(file)).toBe(diagnostic);
  });

  test.each([
    'content/README.md',
    'content/LICENSE',
    'content/guide/keys.md',
    'content/notes.txt',
    'content/plans/2027.xlsx',
    'content/articles/harbor.md~',
    'content/articles/.harbor.md.swp',
    'content/articles/Thumbs.db',
    'content/articles/harbor.heic',
  ])('%s: ignored without a diagnostic', (file) => {
    expect(found(file)).toBe(null);
  });
});

test('a story with another ending than .md is an error with its new name', () => {
  expect(checkMisplacedFile('content/articles/harbor.MD')).toEqual({
    file: 'content/articles/harbor.MD',
    line: 1,
    column: 1,
    severity: 'error',
    blocks: true,
    rule: 'file-name',
    reason: 'The site ignores this file, since its name does not end in “.md”.',
    fix: 'Rename it to “harbor.md”.',
  });
});

test('a story outside of articles/ is an error with the folders to choose from', () => {
  expect(checkMisplacedFile('content/harbor.md')?.rule).toBe('file-folder');
});
