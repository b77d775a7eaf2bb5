import { expect, inject, test } from 'vitest';
import { open } from './running-site.ts';

const origin = inject('sharedSite');

test('the customer’s page has the text of the article, from top to bottom', async () => {
  const { status, document } = await open(`${origin}/articles/new-alliance-cultural-ip-china`);
  expect(status).toBe(200);
  const story = document.querySelector('main article');
  const elements = [
    story?.querySelector('.date-and-language time'),
    story?.querySelector('.date-and-language__language'),
    story?.querySelector('.kicker a'),
    story?.querySelector('h1'),
    story?.querySelector('.avatar'),
    story?.querySelector('.byline'),
    story?.querySelector('.story__published'),
    ...(story?.querySelectorAll('.prose-body > p, .prose-body > h2') ?? []),
    story?.querySelector('.story__topics a'),
    story?.querySelector('.author-card .avatar'),
    story?.querySelector('.author-card h2'),
    story?.querySelector('.author-card .prose'),
  ];
  expect(elements.map((element) => element?.getAttribute('aria-label') ?? element?.textContent?.slice(0, 60))).toEqual([
    '2024-01-14',
    'en English',
    'China',
    'New Alliance Aims to Foster Cultural IP Integration and Deve',
    'Aqsa Younas Rana',
    'By: Aqsa Younas Rana',
    'Published: January 14, 2024 at 1:04 am EST',
    'In a significant stride towards cross-industry cooperation, ',
    'The Seminar and Its Impact',
    'A seminar, staged in late December in Beijing, served as a p',
    'Luoyang: A Case of Successful Cultural IP Integration',
    'Luoyang, in particular, has been a frontrunner in this arena',
    'Implications for the Future',
    'The establishment of this alliance, coupled with the success',
    'China',
    'Aqsa Younas Rana',
    'Aqsa Younas Rana',
    'Aqsa Younas stands as a beacon in international journalism, ',
  ]);
  for (const [index, element] of elements.entries()) {
    const next = elements[index + 1];
    if (element && next)
      expect(element.compareDocumentPosition(next) & 4, `${index} stands before ${index + 1}`).toBe(4);
  }
});

test('the `datetime` of its date is the instant in UTC, and its head has it', async () => {
  const { document } = await open(`${origin}/articles/new-alliance-cultural-ip-china`);
  expect(document.querySelector('.story__published time')?.getAttribute('datetime')).toBe('2024-01-14T06:04:00Z');
  expect(document.documentElement.lang).toBe('en');
  expect(document.title).toBe(
    'New Alliance Aims to Foster Cultural IP Integration and Development in China – Dateline',
  );
  expect(document.querySelector('link[rel=canonical]')?.getAttribute('href')).toBe(
    'https://dateline.example/articles/new-alliance-cultural-ip-china',
  );
  expect(document.querySelector('meta[name=description]')?.getAttribute('content')).toMatch(
    /^In a significant stride .{120,180} Beijing, China\.$/,
  );
});

test('an article of July has daylight saving time', async () => {
  const { document } = await open(`${origin}/articles/salt-road-review`);
  expect(document.querySelector('.story__published')?.textContent).toMatch(
    /^Published: July 22, 2026 at \d+:\d\d [ap]m EDT$/,
  );
});
