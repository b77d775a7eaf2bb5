import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { StoryPage } from '#components/story-page.tsx';
import {
  author,
  contributor,
  facts,
  image,
  MIDDLE_PART,
  PUBLISHED,
  publication,
  story,
  summary,
} from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

function read(
  overrides: Parameters<typeof story>[0] = {},
  around: Partial<Omit<Parameters<typeof StoryPage>[0], 'story'>> = {},
) {
  const usual = { publication: publication(), today: '2024-01-14', part: null, related: [] };
  const { container } = show(<StoryPage story={story(overrides)} {...usual} {...around} />);
  return container;
}

/** The elements from top to bottom: images by name, others by text. */
function topToBottom(container: HTMLElement): string[] {
  const parts = '.date-and-language, .kicker, h1, h2, p, [role=img], img, .story__topics';
  return [...container.querySelectorAll(parts)].map(
    (part) => part.getAttribute('aria-label') ?? part.getAttribute('alt') ?? textOf(part),
  );
}

test('a story has the parts of the customer’s page, in its order', () => {
  expect(topToBottom(read({ standfirst: '' }))).toEqual([
    '2024-01-14 en English',
    'Harbor',
    'Night ferries to sail again',
    'Ida Holm', // the avatar
    'By: Ida Holm',
    'Published: January 14, 2024 at 1:04 am EST',
    '1 min read',
    'The crews agreed on Friday.',
    'Topics',
    'Share: Email',
    'Ida Holm', // the avatar of the author's card
    'Ida Holm',
    'Ida Holm writes about the harbor.',
    'https://courier.example/articles/night-ferries', // in print
  ]);
});

test('a story with every part keeps the order', () => {
  const container = read({
    type: 'analysis',
    dateline: 'Port Ansel',
    updated: Date.parse('2024-01-15T14:30:00Z'),
    image: image(),
    keyPoints: ['The vote was close.'],
    corrections: [{ date: PUBLISHED, text: 'It was Friday.' }],
  });
  expect(topToBottom(container)).toEqual([
    '2024-01-14 en English',
    'Harbor Analysis',
    'Night ferries to sail again',
    'Crews voted by a wide margin.',
    'This article was corrected on January 14, 2024: see the correction.',
    'Three ferries',
    'Ida Holm',
    'By: Ida Holm',
    'Published: January 14, 2024 at 1:04 am EST',
    'Updated: January 15, 2024 at 9:30 am EST',
    '1 min read',
    'Key points',
    'Port Ansel',
    'The crews agreed on Friday.',
    'Corrections',
    'January 14, 2024: It was Friday.',
    'Topics',
    'Share: Email',
    'Ida Holm',
    'Ida Holm',
    'Ida Holm writes about the harbor.',
    'https://courier.example/articles/night-ferries', // in print
  ]);
});

test('date line and publication date have `datetime` values', () => {
  read();
  expect(screen.getByText('2024-01-14').getAttribute('datetime')).toBe('2024-01-14');
  const published = screen.getByText('January 14, 2024 at 1:04 am EST');
  expect([published.localName, published.getAttribute('datetime')]).toEqual(['time', '2024-01-14T06:04:00Z']);
  expect(screen.queryByText(/Updated/)).toBeNull();
});

test('the date line is the day in the publication’s time zone, and summer time is labelled', () => {
  const container = read({ published: Date.parse('2024-07-02T03:30:00Z') });
  expect(textOf(container.querySelector('.date-and-language'))).toBe('2024-07-01 en English');
  expect(screen.getByText('July 1, 2024 at 11:30 pm EDT')).toBeTruthy();
});

test('the language is named in that language', () => {
  expect(textOf(read({ language: 'zh' }).querySelector('.date-and-language__language'))).toBe('zh 中文');
});

test('the headline is the only first-level heading', () => {
  read({ body: '# A heading\n\nText.' });
  expect(screen.getAllByRole('heading', { level: 1 }).map(textOf)).toEqual(['Night ferries to sail again']);
});

test('tags are a list of links', () => {
  read({
    tags: [
      { slug: 'harbor', name: 'Harbor' },
      { slug: 'sao-tome', name: 'São Tomé' },
    ],
  });
  const links = within(screen.getByRole('list', { name: 'Topics' })).getAllByRole('link');
  expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['Harbor', '/tags/harbor'],
    ['São Tomé', '/tags/sao-tome'],
  ]);
});

