import { expect, test } from 'vitest';
import { contributor } from '#components/styleguide/examples.ts';
import { typeLabel, writers } from '#lib/i18n/story-labels.ts';

const [ida, jon, mei] = [contributor('Ida Holm'), contributor('Jon Vale'), contributor('Mei Tan')];
const data = contributor('Ola Berg', 'Data');

test('the writers are those of the byline without a role, or else all people in it', () => {
  expect(writers([ida], 'en')).toBe('Ida Holm');
  expect(writers([ida, jon, mei], 'en')).toBe('Ida Holm, Jon Vale and Mei Tan');
  expect(writers([data, ida], 'en')).toBe('Ida Holm');
  expect(writers([data], 'en')).toBe('Ola Berg');
});

test('news has no label, and neither has a type that equals the section', () => {
  expect(typeLabel(null, 'news', 'en')).toBe('');
  expect(typeLabel(null, 'analysis', 'en')).toBe('Analysis');
  expect(typeLabel({ slug: 'china', name: 'China' }, 'opinion', 'en')).toBe('Opinion');
  expect(typeLabel({ slug: 'opinion', name: 'Opinion' }, 'opinion', 'en')).toBe('');
});
