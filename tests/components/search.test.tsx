import { render, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SearchForm } from '#components/search-form.tsx';
import { SearchResults } from '#components/search-results.tsx';
import { publication, summary } from '#components/styleguide/examples.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { searchQueryOf } from '#lib/routes/search-address.ts';
import type { SearchResult } from '#lib/store/queries/search-queries.ts';

const queryOf = (query: Record<string, string> = {}) => searchQueryOf(new URLSearchParams(query));
const sections = [{ slug: 'harbor', name: 'Harbor' }];
const result = (overrides: Partial<SearchResult> = {}): SearchResult => ({
  items: [{ story: summary(), snippet: null }],
  page: 1,
  pages: 1,
  total: 1,
  more: false,
  missing: [],
  query: 'ferry',
  suggestion: null,
  ...overrides,
});

test('the form keeps the query, and its filters open if one is set', () => {
  const { rerender } = render(
    <SearchForm query={queryOf({ q: 'ferry' })} sections={sections} several={false} publication={publication()} />,
  );
  expect(screen.getByRole('searchbox', { name: 'Search' })).toHaveProperty('value', 'ferry');
  expect(screen.getByRole('group')).toHaveProperty('open', false);
  expect(screen.queryByLabelText('Language')).toBeNull();
  rerender(
    <SearchForm
      query={queryOf({ q: 'ferry', section: 'harbor', tag: 'ferries' })}
      sections={sections}
      several
      tag="Ferries"
      publication={publication()}
    />,
  );
  expect(screen.getByRole('group')).toHaveProperty('open', true);
  expect(screen.getByLabelText('Language').textContent).toBe('EnglishAll languages');
  expect(screen.getByRole('checkbox', { name: 'Ferries', checked: true })).toHaveProperty('value', 'ferries');
});

test('the form of an edition searches that edition, in its language', () => {
  const arabic = publication({ language: 'ar', edition: 'ar' });
  const { container } = render(<SearchForm query={queryOf()} sections={[]} several publication={arabic} />);
  expect(container.querySelector('form')?.getAttribute('action')).toBe('/ar/search');
  expect(screen.getByRole('searchbox', { name: messagesIn('ar').search })).toBeTruthy();
});

test('a result marks the terms in a snippet of its text', () => {
  const snippet = [
    { text: 'The ', marked: false },
    { text: 'ferries', marked: true },
    { text: ' sail.', marked: false },
  ];
  render(
    <SearchResults
      result={result({ items: [{ story: summary(), snippet }], total: 1_000, more: true })}
      query={queryOf({ q: 'ferry' })}
      publication={publication()}
    />,
  );
  expect(document.querySelector('mark')?.textContent).toBe('ferries');
  expect(screen.getByText('The', { exact: false, selector: '.teaser__standfirst span' })).toBeTruthy();
  expect(screen.getByText('More than 1,000 stories')).toBeTruthy();
});

test('pages of results keep query and filters', () => {
  const query = queryOf({ q: 'ferry', section: 'harbor', from: '2024-01-01', page: '2' });
  render(<SearchResults result={result({ page: 2, pages: 3, total: 30 })} query={query} publication={publication()} />);
  expect(screen.getByRole('link', { name: 'Next' }).getAttribute('href')).toBe(
    '/search?q=ferry&section=harbor&from=2024-01-01&page=3',
  );
});

test('an empty result suggests another spelling and links to go on', () => {
  const nothing = result({ items: [], total: 0, suggestion: 'ferry' });
  render(
    <SearchResults result={nothing} query={queryOf({ q: 'fery', section: 'harbor' })} publication={publication()} />,
  );
  expect(screen.getByText(/^Did you mean/).textContent).toBe('Did you mean ferry?');
  expect(screen.getByText('No results for “fery”.')).toBeTruthy();
  const help = within(screen.getByRole('list'));
  expect(help.getByRole('link').getAttribute('href')).toBe('/search?q=fery');
});

test('words that no story has are named above the results of the others', () => {
  const partial = result({ missing: ['xylem', 'phlox'], query: 'ferry' });
  render(<SearchResults result={partial} query={queryOf({ q: 'xylem ferry phlox' })} publication={publication()} />);
  expect(screen.getByText('No results for “xylem phlox”; showing results for “ferry”.')).toBeTruthy();
  expect(screen.queryByText('Try fewer words or synonyms.')).toBeNull();
});
