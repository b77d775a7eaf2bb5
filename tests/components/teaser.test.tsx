import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { contributor, image, publication, summary } from '#components/styleguide/examples.ts';
import { Teaser } from '#components/teaser.tsx';
import { show, textOf } from './reading.ts';

test.each([
  ['lead', 'h1', 1],
  ['second', 'h2', 0],
  ['third', 'h2', 0],
  ['row', 'h2', 0],
] as const)('a teaser of size %s has an %s and %i lists of key points', (size, heading, lists) => {
  show(<Teaser story={summary({ keyPoints: ['The vote was close.'] })} size={size} publication={publication()} />);
  expect(screen.getByRole('heading', { name: 'Night ferries to sail again' }).localName).toBe(heading);
  expect(screen.getByRole('article').className).toBe(`teaser teaser-${size}`);
  expect(screen.queryAllByRole('list')).toHaveLength(lists);
});

test('a teaser has section, headline, standfirst, byline and date', () => {
  const byline = [contributor('Ida Holm'), contributor('Jon Vale')];
  show(<Teaser story={summary({ byline })} size="row" publication={publication()} />);
  expect([...screen.getByRole('article').children].map(textOf)).toEqual([
    'Harbor',
    'Night ferries to sail again',
    'Crews voted by a wide margin.',
    'Ida Holm and Jon Vale January 14, 2024',
  ]);
  expect(screen.getByText('January 14, 2024').getAttribute('datetime')).toBe('2024-01-14T06:04:00Z');
});

test('parts of a teaser can be left out', () => {
  show(
    <Teaser
      story={summary({ image: image() })}
      size="row"
      publication={publication()}
      without={['image', 'kicker', 'standfirst']}
    />,
  );
  expect([...screen.getByRole('article').children].map(textOf)).toEqual([
    'Night ferries to sail again',
    'Ida Holm January 14, 2024',
  ]);
});

test('the whole headline is the link to the article', () => {
  show(<Teaser story={summary()} size="row" publication={publication()} />);
  const link = screen.getByRole('link', { name: 'Night ferries to sail again' });
  expect(link.getAttribute('href')).toBe('/articles/night-ferries');
  expect(link.parentElement?.textContent).toBe(link.textContent);
});

test('missing parts leave no empty elements', () => {
  show(<Teaser story={summary({ standfirst: '', section: null })} size="lead" publication={publication()} />);
  expect([...screen.getByRole('article').children].map(textOf)).toEqual([
    'Night ferries to sail again',
    'Ida Holm January 14, 2024',
  ]);
});

test('a story in another language than the page has `lang` and `dir` on all its text', () => {
  const byline = [contributor('Ida Holm'), contributor('Jon Vale')];
  const story = summary({ language: 'ar', edition: 'ar', headline: 'العبّارات الليلية', type: 'analysis', byline });
  show(<Teaser story={story} size="row" publication={publication()} />);
  const teaser = screen.getByRole('article');
  expect([teaser.lang, teaser.dir]).toEqual(['ar', 'rtl']);
  expect([...teaser.children].map(textOf)).toEqual([
    'Harbor تحليل',
    'العبّارات الليلية',
    'Crews voted by a wide margin.',
    'Ida Holm وJon Vale 14 يناير 2024',
  ]);
  expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
    '/ar/tags/harbor',
    '/ar/articles/night-ferries',
  ]);
});
