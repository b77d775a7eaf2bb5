import { expect, test } from 'vitest';
import { contributor, facts, image, publication, story } from '#components/styleguide/examples.ts';
import { themeColours } from '#lib/content/theme-colours.ts';
import { shareImageContent, shareImageName } from '#lib/server/share-image-content.ts';

const contentOf = (overrides = {}) => shareImageContent(story(overrides), publication({ name: 'The Courier' }), null);

test('a share image has publication, section, label, headline and byline', () => {
  const result = contentOf({
    headline: 'Night ferries',
    section: { slug: 'harbor', name: 'Harbor' },
    type: 'analysis',
    byline: [contributor('Ida Holm'), contributor('Jon Vale'), contributor('Ola Berg', 'Data')],
    image: image({ facts: facts({ hash: 'abc' }) }),
  });
  expect(result).toEqual({
    publication: 'The Courier',
    section: 'Harbor',
    label: 'Analysis',
    headline: 'Night ferries',
    byline: 'Ida Holm and Jon Vale',
    language: 'en',
    image: 'abc',
  });
});

test('a share image is in the language of its story', () => {
  const byline = [contributor('Ida Holm'), contributor('Jon Vale')];
  expect(contentOf({ language: 'zh', type: 'analysis', byline })).toMatchObject({
    label: '分析',
    byline: 'Ida Holm和Jon Vale',
    language: 'zh',
  });
});

test('missing parts of a story are empty', () => {
  expect(contentOf({ section: null, type: 'news', byline: [], image: null })).toMatchObject({
    section: '',
    label: '',
    byline: '',
    image: null,
  });
  expect(contentOf({ image: image({ facts: facts({ svg: true }) }) }).image).toBeNull();
});

test('the hash of a share image covers everything on it', () => {
  expect(shareImageName(contentOf())).toMatch(/^card-[\da-f]{20}\.png$/);
  expect(shareImageName(contentOf())).toBe(shareImageName(contentOf({ standfirst: 'Another.', body: 'Another.' })));
  const others = [
    { headline: 'Another' },
    { section: null },
    { type: 'opinion' },
    { byline: [] },
    { language: 'ar' },
    { image: image({ facts: facts({ hash: 'other' }) }) },
  ];
  expect(new Set([{}, ...others].map((other) => shareImageName(contentOf(other)))).size).toBe(1 + others.length);
});

test('with a theme a share image has its colours, and the accent of the section', () => {
  const colours = themeColours({ paper: '#ffffff', dark: {}, sections: { Harbor: { light: '#1d4f91' } } }, () => {});
  const look = (section: string) => {
    const tag = { slug: section.toLowerCase(), name: section };
    return shareImageContent(story({ section: tag }), publication(), { colours, faces: null, logo: null }).look;
  };
  expect(look('Harbor')).toMatchObject({ colours: { paper: '#ffffff', accent: '#1d4f91' }, pairing: 'newsreader' });
  expect(look('Arts')?.colours.accent).toBe(colours.light.accent);
  expect(contentOf()).not.toHaveProperty('look');
});

test('with a logo a share image has that in place of the name', () => {
  const logo = { light: facts({ hash: 'light' }), dark: facts({ hash: 'dark' }), height: 40 };
  const content = shareImageContent(story(), publication(), { colours: null, faces: null, logo });
  expect(content.logo).toBe('light');
  expect(shareImageName(content)).not.toBe(shareImageName({ ...content, logo: 'other' }));
});
