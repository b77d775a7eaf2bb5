import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { examplePath } from '../site/styleguide.ts';
import { openPage, openTab, startBrowser, type Tab } from './chromium-session.ts';

const ARTICLE = '/articles/new-alliance-cultural-ip-china';

const origin = inject('sharedSite');
let browser: Browser;
let tab: Tab;
beforeAll(async () => {
  browser = await startBrowser();
  tab = await openTab(browser);
});
afterAll(() => browser.close());

describe('the customer’s page, with JavaScript off', () => {
  test('has its parts in order, and all of them are visible', async () => {
    const page = await tab.open(origin + ARTICLE, { viewport: { width: 375, height: 800 } });
    const read = await page.locator('main').innerText();
    const expected = [
      '2024-01-14',
      'EN English',
      'CHINA',
      'New Alliance Aims to Foster Cultural IP Integration and Development in China',
      'By: Aqsa Younas Rana',
      'Published: January 14, 2024 at 1:04 am EST',
      'In a significant stride towards cross-industry cooperation',
      'The Seminar and Its Impact',
      'A seminar, staged in late December in Beijing',
      'Luoyang: A Case of Successful Cultural IP Integration',
      'Luoyang, in particular, has been a frontrunner',
      'Implications for the Future',
      'The establishment of this alliance',
      'China',
      'Aqsa Younas Rana',
      'Aqsa Younas stands as a beacon in international journalism',
    ];
    let at = 0;
    for (const words of expected) {
      const found = read.indexOf(words, at);
      expect(found, `“${words}” after “${read.slice(Math.max(0, at - 40), at)}”`).toBeGreaterThanOrEqual(at);
      at = found + words.length;
    }
    const avatar = page.getByRole('img', { name: 'Aqsa Younas Rana' }).first();
    expect(await avatar.boundingBox()).toMatchObject({ width: 48, height: 48 });
    const tops = await Promise.all(
      [
        '.date-and-language',
        '.kicker',
        'h1',
        '.story__credits .avatar',
        '.byline',
        '.story__published',
        '.prose-body',
        '.story__topics',
        '.author-card',
      ].map(async (selector) => (await page.locator(`main ${selector}`).first().boundingBox())?.y ?? Number.NaN),
    );
    // The avatar is beside the byline, so both may begin at the same height.
    const order = tops.filter((_, index) => index !== 3);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test('is one request, followed by the two fonts of the text', async () => {
    const { context, complaints, requests } = await openPage(browser, origin + ARTICLE);
    // The page waits for neither the icon nor the rules for prefetching.
    const later = ['/icon-48.png', '/_dateline/speculation.json'];
    expect(requests.filter((path) => !later.includes(path)).sort()).toEqual([
      ARTICLE,
      '/fonts/newsreader-display-1.woff2',
      '/fonts/newsreader-text-1.woff2',
    ]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('has lines of 58 to 75 characters on a desktop', async () => {
    const page = await tab.open(origin + ARTICLE, {
      viewport: { width: 1280, height: 900 },
    });
    const paragraph = page.locator('.prose-body > p').nth(1);
    const lines = await lineCount(paragraph);
    const characters = (await paragraph.innerText()).length;
    expect(characters / lines).toBeGreaterThanOrEqual(58);
    expect(characters / lines).toBeLessThanOrEqual(75);
  });
});

async function lineCount(paragraph: import('playwright-core').Locator): Promise<number> {
  const box = await paragraph.boundingBox();
  const lineHeight = await paragraph.evaluate((element) => Number.parseFloat(getComputedStyle(element).lineHeight));
  return Math.round((box?.height ?? Number.NaN) / lineHeight);
}

test.each(['/', ARTICLE, '/ar'])(
  'on a phone the other languages of %s are in a menu, inside the window',
  async (path) => {
    const page = await tab.open(origin + path, { viewport: { width: 320, height: 700 } });
    const links = page.locator('.masthead__editions a');
    const visible = () =>
      links.evaluateAll((all) => all.map((link) => link.checkVisibility({ contentVisibilityAuto: true })));
    expect(await visible()).toEqual(Array(4).fill(false));
    await page.locator('.masthead__editions summary').focus();
    await page.keyboard.press('Enter');
    expect(await visible()).toEqual(Array(4).fill(true));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    for (const link of await links.all()) {
      const box = await link.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
      expect(box?.height).toBeGreaterThanOrEqual(32);
    }
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(path === '/ar' ? origin : `${origin}/ar`);
  },
);

test('in a wide window they are a row of links that the keyboard reaches', async () => {
  const page = await tab.open(origin, { viewport: { width: 768, height: 700 } });
  expect(await page.locator('.masthead__editions summary').isVisible()).toBe(false);
  const tops = await page
    .locator('.masthead__editions a')
    .evaluateAll((links) =>
      links.map((link) => link.getBoundingClientRect()).map(({ top, height }) => top + height / 2),
    );
  expect(tops).toHaveLength(4);
  expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(8);
  await page.locator('.masthead__nameplate button').focus();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('العربية');
});

test('on a phone only the first stories have large images', async () => {
  const page = await tab.open(origin, { viewport: { width: 375, height: 800 } });
  const widths = (selector: string) =>
    page
      .locator(`${selector} .teaser__image`)
      .evaluateAll((images) => [...new Set(images.map((image) => image.clientWidth))]);
  expect([await widths('.teaser-lead'), await widths('.teaser-second'), await widths('.teaser-third')]).toEqual([
    [375],
    [335],
    [112],
  ]);
  const [headline, image] = await Promise.all(
    ['.teaser-third:has(.teaser__image) :is(h2, h3)', '.teaser-third .teaser__image'].map((selector) =>
      page.locator(selector).first().boundingBox(),
    ),
  );
  expect((headline?.x ?? 0) + (headline?.width ?? 0)).toBeLessThanOrEqual(image?.x ?? 0);
  expect(image?.y).toBeLessThanOrEqual(headline?.y ?? 0);
});

test('on a phone the stories further down are laid out step by step, all within 700 ms', async () => {
  const page = await tab.open(origin, { viewport: { width: 375, height: 800 } });
  const headlines = page.locator('.teaser:not(.teaser-lead, .teaser-second) :is(h2, h3)');
  const notLaidOut = () =>
    headlines.evaluateAll((all) => all.filter((one) => !one.checkVisibility({ contentVisibilityAuto: true })).length);
  const delays = await page.evaluate(() =>
    document.getAnimations().map((animation) => animation.effect?.getComputedTiming().delay),
  );
  expect(delays).toHaveLength(await headlines.count());
  expect(new Set(delays).size).toBe(8);
  expect(Math.max(...delays.map(Number))).toBeLessThan(700);
  await expect.poll(notLaidOut).toBe(0);
  // Without scrolling, so that screenshots show the stories further down, too.
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('the current section is marked in the header and the footer, and on a phone the line of sections starts with it', async () => {
  const page = await tab.open(`${origin}/tags/opinion`, {
    viewport: { width: 375, height: 800 },
  });
  const current = page.locator('[aria-current="page"]');
  expect(await current.allInnerTexts()).toEqual(['Opinion', 'Opinion']);
  const { x = 0, width = 0 } = (await current.first().boundingBox()) ?? {};
  expect(x).toBeGreaterThan(0);
  expect(x + width).toBeLessThanOrEqual(375);
  await page.goto(`${origin}/articles/budget-small-print`);
  expect(await current.count()).toBe(0);
});

test('printed, a story has its text, date and URL in black on white, and no navigation', async () => {
  const path = '/articles/town-that-moved-uphill';
  const page = await tab.open(origin + path, { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const isVisible = (selector: string) => page.locator(selector).first().isVisible();
  for (const selector of ['.masthead__skip', 'nav', '.story__topics', '.share-links', '.related-stories'])
    expect([selector, await isVisible(selector)]).toEqual([selector, false]);
  for (const selector of ['h1', '.byline', '.story__published', '.prose-body', '.story__corrections', '.author-card'])
    expect([selector, await isVisible(selector)]).toEqual([selector, true]);
  expect(await page.locator('.story__address').innerText()).toBe(`https://dateline.example${path}`);
  const colors = await page.evaluate(() => {
    const { color, backgroundColor } = getComputedStyle(document.documentElement);
    return [color, backgroundColor];
  });
  expect(colors).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
});

test('printed, the customer’s page takes one page, and no heading of a row of stories ends a page', async () => {
  const page = await tab.open(origin + ARTICLE, { media: 'print' });
  const pdf = (await page.pdf({ preferCSSPageSize: true, format: 'A4' })).toString('latin1');
  expect(pdf.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1);
  await page.goto(origin);
  await page.emulateMedia({ media: 'print' });
  const breaks = await page.evaluate(() =>
    [...document.querySelectorAll('section > h2')].map((head) => getComputedStyle(head).breakAfter),
  );
  expect(new Set(breaks)).toEqual(new Set(['avoid']));
});

describe('when the font loads late', () => {
  let late: Tab;
  beforeAll(async () => {
    late = await openTab(browser, { javaScriptEnabled: true });
    await late.page.route('**/fonts/**', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await route.continue();
    });
    await late.page.addInitScript(() => {
      Object.assign(window, { moved: 0 });
      new PerformanceObserver((list) => {
        const shifts = list.getEntries() as unknown as { value: number }[];
        for (const { value } of shifts) (window as unknown as { moved: number }).moved += value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
  });
  afterAll(() => late.close());

  test.each([
    ['/', 375],
    ['/', 1280],
    [ARTICLE, 375],
    [ARTICLE, 1280],
  ])('nothing on %s moves in a window of %i pixels', async (path, width) => {
    const page = await late.open(origin + path, { viewport: { width, height: 720 } });
    // Readers' machines have one of these, in both weights; the fonts that tests are pinned to have no bold
    // face.
    const has = await page.evaluate(() => {
      const load = (name: string) => new FontFace('there', `local("${name}")`).load();
      return Promise.any(
        [
          ['Georgia', 'Georgia Bold'],
          ['Noto Serif', 'Noto Serif Bold'],
          ['Times New Roman', 'Times New Roman Bold'],
          ['Liberation Serif', 'Liberation Serif Bold'],
        ].map((faces) => Promise.all(faces.map(load))),
      ).then(
        () => true,
        () => false,
      );
    });
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(300);
    const moved = await page.evaluate(() => (window as unknown as { moved: number }).moved);
    // Without them the text is in a font of another width, and only elements above it can keep their position.
    expect(moved).toBeLessThan(has ? 0.005 : 0.05);
  });
});

describe('columns', () => {
  type Box = { left: number; right: number; top: number; bottom: number; width: number; fontSize: number };

  let page: Page;
  beforeAll(async () => {
    page = await tab.open(`${origin}/`);
  });

  /** Returns the boxes of the visible elements, in the order of the document. */
  async function boxesOf(path: string, width: number, selector: string): Promise<Box[]> {
    await page.setViewportSize({ width, height: 900 });
    if (page.url() !== origin + path) await page.goto(origin + path);
    return page.locator(selector).evaluateAll((elements) =>
      elements
        .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1)
        .map((element) => {
          const { left, right, top, bottom, width } = element.getBoundingClientRect();
          return { left, right, top, bottom, width, fontSize: Number.parseFloat(getComputedStyle(element).fontSize) };
        }),
    );
  }
  const edges = (boxes: Box[]) => new Set(boxes.map(({ left }) => Math.round(left))).size;

  test.each([
    [375, 1],
    [768, 2],
    [1280, 3],
  ])('in a window of %i pixels the first stories of the home page stand in %i', async (width, columns) => {
    const [lead, ...others] = (await boxesOf('/', width, 'main article')).slice(0, 6);
    expect(edges([lead as Box, ...others])).toBe(columns);
    for (const other of others) {
      expect(other.width).toBeLessThanOrEqual(lead?.width ?? 0);
      expect(other.top).toBeGreaterThanOrEqual(lead?.top ?? 0);
    }
    const [[h1], [h2], [h3]] = [
      await boxesOf('/', width, 'main h1'),
      await boxesOf('/', width, 'main article h2'),
      await boxesOf('/', width, 'main article h3'),
    ];
    expect(h1?.fontSize).toBeGreaterThan(h2?.fontSize ?? Number.NaN);
    expect(h2?.fontSize).toBeGreaterThan(h3?.fontSize ?? Number.NaN);
  });

  test('without images the stories of a row have their headlines on one line, and none leaves half of the page empty', async () => {
    const page = examplePath('home-without-images');
    const [lead, second, third] = await boxesOf(page, 1280, 'main article');
    expect(new Set([lead, second, third].map((box) => Math.round(box?.top ?? Number.NaN))).size).toBe(1);
    expect((lead?.right ?? 0) - (lead?.left ?? 0)).toBeLessThan(640);
    const headlines = await boxesOf(page, 1280, '.home-page__thirds :is(h2, h3) a');
    expect(headlines).toHaveLength(4);
    expect(new Set(headlines.map(({ top }) => Math.round(top))).size).toBe(1);
  });

  test('an upright image in a text is at most two thirds as tall as the window, and a table has its caption at its start', async () => {
    const page = examplePath('text-html');
    const [image] = await boxesOf(page, 1280, '.prose figure img');
    expect((image?.bottom ?? Number.NaN) - (image?.top ?? 0)).toBeLessThanOrEqual(600);
    const align = await tab.page.locator('.prose caption').evaluate((caption) => getComputedStyle(caption).textAlign);
    expect(align).toBe('start');
  });

  test('the home page in Arabic is mirrored', async () => {
    const [lead, second] = await boxesOf('/ar', 1280, 'main article');
    expect(lead?.right).toBeGreaterThan(second?.right ?? Number.NaN);
    expect(lead?.left).toBeGreaterThan(second?.right ?? Number.NaN);
    expect(Math.round(1280 - (lead?.right ?? 0))).toBe(Math.round(second?.left ?? 0));
  });

  test.each([
    [375, 1],
    [768, 2],
    [1280, 4],
  ])('in a window of %i pixels related stories stand in %i', async (width, columns) => {
    expect(edges(await boxesOf('/articles/budget-small-print', width, 'main article article'))).toBe(columns);
  });

  test.each([375, 768, 1280])(
    'in a window of %i pixels the text of an article stands below its headline',
    async (width) => {
      const path = '/articles/budget-small-print';
      const [headline] = await boxesOf(path, width, 'h1');
      const text = await boxesOf(path, width, '.prose-body > :is(p, h2)');
      expect(edges(text)).toBe(1);
      for (const { left, width } of text) {
        expect(Math.round(left)).toBe(Math.round(headline?.left ?? 0));
        expect(width).toBeLessThanOrEqual(660);
      }
    },
  );

  test.each([375, 768, 1280])('in a window of %i pixels the stories of a tag stand below each other', async (width) => {
    const stories = await boxesOf('/tags/science', width, 'main article');
    expect(stories.length).toBeGreaterThan(3);
    expect(edges(stories)).toBe(1);
    for (const [index, story] of stories.entries())
      expect(story.top).toBeGreaterThanOrEqual((stories[index - 1]?.bottom ?? 0) - 1);
  });
});
