import { describe, expect, test } from 'vitest';
import { type Features, featuresOf, mostRelated, rarityOf } from '#lib/store/related.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-01-01T00:00:00Z');

type Words = { headline?: string; section?: string; series?: string; tags?: string[]; published?: number };

function features(
  slug: string,
  { headline = slug, section, series, tags = [], published = NOW }: Words = {},
): Features {
  const named = (name: string) => ({ slug: name, name });
  return {
    ...featuresOf({
      slug,
      headline,
      standfirst: '',
      section: section ? named(section) : null,
      series: series ? named(series) : null,
      tags: tags.map(named),
      published,
    }),
    // In these tests a section is not a tag.
    tags,
  };
}

/** Many stories have the tag harbor, few the tag otters. */
const rarity = (tag: string) => ({ harbor: 0.7, otters: 4 })[tag] ?? 1;

function order(story: Features, candidates: Features[], count = 10): string[] {
  return mostRelated(story, candidates, rarity, count).map(({ slug }) => slug);
}

describe('related stories', () => {
  const story = features('story', { tags: ['harbor', 'otters'], series: 'river', section: 'harbor' });

  test('are those of the series first, then those with a rare tag, then with a common one', () => {
    const candidates = [
      features('common', { tags: ['harbor'] }),
      features('part', { series: 'river' }),
      features('rare', { tags: ['otters'] }),
    ];
    expect(order(story, candidates)).toEqual(['part', 'rare', 'common']);
  });

  test('leave out the story itself, and unrelated ones', () => {
    expect(
      order(story, [story, features('other', { tags: ['music'] }), features('section', { section: 'harbor' })]),
    ).toEqual([]);
  });

  test('are nearer in time first, if they are equal otherwise', () => {
    const candidates = [
      features('old', { tags: ['otters'], published: NOW - 3000 * DAY }),
      features('later', { tags: ['otters'], published: NOW + 20 * DAY }),
      features('recent', { tags: ['otters'], published: NOW - 10 * DAY }),
    ];
    expect(order(story, candidates)).toEqual(['recent', 'later', 'old']);
  });

  test('with the same tags are sorted by common words', () => {
    const bridge = features('bridge', { headline: 'Swing bridge jammed again', tags: ['harbor'] });
    const candidates = [
      features('fair', { headline: 'Spring fair opens early', tags: ['harbor'] }),
      features('bridges', { headline: 'Why swing bridges jam in summer', tags: ['harbor'] }),
    ];
    expect(order(bridge, candidates)).toEqual(['bridges', 'fair']);
    const chinese = features('a', { headline: '渡轮夜班恢复', tags: ['harbor'] });
    expect(
      order(chinese, [
        features('b', { headline: '春季集市开幕', tags: ['harbor'] }),
        features('c', { headline: '夜班渡轮停航', tags: ['harbor'] }),
      ]),
    ).toEqual(['c', 'b']);
  });

  test('are limited in number, and their order does not depend on that of the candidates', () => {
    const candidates = ['c', 'a', 'b'].map((slug) => features(slug, { tags: ['otters'] }));
    expect(order(story, candidates, 2)).toEqual(['a', 'b']);
    expect(order(story, candidates.toReversed(), 2)).toEqual(['a', 'b']);
  });
});

test('a tag that all stories have has no weight, and a rare one much', () => {
  expect(rarityOf(500, 500)).toBe(0);
  expect(rarityOf(1, 500)).toBeGreaterThan(5);
});
