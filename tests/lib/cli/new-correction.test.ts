import { expect, test } from 'vitest';
import { withCorrection } from '#lib/cli/new-correction.ts';

const CORRECTION = { date: '2026-01-06', text: 'The ferry left: at “six”.' };
const ADDED = '- date: 2026-01-06\n    text: "The ferry left: at “six”."\n';

/** The front matter after a correction. */
function corrected(yaml: string): string | null {
  const text = withCorrection(`---\n${yaml}---\n\nText.\n\n---\nMore.\n`, CORRECTION);
  return (
    text
      ?.replace('\n\nText.\n\n---\nMore.\n', '')
      .replace(/^---\n/, '')
      .replace(/---$/, '') ?? null
  );
}

test.each([
  ['title: A\n', `title: A\ncorrections:\n  ${ADDED}`],
  ['title: A # kept\ndraft: true\n', `title: A # kept\ncorrections:\n  ${ADDED}draft: true\n`],
  [
    'corrections:\n  - date: 2026-01-05\n    text: One.\ndraft: true\n',
    `corrections:\n  - date: 2026-01-05\n    text: One.\n  ${ADDED}draft: true\n`,
  ],
  [
    'corrections:\n- {date: 2026-01-05, text: One.}\n',
    'corrections:\n- {date: 2026-01-05, text: One.}\n- date: 2026-01-06\n  text: "The ferry left: at “six”."\n',
  ],
  [
    "title: 'A'\ncorrections: [{date: 2026-01-05, text: One.}]\ndraft: true\n",
    `title: 'A'\ncorrections:\n  - date: 2026-01-05\n    text: One.\n  ${ADDED}draft: true\n`,
  ],
  ['corrections:\n', `corrections:\n  ${ADDED}`],
  ['corrections: []\n', `corrections:\n  ${ADDED}`],
])('%j gets a correction and keeps the rest', (yaml, expected) => {
  expect(corrected(yaml)).toBe(expected);
});

test('line endings stay as they are', () => {
  const text = withCorrection('---\r\ntitle: A\r\n---\r\nText.\r\n', CORRECTION);
  expect(text?.replaceAll('\r\n', '')).not.toContain('\n');
  expect(text).toMatch(/^---\r\ntitle: A\r\ncorrections:\r\n/);
});

test.each(['No front matter.', '---\ntitle: [\n---\n', '---\n- a\n---\n'])('%j is left alone', (source) => {
  expect(withCorrection(source, CORRECTION)).toBeNull();
});
