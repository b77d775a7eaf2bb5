import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Masthead } from '#components/masthead.tsx';
import { publication } from '#components/styleguide/examples.ts';
import { show } from './reading.ts';

const sections = [
  { slug: 'harbor', name: 'Harbor' },
  { slug: 'arts-letters', name: 'Arts & Letters' },
];

test('the masthead names the publication and the day, and links to the home page', () => {
  show(<Masthead publication={publication()} today="2024-01-14" sections={[]} editions={[]} />);
  const head = within(screen.getByRole('banner'));
  expect(head.getByRole('link', { name: 'The Harbor Courier' }).getAttribute('href')).toBe('/');
  expect(head.getByText('News from the coast')).toBeTruthy();
  expect(head.getByText('Sunday, January 14, 2024').getAttribute('datetime')).toBe('2024-01-14');
});

test('the sections are a navigation in the order of publication.yaml', () => {
  show(<Masthead publication={publication()} today="2024-01-14" sections={sections} editions={[]} />);
  const links = within(screen.getByRole('navigation', { name: 'Sections' })).getAllByRole('link');
  expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['Harbor', '/tags/harbor'],
    ['Arts & Letters', '/tags/arts-letters'],
  ]);
});

test('without sections there is no empty navigation', () => {
  show(<Masthead publication={publication()} today="2024-01-14" sections={[]} editions={[]} />);
  expect(screen.queryByRole('navigation')).toBeNull();
});

test('the first link skips the masthead, and the name is no heading', () => {
  show(<Masthead publication={publication()} today="2024-01-14" sections={sections} editions={[]} />);
  expect(screen.getAllByRole('link')[0]?.getAttribute('href')).toBe('#content');
  expect(screen.queryByRole('heading')).toBeNull();
});

test('it has a search form', () => {
  const { container } = show(<Masthead publication={publication()} today="2024-01-14" sections={[]} editions={[]} />);
  expect(container.querySelector('search form')?.getAttribute('action')).toBe('/search');
  expect(screen.getByRole('searchbox', { name: 'Search' }).getAttribute('name')).toBe('q');
  expect(screen.getByRole('button', { name: 'Search' })).toBeTruthy();
});

test('an export has neither search nor day', () => {
  const { container } = show(
    <Masthead publication={publication()} today={null} sections={[]} editions={[]} hasSearch={false} />,
  );
  expect(container.querySelector('search, form, time')).toBeNull();
});

test('each edition is named in its own language', () => {
  const editions = [
    { edition: '', language: 'en' },
    { edition: 'ar', language: 'ar' },
    { edition: 'zh-Hant', language: 'zh-Hant' },
  ];
  show(<Masthead publication={publication()} today="2024-01-14" sections={[]} editions={editions} />);
  const links = within(screen.getByRole('navigation', { name: 'Languages' })).getAllByRole('link');
  expect(links.map((link) => [link.textContent, link.getAttribute('href'), link.lang])).toEqual([
    ['English', '/', 'en'],
    ['العربية', '/ar', 'ar'],
    ['繁體中文', '/zh-hant', 'zh-Hant'],
  ]);
});

test('the masthead of another edition links within it, in its language', () => {
  show(
    <Masthead
      publication={publication({ name: '海港信使报', language: 'zh', edition: 'zh' })}
      today="2024-01-14"
      sections={sections}
      editions={[]}
    />,
  );
  const head = within(screen.getByRole('banner'));
  expect(head.getByRole('link', { name: '海港信使报' }).getAttribute('href')).toBe('/zh');
  expect(head.getByRole('link', { name: 'Harbor' }).getAttribute('href')).toBe('/zh/tags/harbor');
  expect(head.getByText('2024年1月14日星期日')).toBeTruthy();
  expect(screen.getByRole('navigation', { name: '栏目' })).toBeTruthy();
});

test.each([
  [5, true],
  [6, false],
])('with %i other editions the languages are in a row in a wide window: %s', (count, inRow) => {
  const languages = ['ar', 'de', 'es', 'fr', 'ja', 'zh'].slice(0, count);
  const editions = languages.map((language) => ({ edition: language, language }));
  show(<Masthead publication={publication()} today="2024-01-14" sections={[]} editions={editions} />);
  const navigation = screen.getByRole('navigation', { name: 'Languages' });
  expect(navigation.classList.contains('masthead__editions-in-row')).toBe(inRow);
});
