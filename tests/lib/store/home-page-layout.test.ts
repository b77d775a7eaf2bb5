import { expect, test } from 'vitest';
import { DEFAULT_HOME_PAGE, type HomePagePlan } from '#lib/content/home-page.ts';
import { layOutHomePage } from '#lib/store/home-page-layout.ts';

/** Stories from newest to oldest. Those with a multiple of 4 are opinion, those with a multiple of 5 science. */
const newest = Array.from({ length: 24 }, (_, index) => ({ slug: `s${index + 1}` }));
const older = Array.from({ length: 26 }, (_, index) => ({ slug: `s${index + 25}` }));
const multiplesOf = (factor: number) =>
  [...newest, ...older].filter(({ slug }) => Number(slug.slice(1)) % factor === 0);

function layout(plan: Partial<HomePagePlan>, stories = newest) {
  const { lead, beside, next, rail, rows, recent } = layOutHomePage(
    { ...DEFAULT_HOME_PAGE, ...plan },
    {
      story: (slug) => [...stories, ...older].find((story) => story.slug === slug) ?? null,
      newest: stories,
      tag: (name) => (['Opinion', 'Science', 'Empty'].includes(name) ? { slug: name.toLowerCase(), name } : null),
      withTag: (tag, count) => (tag === 'empty' ? [] : multiplesOf(tag === 'opinion' ? 4 : 5)).slice(0, count),
    },
  );
  const slugs = (list: readonly { slug: string }[]) => list.map(({ slug }) => slug).join(' ');
  return {
    lead: lead?.slug,
    beside: slugs(beside),
    next: slugs(next),
    rail: rail && slugs(rail.stories),
    rows: rows.map(({ name, stories }) => `${name}: ${slugs(stories)}`),
    recent: slugs(recent),
    all: [lead, ...beside, ...next, ...(rail?.stories ?? []), ...rows.flatMap((row) => row.stories), ...recent].map(
      (story) => story?.slug,
    ),
  };
}

test('without a layout the newest story leads, with two beside it, four below, and then the rest', () => {
  const { lead, beside, next, rail, rows, recent } = layout({});
  expect({ lead, beside, next, rail, rows }).toEqual({
    lead: 's1',
    beside: 's2 s3',
    next: 's4 s5 s6 s7',
    rail: null,
    rows: [],
  });
  expect(recent.split(' ')).toHaveLength(17);
});

test('pinned stories are where home.md puts them, and the newest fill the rest', () => {
  const { lead, beside, next } = layout({ lead: 's9', beside: ['s30'] });
  expect({ lead, beside, next }).toEqual({ lead: 's9', beside: 's30 s1', next: 's2 s3 s4 s5' });
});

test('the layout “lead” has nothing beside the lead', () => {
  const { lead, beside, next } = layout({ layout: 'lead', beside: ['s8'] });
  expect({ lead, beside, next }).toEqual({ lead: 's1', beside: '', next: 's2 s3 s4 s5' });
});

test('a story of the rail leads only if home.md pins it', () => {
  expect(layout({ rail: 'Opinion' }, newest.slice(3)).lead).toBe('s5');
  const { lead, rail, recent } = layout({ rail: 'Opinion', lead: 's4' });
  expect({ lead, rail }).toEqual({ lead: 's4', rail: 's8 s12 s16 s20' });
  expect(recent).toContain('s24');
});

test('the row of a section has stories that are nowhere else', () => {
  const { rows } = layout({ sections: ['Science', 'Opinion'], lead: 's10' });
  expect(rows).toEqual(['Science: s15 s20 s25 s30', 'Opinion: s8 s12 s16 s24']);
});

test('missing stories and tags are replaced by the newest stories', () => {
  const { lead, beside, rail, rows } = layout({
    lead: 'gone',
    beside: ['gone', 'gone'],
    rail: 'Gone',
    sections: ['Gone', 'Empty'],
  });
  expect({ lead, beside, rail, rows }).toEqual({ lead: 's1', beside: 's2 s3', rail: null, rows: [] });
});

test.each<Partial<HomePagePlan>>([
  {},
  { lead: 's3', beside: ['s3', 's3', 's2'] },
  { rail: 'Opinion', sections: ['Opinion', 'Science', 'Science'] },
  { layout: 'lead', lead: 's24', rail: 'Science', sections: ['Opinion'] },
])('the plan %j repeats no story and leaves out none of the newest', (plan) => {
  const { all } = layout(plan);
  expect(new Set(all).size).toBe(all.length);
  for (const { slug } of newest) expect(all).toContain(slug);
});

test('no stories make an empty page, and one story a page of one', () => {
  expect(layout({}, []).lead).toBeUndefined();
  expect(layout({}, newest.slice(0, 1)).all).toEqual(['s1']);
});
