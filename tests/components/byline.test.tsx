import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Byline } from '#components/byline.tsx';
import { contributor, publication } from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

const [ida, jon, mei] = [contributor('Ida Holm'), contributor('Jon Vale'), contributor('Mei Tan')];
const data = contributor('Ola Berg', 'Data');

test.each([
  ['one writer', [ida], 'By: Ida Holm'],
  ['two writers', [ida, jon], 'By: Ida Holm and Jon Vale'],
  ['three writers', [ida, jon, mei], 'By: Ida Holm, Jon Vale and Mei Tan'],
  ['a writer and another role', [ida, data], 'By: Ida Holm Data: Ola Berg'],
  ['another role that is named first', [data, ida, jon], 'By: Ida Holm and Jon Vale Data: Ola Berg'],
  ['two of one role', [ida, data, contributor('Jon Vale', 'Data')], 'By: Ida Holm Data: Ola Berg and Jon Vale'],
  ['one person in two roles', [ida, contributor('Ida Holm', 'Photographs')], 'By: Ida Holm Photographs: Ida Holm'],
  ['another role only', [data], 'Data: Ola Berg'],
])('of %s', (_what, byline, text) => {
  const { container } = show(<Byline byline={byline} publication={publication()} />);
  expect(textOf(container)).toBe(text);
});

test('each name is a link to its author’s page', () => {
  show(<Byline byline={[ida, data]} publication={publication()} />);
  const links = screen.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')]);
  expect(links).toEqual([
    ['Ida Holm', '/authors/ida-holm'],
    ['Ola Berg', '/authors/ola-berg'],
  ]);
  expect(screen.getByRole('link', { name: 'Ida Holm' }).getAttribute('rel')).toBe('author');
});

test.each([
  ['ar', 'بقلم: Ida Holm وJon Vale Data: Ola Berg'],
  ['zh', '作者：Ida Holm和Jon Vale Data：Ola Berg'],
])('names are joined as usual in %s', (language, text) => {
  const { container } = show(
    <Byline byline={[ida, jon, data]} publication={publication({ language, edition: language })} />,
  );
  expect(textOf(container)).toBe(text);
  expect(screen.getByRole('link', { name: 'Jon Vale' }).getAttribute('href')).toBe(`/${language}/authors/jon-vale`);
});
