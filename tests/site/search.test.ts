import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messagesIn } from '../../lib/i18n/catalogue.ts';
import { eventually, open, type Site, startSite } from './running-site.ts';
import { copySample, keepFewStories } from './sample-index.ts';

// Search without scripts.

const NOW = Date.parse('2026-12-24T12:00:00Z');
const SEALED_UNTIL = Date.parse('2026-12-24T15:00:00Z');

let site: Site;

const story = (title: string, more = '', body = 'The text.', date = '2026-12-01') =>
  `---\ntitle: ${JSON.stringify(title)}\nauthor: dario-quennell\ndate: ${date}\ntags: [Oceans]\n${more}---\n\n${body}\n`;

/** Stories with terms that only these tests search. */
const WRITTEN = {
  zh: story('新联盟在北京成立', 'standfirst: 文化产业与技术的融合\n', '这个联盟汇集了许多博物馆。'),
  th: story('เรือข้ามฟากกลับมาแล้ว', '', 'ท่าเรือเปิดอีกครั้ง'),
  ar: story('عودة العبّارات الليلية', '', 'صوّت البحّارة يوم الجمعة.'),
  ru: story('Ночные паромы вернулись', '', 'Экипажи проголосовали.'),
  older: story('Zephyr the first', '', 'The text.', '2024-05-01'),
  newer: story('Zephyr the second', '', 'The text.', '2025-05-01'),
  body: story('Nothing of the kind', '', 'Far down in it a zephyr blows.', '2026-05-01'),
  accents: story('Fêtes in São Tomé', '', 'Ｆｕｌｌ width.'),
  hostile: story('Marks', '', 'A quokkaword beside &lt;script&gt;alert(1)&lt;/script&gt; and <b>tags</b>.'),
  sketch: story('A quagga sketch', 'draft: true\n'),
  sealed: story('A quagga sealed', '', 'The text.', new Date(SEALED_UNTIL).toISOString()),
};

beforeAll(async () => {
  site = await startSite({
    at: NOW,
    arrange(content) {
      const folder = path.join(content, 'articles/searched');
      mkdirSync(folder);
      for (const [name, text] of Object.entries(WRITTEN)) writeFileSync(path.join(folder, `written-${name}.md`), text);
      for (let n = 0; n < 40; n++) writeFileSync(path.join(folder, `many-${n}.md`), story(`Wombat number ${n}`));
    },
  });
  await eventually(
    async () => unsearched(site.cache),
    (left) => left === 0,
  );
});
afterAll(() => site?.stop());

/** The number of articles that are not yet searchable. */
function unsearched(cache: string): number {
  const db = new DatabaseSync(path.join(cache, 'index.sqlite'));
  const { left } = db.prepare('SELECT count(*) AS left FROM search_queue').get() as { left: number };
  db.close();
  return left;
}

const ask = (query: Record<string, string>, edition = '') =>
  open(`${site.origin}${edition}/search?${new URLSearchParams(query)}`);

/** The slugs of the results, in their order. */
async function found(q: string, more: Record<string, string> = {}, edition = ''): Promise<string[]> {
  const { document } = await ask({ q, ...more }, edition);
  return [...document.querySelectorAll('.story-list h2 a')].map((link) =>
    (link.getAttribute('href') ?? '').replace(`${edition}/articles/`, ''),
  );
}

