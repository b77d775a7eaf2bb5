import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { HomePage } from '#components/home-page.tsx';
import { image, publication, summaries } from '#components/styleguide/examples.ts';
import { DEFAULT_HOME_PAGE } from '#lib/content/home-page.ts';
import { type HomePageLayout, layOutHomePage } from '#lib/store/home-page-layout.ts';
import type { Summary } from '#lib/store/views.ts';
import { show } from './reading.ts';

/** The page of so many stories, without home.md. */
function homeLayout(count: number): HomePageLayout<Summary> & { pages: number } {
  const newest = summaries(count).map((story) => ({ ...story, section: null })); // the only links are headlines
  return {
    ...layOutHomePage(DEFAULT_HOME_PAGE, { story: () => null, newest, tag: () => null, withTag: () => [] }),
    pages: 1,
  };
}

const headlinesIn = (container: Element, selector: string) =>
  [...container.querySelectorAll(`${selector} .teaser`)].map(
    (teaser) => within(teaser as HTMLElement).getByRole('heading').textContent,
  );

test.each([0, 1, 2, 3, 7, 8, 24])(
  'with %i stories each appears once, in order, under one first-level heading',
  (count) => {
    show(<HomePage home={homeLayout(count)} publication={publication()} />);
    expect(screen.queryAllByRole('link').map((link) => link.textContent)).toEqual(
      summaries(count).map(({ headline }) => headline),
    );
    expect(screen.queryAllByRole('article')).toHaveLength(count);
    expect(screen.getAllByRole('heading', { level: 1 }).map((heading) => heading.textContent)).toEqual([
      count === 0 ? 'There are no stories yet' : 'Story 1',
    ]);
  },
);

test('one leads, two stand beside it, four follow, and the rest is under its own heading', () => {
  const { container } = show(<HomePage home={homeLayout(9)} publication={publication()} />);
  expect(headlinesIn(container, '.home-page')).toHaveLength(7);
  expect(headlinesIn(container, '.home-page__seconds')).toEqual(['Story 2', 'Story 3']);
  expect(headlinesIn(container, '.home-page__thirds')).toEqual(['Story 4', 'Story 5', 'Story 6', 'Story 7']);
  expect(headlinesIn(container, '.home-page__more')).toEqual(['Story 8', 'Story 9']);
  expect(screen.getByRole('region', { name: 'More stories' })).toBeTruthy();
});

test('without images the lead has its stories in a row with it, and with a rail above them', () => {
  const classOf = (home: Partial<ReturnType<typeof homeLayout>>) => {
    const { container } = show(<HomePage home={{ ...homeLayout(9), ...home }} publication={publication()} />);
    return container.querySelector('.home-page')?.className;
  };
  const [first, second] = summaries(2) as [Summary, Summary];
  expect(classOf({})).toBe('home-page home-page-imageless home-page-text');
  expect(classOf({ lead: { ...first, image: image() } })).toBe('home-page');
  expect(classOf({ beside: [{ ...second, image: image() }] })).toBe('home-page home-page-imageless');
  expect(classOf({ rail: { slug: 'opinion', name: 'Opinion', stories: [second] } })).toBe(
    'home-page home-page-with-rail home-page-imageless',
  );
});

test('the rail and the rows of sections are regions whose headings link to all of their stories', () => {
  const [first, second, third] = summaries(3) as [Summary, Summary, Summary];
  const row = (slug: string, name: string, story: Summary) => ({ slug, name, stories: [story] });
  const { container } = show(
    <HomePage
      home={{
        ...homeLayout(0),
        lead: first,
        rail: row('opinion', 'Opinion', second),
        rows: [row('science', 'Science', third)],
      }}
      publication={publication()}
    />,
  );
  const rail = screen.getByRole('region', { name: 'Opinion' });
  expect(within(rail).getByRole('link', { name: 'Opinion' }).getAttribute('href')).toBe('/tags/opinion');
  expect(headlinesIn(container, '.home-page__rail')).toEqual(['Story 2']);
  const science = screen.getByRole('region', { name: 'Science' });
  expect(within(science).getByRole('heading', { level: 3 }).textContent).toBe('Story 3');
  // No gap without stories beside the lead.
  expect(container.querySelector('.home-page')?.className).toBe('home-page home-page-with-rail home-page-alone');
});

test('in the row of a section a story without an image has its standfirst instead', () => {
  const [lead, imaged, plain] = summaries(3) as [Summary, Summary, Summary];
  const stories = [{ ...imaged, image: image() }, plain];
  show(
    <HomePage
      home={{ ...homeLayout(0), lead, rows: [{ slug: 'science', name: 'Science', stories }] }}
      publication={publication()}
    />,
  );
  const [first, second] = within(screen.getByRole('region', { name: 'Science' })).getAllByRole('article');
  expect([first, second].map((teaser) => teaser?.querySelectorAll('img').length)).toEqual([1, 0]);
  expect([first, second].map((teaser) => teaser?.querySelectorAll('.teaser__standfirst').length)).toEqual([0, 1]);
  expect([first, second].map((teaser) => teaser?.querySelectorAll('.kicker').length)).toEqual([0, 0]);
});

test('seven stories fill the page, without an empty “More stories”', () => {
  show(<HomePage home={homeLayout(7)} publication={publication()} />);
  expect(screen.queryByText('More stories')).toBeNull();
});

test('a link leads to older stories if there are any', () => {
  show(<HomePage home={{ ...homeLayout(24), pages: 3 }} publication={publication()} />);
  expect(screen.getByRole('link', { name: 'Next' }).getAttribute('href')).toBe('/page/2');
});

test('in another language the labels and links are those of that edition', () => {
  const zh = publication({ language: 'zh', edition: 'zh' });
  show(<HomePage home={{ ...homeLayout(9), pages: 3 }} publication={zh} />);
  expect(screen.getByRole('region', { name: '更多文章' })).toBeTruthy();
  expect(screen.getByRole('link', { name: '下一页' }).getAttribute('href')).toBe('/zh/page/2');
  show(<HomePage home={homeLayout(0)} publication={zh} />);
  expect(screen.getByRole('heading', { name: '暂无文章' })).toBeTruthy();
});