test('corrections are listed newest first, each with its day', () => {
  read({
    corrections: [
      { date: Date.parse('2024-03-02T12:00:00Z'), text: 'The second.' },
      { date: Date.parse('2024-02-01T12:00:00Z'), text: 'The first.' },
    ],
  });
  const corrections = within(screen.getByRole('region', { name: 'Corrections' }));
  expect(corrections.getAllByText(/^:/).map(textOf)).toEqual([
    'March 2, 2024: The second.',
    'February 1, 2024: The first.',
  ]);
});

test('key points are a region of their own', () => {
  read({ keyPoints: ['The vote was close.', 'Ferries sail on Monday.'] });
  const points = within(screen.getByRole('region', { name: 'Key points' })).getAllByRole('listitem');
  expect(points.map(textOf)).toEqual(['The vote was close.', 'Ferries sail on Monday.']);
});

test.each([
  ['caption and credit', 'The fleet.', 'Mei Tan', 'The fleet. Mei Tan'],
  ['a caption alone', 'The fleet.', '', 'The fleet.'],
  ['a credit alone', '', 'Mei Tan', 'Mei Tan'],
  ['neither', '', '', undefined],
])('an image with %s', (_what, caption, credit, text) => {
  read({ image: image({ caption, credit }) });
  expect(screen.getByRole('img', { name: 'Three ferries' }).getAttribute('src')).toBe(
    '/media/0123456789abcdef0123/960.jpg',
  );
  const line = screen.getByRole('figure').querySelector('figcaption');
  expect(line ? textOf(line) : undefined).toBe(text);
});

test('missing parts leave no empty elements', () => {
  const container = read({ standfirst: '', section: null, tags: [] });
  const parts =
    '.story__standfirst, .kicker, figure, .story__key-points, .story__dateline, .story__corrections, .story__topics';
  expect(container.querySelector(parts)).toBeNull();
});

test('two writers have an avatar and a card each, with portraits if they have them', () => {
  read({
    byline: [contributor('Ida Holm'), contributor('Jon Vale')],
    authors: [author('Ida Holm', { portrait: facts() }), author('Jon Vale')],
  });
  const images = screen
    .getAllByRole('img')
    .map((image) => image.getAttribute('width') ?? `${image.textContent} in ${image.parentElement?.className}`);
  expect(images).toEqual(['48', 'JV in story__avatars', '72', 'JV in author-card']);
  expect(screen.getAllByRole('complementary').map((card) => card.getAttribute('aria-label'))).toEqual([
    'About Ida Holm',
    'About Jon Vale',
  ]);
});

test('one person in two roles has one avatar', () => {
  const container = read({ byline: [contributor('Ida Holm'), contributor('Ida Holm', 'Photographs')] });
  expect(container.querySelectorAll('.story__avatars .avatar')).toHaveLength(1);
  expect(textOf(container.querySelector('.byline'))).toBe('By: Ida Holm Photographs: Ida Holm');
});

test('the text of a record is never HTML', () => {
  const script = '<script>alert(1)</script>';
  const container = read({
    headline: script,
    standfirst: script,
    section: { slug: 'harbor', name: script },
    dateline: script,
    keyPoints: [script],
    corrections: [{ date: PUBLISHED, text: script }],
    image: image({ alt: script, caption: script, credit: script }),
    authors: [author('Ida Holm', { name: script, role: script, biography: script })],
    body: script,
  });
  expect(container.querySelector('script')).toBeNull();
  expect(textOf(screen.getByRole('heading', { level: 1 }))).toBe(script);
  expect(textOf(container.querySelector('.story__standfirst'))).toBe(script);
});

test.each([
  ['2024-01-14', null],
  ['2025-01-13', null],
  ['2025-01-14', 'This article is more than 1 year old.'],
  ['2031-06-01', 'This article is more than 7 years old.'],
])('on %s its age is: %s', (today, notice) => {
  read({}, { today });
  expect(textOf(document.querySelector('.story__notice'))).toBe(notice ?? '');
});

test('a correction is at the top for thirty days, and always at the end', () => {
  const corrections = [
    { date: Date.parse('2024-03-01T12:00:00Z'), text: 'It was Friday.' },
    { date: PUBLISHED, text: 'It was Thursday.' },
  ];
  read({ corrections }, { today: '2024-03-31' });
  const notice = screen.getByText(/^This article was corrected on March 1, 2024/);
  expect(within(notice).getByRole('link').getAttribute('href')).toBe('#corrections');
  expect(document.querySelectorAll('.story__corrections p')).toHaveLength(2);
});

