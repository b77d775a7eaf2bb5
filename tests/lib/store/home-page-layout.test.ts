import { expect, test } from 'vitest';
import { DEFAULT_HOME_PAGE, type HomePagePlan } from '#lib/content/home-page.ts';
import { layOutHomePage } from '#lib/store/home-page-layout.ts';

/** Stories from newest to oldest; those whose number 4 divides are opinion, those that 5 divides science. */
const newest = Array.from({ length: 24 }, (_, index) => ({ slug: `s${index + 1}` }));
const older = Array.from({ length: 26 }, (_, index) => ({ slug: `s${index + 25}` }));
const dividedBy = (by: number) => [...newest, ...older].filter(({ slug }) => Number(slug.slice(1)) % by === 0);

function arranged(plan: Partial<HomePagePlan>, stories = newest) {
  const { lead, beside, next, rail, rows, recent } = layOutHomePage(
    { ...DEFAULT_HOME_PAGE, ...plan },
    {
      story: (slug) => [...stories, ...older].find((story) => story.slug === slug) ?? null,
      newest: stories,
      tag: (name) => (['Opinion', 'Science', 'Empty'].includes(name) ? { slug: name.toLowerCase(), name } : null),
      withTag: (tag, count) => (tag === 'empty' ? [] : dividedBy(tag === 'opinion' ? 4 : 5)).slice(0, count),
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

test('without a plan the newest leads, two stand beside it, four follow, then the rest', () => {
  const { lead, beside, next, rail, rows, recent } = arranged({});
  expect({ lead, beside, next, rail, rows }).toEqual({
    lead: 's1',
    beside: 's2 s3',
    next: 's4 s5 s6 s7',
    rail: null,
    rows: [],
  });
  expect(recent.split(' ')).toHaveLength(17);
});

test('what is pinned stands where it was put, and what is newest around it', () => {
  const { lead, beside, next } = arranged({ lead: 's9', beside: ['s30'] });
  expect({ lead, beside, next }).toEqual({ lead: 's9', beside: 's30 s1', next: 's2 s3 s4 s5' });
});

test('one big lead has nothing beside it', () => {
  const { lead, beside, next } = arranged({ layout: 'lead', beside: ['s8'] });
  expect({ lead, beside, next }).toEqual({ lead: 's1', beside: '', next: 's2 s3 s4 s5' });
});

test('opinion stands in the rail and leads only when it was put there', () => {
  expect(arranged({ rail: 'Opinion' }, newest.slice(3)).lead).toBe('s5');
  const { lead, rail, recent } = arranged({ rail: 'Opinion', lead: 's4' });
  expect({ lead, rail }).toEqual({ lead: 's4', rail: 's8 s12 s16 s20' });
  expect(recent).toContain('s24');
});

test('a section has a row of what stands nowhere else', () => {
  const { rows } = arranged({ sections: ['Science', 'Opinion'], lead: 's10' });
  expect(rows).toEqual(['Science: s15 s20 s25 s30', 'Opinion: s8 s12 s16 s24']);
});

test('what is not there leaves its place to what is newest', () => {
  const { lead, beside, rail, rows } = arranged({
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
])('of %j nothing is shown twice, and all that is newest is shown', (plan) => {
  const { all } = arranged(plan);
  expect(new Set(all).size).toBe(all.length);
  for (const { slug } of newest) expect(all).toContain(slug);
});

test('nothing makes an empty page, and one story a page of one', () => {
  expect(arranged({}, []).lead).toBeUndefined();
  expect(arranged({}, newest.slice(0, 1)).all).toEqual(['s1']);
});