/** Queries in each edition, with the story that must come first. */
const RELEVANCE: { language: string; q: string; slug: string }[] = [
  { language: 'en', q: 'night boat', slug: 'ferry-crews-night-sailings' },
  { language: 'en', q: 'ferry crews', slug: 'ferry-crews-night-sailings' },
  { language: 'en', q: 'open records', slug: 'open-records-bill' },
  { language: 'en', q: 'eelgrass', slug: 'eelgrass-returns' },
  { language: 'en', q: 'comet', slug: 'comet-hask-observatory' },
  { language: 'en', q: 'lighthouse glass', slug: 'lighthouse-lens-interview' },
  { language: 'en', q: 'damp and asthma', slug: 'asthma-damp-homes' },
  { language: 'en', q: 'school lunch meals', slug: 'school-meals-pilot' },
  { language: 'en', q: 'cultural china', slug: 'new-alliance-cultural-ip-china' },
  { language: 'en', q: 'library', slug: 'whinmoor-library' },
  { language: 'es', q: 'travesía nocturna', slug: 'ferry-crews-night-sailings' },
  { language: 'es', q: 'tripulacion', slug: 'ferry-crews-night-sailings' },
  { language: 'es', q: 'cigala', slug: 'ferry-crews-night-sailings' },
  { language: 'es', q: 'organismo publico', slug: 'open-records-bill' },
  { language: 'es', q: 'alcantarillas', slug: 'open-records-bill' },
  { language: 'es', q: 'ZOSTERAS', slug: 'eelgrass-returns' },
  { language: 'es', q: '"fuera de servicio"', slug: 'whinmoor-library' },
  { language: 'es', q: 'gol prorroga', slug: 'rovers-final' },
  { language: 'es', q: 'inquilina electrica', slug: 'heat-pump-cooperative' },
  { language: 'es', q: 'islas septiembre', slug: 'comet-hask-observatory' },
  { language: 'ar', q: 'الغواصون', slug: 'eelgrass-returns' },
  { language: 'ar', q: 'مُستأجِرون', slug: 'heat-pump-cooperative' },
  { language: 'ar', q: 'الضابطين', slug: 'ferry-crews-night-sailings' },
  { language: 'ar', q: 'مكتبه وينمور', slug: 'whinmoor-library' },
  { language: 'ar', q: 'اقرار قانون السجلات', slug: 'open-records-bill' },
  { language: 'ar', q: 'ادايزي ستراند', slug: 'rovers-final' },
  { language: 'ar', q: 'لانغوستين', slug: 'ferry-crews-night-sailings' },
  { language: 'ar', q: '"خارج الخدمة"', slug: 'whinmoor-library' },
  { language: 'ar', q: 'سكارو سبتمبر', slug: 'comet-hask-observatory' },
  { language: 'ar', q: 'القطار العاصمة', slug: 'rovers-final' },
  { language: 'ar', q: 'العبارات', slug: 'ferry-crews-night-sailings' },
  { language: 'ar', q: 'مذنبات', slug: 'comet-hask-observatory' },
  { language: 'ar', q: 'المضخات الحراريه', slug: 'heat-pump-cooperative' },
  { language: 'ar', q: 'مضخات حرارية', slug: 'heat-pump-cooperative' },
  { language: 'ar', q: 'بطاطا', slug: 'whinmoor-library' },
  { language: 'ar', q: 'لاعبة روفرز', slug: 'rovers-final' },
  { language: 'ar', q: 'كارسافين والخزانة', slug: 'open-records-bill' },
  { language: 'zh', q: '海螯虾', slug: 'ferry-crews-night-sailings' },
  { language: 'zh', q: '１１４０条测线', slug: 'eelgrass-returns' },
  { language: 'zh', q: 'ＳＵＬＧＡＲＲ', slug: 'eelgrass-returns' },
  { language: 'zh', q: '渡轮 鳗草', slug: 'eelgrass-returns' },
  { language: 'zh', q: '“我输给了一个先例”', slug: 'open-records-bill' },
  { language: 'zh', q: '西格妮塔恩', slug: 'comet-hask-observatory' },
  { language: 'zh', q: '热泵　电缆', slug: 'heat-pump-cooperative' },
  { language: 'zh', q: '布拉克霍洛', slug: 'heat-pump-cooperative' },
  { language: 'zh', q: '"流动书车"', slug: 'whinmoor-library' },
  { language: 'zh', q: '若阿娜　决赛', slug: 'rovers-final' },
  { language: 'ru', q: 'ночные паромы', slug: 'ferry-crews-night-sailings' },
  { language: 'ru', q: 'лангустина', slug: 'ferry-crews-night-sailings' },
  { language: 'ru', q: 'водостоки', slug: 'open-records-bill' },
  { language: 'ru', q: '"коммерческую тайну"', slug: 'open-records-bill' },
  { language: 'ru', q: 'сережка', slug: 'eelgrass-returns' },
  { language: 'ru', q: 'смотровая яма', slug: 'whinmoor-library' },
  { language: 'ru', q: '«посадки нет»', slug: 'whinmoor-library' },
  { language: 'ru', q: 'угловой перекладина', slug: 'rovers-final' },
  { language: 'ru', q: 'арендаторами чердаки', slug: 'heat-pump-cooperative' },
  { language: 'ru', q: 'острова сентябрь', slug: 'comet-hask-observatory' },
];

