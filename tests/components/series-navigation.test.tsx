import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SeriesNavigation } from '#components/series-navigation.tsx';
import { MIDDLE_PART, publication } from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

test.each([
  ['middle', MIDDLE_PART, 'The riverPrevious part: At the sourceNext part: At the mouth', ['prev', 'next']],
  ['first', { ...MIDDLE_PART, part: 1, previous: null }, 'The riverNext part: At the mouth', ['next']],
  ['last', { ...MIDDLE_PART, part: 3, next: null }, 'The riverPrevious part: At the source', ['prev']],
])('the %s part links to the series and to its neighbours', (_which, part, text, relations) => {
  show(<SeriesNavigation part={part} publication={publication()} />);
  const navigation = screen.getByRole('navigation', { name: 'Series: The river' });
  expect(textOf(navigation)).toBe(text);
  const [series, ...neighbours] = within(navigation).getAllByRole('link');
  expect(series?.getAttribute('href')).toBe('/series/the-river');
  expect(neighbours.map((link) => link.getAttribute('rel'))).toEqual(relations);
});

test('in another language labels and links are those of its edition', () => {
  show(<SeriesNavigation part={MIDDLE_PART} publication={publication({ language: 'zh', edition: 'zh' })} />);
  const navigation = screen.getByRole('navigation', { name: '系列报道：The river' });
  expect(textOf(navigation)).toBe('The river上一篇： At the source下一篇： At the mouth');
  expect(
    within(navigation)
      .getAllByRole('link')
      .map((link) => link.getAttribute('href')),
  ).toEqual(['/zh/series/the-river', '/zh/articles/source', '/zh/articles/mouth']);
});