test('a correction of more than thirty days ago is at the end only', () => {
  read({ corrections: [{ date: PUBLISHED, text: 'It was Friday.' }] }, { today: '2024-02-14' });
  expect(screen.queryByText(/^This article was corrected on/)).toBeNull();
  expect(screen.getByText(/It was Friday\./)).toBeTruthy();
});

test('a part of a series links to the series and its neighbours', () => {
  read({}, { part: MIDDLE_PART });
  expect(textOf(document.querySelector('.story__part'))).toBe('Part 2 of 3: The river');
  const series = within(screen.getByRole('navigation', { name: 'Series: The river' }));
  expect(series.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['The river', '/series/the-river'],
    ['At the source', '/articles/source'],
    ['At the mouth', '/articles/mouth'],
  ]);
});

test('related stories follow under their own heading', () => {
  read({}, { related: [summary({ slug: 'bridge', headline: 'Bridge to close' })] });
  const related = within(screen.getByRole('region', { name: 'Related stories' }));
  expect(related.getByRole('heading', { level: 3 }).textContent).toBe('Bridge to close');
});

test('share links are those of publication.yaml, plain links', () => {
  read({ headline: 'Ferries & “fog”' }, { publication: publication({ share: ['mail', 'bluesky', 'whatsapp'] }) });
  const address = encodeURIComponent('https://courier.example/articles/night-ferries');
  const text = encodeURIComponent('Ferries & “fog”');
  const links = [...document.querySelectorAll('.share-links a')].map((link) => link.getAttribute('href'));
  expect(links).toEqual([
    `mailto:?subject=${text}&body=${address}`,
    `https://bsky.app/intent/compose?text=${text}%20${address}`,
    `https://wa.me/?text=${text}%20${address}`,
  ]);
});

test('a story of another edition is in its language', () => {
  const container = read(
    {
      language: 'ar',
      edition: 'ar',
      headline: 'العبّارات الليلية',
      standfirst: '',
      body: 'وافقت الطواقم.',
      corrections: [{ date: PUBLISHED, text: 'كان الجمعة.' }],
      authors: [],
    },
    { publication: publication({ language: 'ar', edition: 'ar' }), today: '2026-01-20' },
  );
  expect(topToBottom(container)).toEqual([
    '2024-01-14 ar العربية',
    'Harbor',
    'العبّارات الليلية',
    'مضى على نشر هذه المادة أكثر من عامين.',
    'بقلم: Ida Holm',
    'تاريخ النشر: 14 يناير 2024 في 1:04 ص غرينتش-5',
    'مدة القراءة: دقيقة واحدة',
    'وافقت الطواقم.',
    'التصويبات',
    '14 يناير 2024: كان الجمعة.',
    'المواضيع',
    'مشاركة: البريد الإلكتروني',
    'https://courier.example/ar/articles/night-ferries',
  ]);
  expect(container.querySelector('article [lang]:not(bdi)')).toBeNull(); // all of it is in the page's language
});

test('without `dateAndLanguage` a story begins with its kicker, or the links to its translations', () => {
  const plain = publication({ dateAndLanguage: false });
  const container = read({}, { publication: plain });
  expect(container.querySelector('article > header')?.firstElementChild?.className).toBe('kicker');
  const translations = [{ edition: 'ar', slug: 'night-ferries', language: 'ar', headline: 'العبّارات الليلية' }];
  const translated = read({}, { publication: plain, translations });
  expect(textOf(translated.querySelector('.date-and-language'))).toBe('This story in other languages: العربية');
});

test('a story links to its translations, and marks one that is out of date', () => {
  const translations = [
    { edition: '', slug: 'night-ferries', language: 'en', headline: 'Night ferries to sail again' },
    { edition: 'ar', slug: 'night-ferries', language: 'ar', headline: 'العبّارات الليلية' },
  ];
  const container = read(
    { language: 'zh', edition: 'zh' },
    { publication: publication({ language: 'zh', edition: 'zh' }), translations, behind: true },
  );
  const links = [...container.querySelectorAll<HTMLAnchorElement>('.date-and-language__translations a')];
  expect(links.map((link) => [link.textContent, link.getAttribute('href'), link.lang])).toEqual([
    ['English', '/articles/night-ferries', 'en'],
    ['العربية', '/ar/articles/night-ferries', 'ar'],
  ]);
  expect(textOf(container.querySelector('.story__notice'))).toBe('本译文发布后，原文已有修改。');
});