describe('the best matches come first', () => {
  test.each(RELEVANCE)('in $language: $q', async ({ language, q, slug }) => {
    expect((await found(q, {}, language === 'en' ? '' : `/${language}`))[0]).toBe(slug);
  });
});

describe('words are found', () => {
  test.each([
    ['in another form', 'zephyrs', ['written-newer', 'written-older', 'written-body']],
    ['without accents', 'fetes sao tome', ['written-accents']],
    ['in another width', 'full width', ['written-accents']],
    ['in a row', '"zephyr the second"', ['written-newer']],
    ['in no other row', '"second the zephyr"', []],
    ['by their beginning', 'quokkaw*', ['written-hostile']],
    ['but not with another', 'zephyr -second -blows', ['written-older']],
    ['in Chinese', '北京', ['written-zh']],
    ['in Chinese, in the text', '博物馆', ['written-zh']],
    ['in Thai', 'ท่าเรือ', ['written-th']],
    ['in Arabic, without marks', 'العبارات', ['written-ar']],
    ['in Russian', 'паромы', ['written-ru']],
  ])('%s', async (_, typed, expected) => expect(await found(typed)).toEqual(expected));
});

test('equal matches come newest first, and headlines before texts', async () => {
  expect(await found('zephyr')).toEqual(['written-newer', 'written-older', 'written-body']);
});

test('the terms are marked in the results', async () => {
  const { document } = await ask({ q: 'quokkaword' });
  expect([...document.querySelectorAll('mark')].map(({ textContent }) => textContent)).toEqual(['quokkaword']);
  expect(document.querySelector('.story-list .teaser__standfirst')?.textContent).toContain('<script>alert(1)</script>');
  expect(document.querySelector('.story-list script, .story-list b')).toBeNull();
});

test('a search can have filters', async () => {
  expect(await found('zephyr', { from: '2025-01-01' })).toEqual(['written-newer', 'written-body']);
  expect(await found('zephyr', { to: '2025-05-01' })).toEqual(['written-newer', 'written-older']);
  expect(await found('zephyr', { tag: 'china' })).toEqual([]);
  expect(await found('zephyr', { author: 'dario-quennell', section: 'oceans' })).toHaveLength(3);
  expect(await found('zephyr', { from: 'yesterday', section: '../..', page: 'x' })).toHaveLength(3);
});

test('results have pages', async () => {
  const { document } = await ask({ q: 'wombat' });
  expect(document.querySelector('.search-results__count')?.textContent).toBe('40 stories');
  const next = document.querySelector('a[rel=next]')?.getAttribute('href');
  expect(next).toBe('/search?q=wombat&page=2');
  const first = await found('wombat');
  const second = await found('wombat', { page: '2' });
  expect([first.length, second.length, (await found('wombat', { page: '3' })).length]).toEqual([10, 10, 10]);
  expect(first.filter((slug) => second.includes(slug))).toEqual([]);
  expect((await ask({ q: 'wombat', page: '5' })).status).toBe(404);
});

test('an empty result has suggestions', async () => {
  const { document } = await ask({ q: 'zefyr', from: '2020-01-01' });
  const meant = document.querySelector('.search-results__suggestion a');
  expect([meant?.textContent, meant?.getAttribute('href')]).toEqual(['zephyr', '/search?q=zephyr&from=2020-01-01']);
  expect(document.querySelector('.search-results__empty')?.textContent).toContain('No results for “zefyr”.');
  expect(document.querySelector('.search-results__empty a')?.getAttribute('href')).toBe('/search?q=zefyr');
});

