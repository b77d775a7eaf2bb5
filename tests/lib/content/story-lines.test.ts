import { expect, test } from 'vitest';
import { contributor } from '#components/specimen/records.ts';
import { typeLabel, writers } from '#lib/content/story-lines.ts';

const [ida, jon, mei] = [contributor('Ida Holm'), contributor('Jon Vale'), contributor('Mei Tan')];
const data = contributor('Ola Berg', 'Data');

test('the writers are named as in the byline, or whoever there is', () => {
  expect(writers([ida])).toBe('Ida Holm');
  expect(writers([ida, jon, mei])).toBe('Ida Holm, Jon Vale and Mei Tan');
  expect(writers([data, ida])).toBe('Ida Holm');
  expect(writers([data])).toBe('Ola Berg');
});

test('news has no label, nor has what its section says already', () => {
  expect(typeLabel(null, 'news')).toBe('');
  expect(typeLabel(null, 'analysis')).toBe('Analysis');
  expect(typeLabel({ slug: 'china', name: 'China' }, 'opinion')).toBe('Opinion');
  expect(typeLabel({ slug: 'opinion', name: 'Opinion' }, 'opinion')).toBe('');
});