test('a word that no story has is left out and named', async () => {
  const { document } = await ask({ q: 'xylem zephyr' });
  expect(document.querySelector('.search-results__missing')?.textContent).toBe(
    'No results for “xylem”; showing results for “zephyr”.',
  );
  expect(document.querySelectorAll('.teaser').length).toBe(3);
});

test('without a query there is the form', async () => {
  const { status, document } = await open(`${site.origin}/search`);
  expect([status, document.querySelector('main form')?.getAttribute('action')]).toEqual([200, '/search']);
  const home = await open(`${site.origin}/`);
  expect(home.document.querySelector('header search form')?.getAttribute('action')).toBe('/search');
});

test.each([
  'NEAR(a b, 5)',
  'headline: x AND',
  '"',
  "'; DROP TABLE articles; --",
  '\u0000a',
  '<script>alert(1)</script>',
  'x'.repeat(3_000),
  '"a '.repeat(500),
  '%F0%9F%90%8B',
  '🐋',
])('any input is answered: %s', async (q) => {
  const { status, html } = await ask({ q });
  expect(status).toBe(200);
  expect(html).not.toContain('<script>alert');
});

test('the stories of a tag and of a person are searched from their pages', async () => {
  for (const [address, filter] of [
    ['/tags/oceans', 'tag=oceans'],
    ['/authors/dario-quennell', 'author=dario-quennell'],
  ]) {
    const { document } = await open(site.origin + address);
    expect(document.querySelector('.list-head a[href^="/search"]')?.getAttribute('href')).toBe(`/search?${filter}`);
    const page = await open(`${site.origin}/search?${filter}`);
    expect(page.document.querySelector('input[type="checkbox"][checked]')?.getAttribute('name')).toBe(
      filter?.split('=')[0],
    );
  }
});

test('of ten thousand characters only the first are searched', async () => {
  expect((await ask({ q: 'x'.repeat(10_000) })).status).toBe(200);
});

test('results are not cached, and not indexed', async () => {
  const { headers } = await fetch(`${site.origin}/search?q=zephyr`);
  expect(headers.get('cache-control')).toBe('private, no-cache');
  expect(headers.get('no-vary-search')).toBeNull();
  const { document } = await ask({ q: 'zephyr' });
  expect(document.querySelector('meta[name=robots]')?.getAttribute('content')).toBe('noindex');
  expect(document.querySelector('title')?.textContent).toBe('Search: zephyr – Dateline');
});

test('browsers can add the search', async () => {
  const { document } = await open(`${site.origin}/`);
  const link = document.querySelector('link[rel=search]');
  expect(link?.getAttribute('type')).toBe('application/opensearchdescription+xml');
  const xml = await (await fetch(site.origin + link?.getAttribute('href'))).text();
  const url = new JSDOM(xml, { contentType: 'application/xml' }).window.document.querySelector('Url');
  expect(url?.getAttribute('template')).toBe('https://dateline.example/search?q={searchTerms}');
});

test('a change is found at once, and a deleted text is not', async () => {
  const file = path.join(site.content, 'articles/searched/fresh.md');
  writeFileSync(file, story('A numbat arrives'));
  expect(
    await eventually(
      () => found('numbat'),
      ({ length }) => length === 1,
    ),
  ).toEqual(['fresh']);
  writeFileSync(file, story('A bilby arrives'));
  expect(
    await eventually(
      () => found('bilby'),
      ({ length }) => length === 1,
    ),
  ).toEqual(['fresh']);
  expect(await found('numbat')).toEqual([]);
});

test('a renamed author is found by the new name only', async () => {
  const author = (name: string) =>
    writeFileSync(path.join(site.content, 'authors/nightjar.md'), `---\nname: ${name}\n---\n`);
  const until = (typed: string) =>
    eventually(
      () => found(typed),
      ({ length }) => length === 1,
    );
  author('Orsolya Nightjar');
  const text = story('About water', '').replace('dario-quennell', 'nightjar');
  writeFileSync(path.join(site.content, 'articles/searched/renamed.md'), text);
  expect(await until('nightjar')).toEqual(['renamed']);
  author('Orsolya Kestrel');
  expect(await until('kestrel')).toEqual(['renamed']);
  expect(await found('nightjar')).toEqual([]);
});

test('a deleted story is not found, and a draft is found once it is published', async () => {
  const file = path.join(site.content, 'articles/searched/passing.md');
  const until = (many: number) =>
    eventually(
      () => found('tamandua'),
      ({ length }) => length === many,
    );
  writeFileSync(file, story('A tamandua passes', 'draft: true\n'));
  writeFileSync(path.join(site.content, 'articles/searched/other.md'), story('Another tamandua'));
  expect(await until(1)).toEqual(['other']);
  writeFileSync(file, story('A tamandua passes'));
  expect((await until(2)).toSorted()).toEqual(['other', 'passing']);
  rmSync(file);
  expect(await until(1)).toEqual(['other']);
});

/** More than are added to the search index at once. */
const STORIES = 30;

test('a search index that was incomplete when the server was killed is completed by the next', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-search-'));
  const on = { content: path.join(folder, 'content'), cache: path.join(folder, 'cache') };
  copySample(on.content);
  keepFewStories(on.content);
  for (let n = 0; n < STORIES; n++) {
    writeFileSync(path.join(on.content, `articles/numbered-${n}.md`), story(`Pangolin number ${n}`, '', 'Text.'));
  }
  // Before the first story, so that none is added to the search index.
  const first = await startSite({ at: 0, on });
  await first.kill();
  expect(unsearched(on.cache)).toBeGreaterThan(0);
  const second = await startSite({ at: NOW, on });
  try {
    const counted = () =>
      open(`${second.origin}/search?q=pangolin`).then(
        ({ document }) => document.querySelector('.search-results__count')?.textContent,
      );
    expect(await eventually(counted, (text) => text === `${STORIES} stories`, 30_000)).toBe(`${STORIES} stories`);
  } finally {
    await second.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});

// Last: it moves the clock.
test('an embargoed story is not found one second early, and is found soon after its time', async () => {
  expect(await found('quagga')).toEqual([]);
  await site.setClock(SEALED_UNTIL - 1000);
  expect(await found('quagga')).toEqual([]);
  await site.setClock(SEALED_UNTIL);
  const now = () => found('quagga');
  expect(await eventually(now, (slugs) => slugs.length > 0)).toEqual(['written-sealed']);
});

test('a search is in the language of its edition, or in all languages', async () => {
  expect(await found('鳗草', {}, '/zh')).toEqual(['eelgrass-returns']);
  expect(await found('鳗草')).toEqual([]);
  expect(await found('eelgrass', {}, '/zh')).toEqual([]);
  const { document } = await ask({ q: '鳗草', language: 'all' });
  const [story] = document.querySelectorAll('.teaser');
  expect(story?.getAttribute('lang')).toBe('zh');
  expect(story?.querySelector('h2 a')?.getAttribute('href')).toBe('/zh/articles/eelgrass-returns');
  expect(story?.querySelector('mark')?.textContent).toContain('鳗');
  expect(document.querySelector('select[name="language"] option[selected]')?.getAttribute('value')).toBe('all');
  const arabic = await ask({ q: 'ferry', language: 'all' }, '/ar');
  expect(arabic.document.querySelector('.teaser')?.getAttribute('dir')).toBe('ltr');
});

test('people and tags are found by their names in the language of the edition', async () => {
  const first = async (q: string, edition: string) => (await found(q, {}, edition))[0];
  expect(await first('玛伦 气候', '/zh')).toBe('eelgrass-returns');
  expect(await first('Maren Climate', '/zh')).toBe('eelgrass-returns');
  expect(await found('玛伦')).toEqual([]);
});

test('the suggestions of an empty result are in the language of its edition', async () => {
  const { status, document } = await ask({ q: 'لاشيءهنا' }, '/ar');
  expect([status, document.documentElement.dir]).toEqual([200, 'rtl']);
  expect(document.querySelector('.search-results__empty')?.textContent).toContain(messagesIn('ar').fewerWords);
});
