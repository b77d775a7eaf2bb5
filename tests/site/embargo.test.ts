import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isoDay } from '#lib/dates.ts';
import { PAGE_KINDS } from '#lib/routes/page-kinds.ts';
import { routeAt } from '#lib/routes/routes.ts';
import { answers, type Site, startSite, walkFrom } from './running-site.ts';
import { keepFewStories } from './sample-index.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** The texts of an embargoed article that must not appear before its time; `n` is its number. */
const secretsOf = (n: number) => [
  `sealed-${n}`,
  `Sealed ${n}`,
  `wreck-${n}`,
  `Wreck ${n}`,
  `Salvage ${n}`,
  `salvage-${n}`,
];

/**
 * The pages that an article is on, each with the text that appears once it is published. Each page has its
 * own embargoed article `n`: the first request after an embargo can only be for one page.
 */
const PAGES: [name: string, path: (n: number) => string, shows: (n: number) => RegExp][] = [
  ['its own page', (n) => `/articles/sealed-${n}`, (n) => RegExp(`^200\\n[^]*<h1>Sealed ${n}</h1>[^]*Gold ${n} lies`)],
  [
    'the home page',
    () => '/',
    (n) => RegExp(`<div class="home-page[^"]*"><article[^]*?<a href="/articles/sealed-${n}">`),
  ],
  ['the next page after the home page', () => '/page/2', (n) => RegExp(`/articles/${PUSHED[n]}"`)],
  ['the page of a tag', () => '/tags/oceans', (n) => RegExp(`<a href="/articles/sealed-${n}">`)],
  [
    'the page of a tag that nothing else has',
    (n) => `/tags/wreck-${n}`,
    (n) => RegExp(`^200\\n[^]*/articles/sealed-${n}`),
  ],
  [
    'the list of all tags',
    () => '/tags',
    (n) => RegExp(`/tags/wreck-${n}">Wreck ${n}</a> +<span class="name-list__count">1 story<`),
  ],
  ['the page of its author', (n) => `/authors/diver-${n}`, (n) => RegExp(`>1 story <[^]*/articles/sealed-${n}`)],
  [
    'the list of all authors',
    () => '/authors',
    (n) => RegExp(`>Diver ${n}</a> +<span class="name-list__count">1 story<`),
  ],
  [
    'the sections of every page',
    () => '/about',
    (n) => RegExp(`<nav aria-label="Sections">[^]*/tags/salvage-${n}"[^]*</nav>`),
  ],
  ['the page of its series', (n) => `/series/dives-${n}`, (n) => RegExp(`^200\\n[^]*<a href="/articles/sealed-${n}">`)],
  ['the page of its day', () => '/2027/03/14', (n) => RegExp(`^200\\n[^]*<a href="/articles/sealed-${n}">`)],
  ['the archive', () => '/archive', (n) => RegExp(`>2027</a></h2><div><p class="archive-years__count">${n + 1} stor`)],
  ['the corrections', () => '/corrections', (n) => RegExp(`<a href="/articles/sealed-${n}">Sealed ${n}</a>`)],
  [
    'the related stories of another',
    (n) => `/articles/kindred-${n}`,
    (n) => RegExp(`<section class="related-stories"[^]*<a href="/articles/sealed-${n}">`),
  ],
  ['the 404 page', () => '/nothing-here', (n) => RegExp(`^404\\n[^]*<a href="/articles/sealed-${n}">`)],
];
const NUMBERS = PAGES.map((_, n) => n);
/** Slugs of the articles that each embargo moves from the home page to the next page; see below. */
const PUSHED: string[] = [];

// Later than all of the sample edition; on a day on which the clocks change in New York.
const FIRST = Date.parse('2027-03-14T16:00:00.250Z');
const instantOf = (n: number) => Math.floor((FIRST + (n * HOUR) / 2) / SECOND) * SECOND;
const written = (instant: number) => new Date(instant).toISOString().replace('.000Z', 'Z');

function arrange(content: string): void {
  keepFewStories(content); // all pages of this site are made several times
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(content, name)), { recursive: true });
    writeFileSync(path.join(content, name), text);
  };
  rmSync(path.join(content, 'pages/home.md')); // the newest leads
  const article = (title: string, more: string) => `---\ntitle: ${title}\n${more}---\n\nText.\n`;
  for (const n of NUMBERS) {
    write(`authors/diver-${n}.md`, `---\nname: Diver ${n}\n---\n\nDives.\n`);
    write(
      `articles/2027/03/sealed-${n}.md`,
      `---\ntitle: Sealed ${n}\nauthor: Diver ${n}\ndate: ${written(instantOf(n))}\ntags: [Oceans, Wreck ${n}, Kin ${n}]\nsection: Salvage ${n}\nseries: Dives ${n}\ncorrections: [{date: "${written(instantOf(n))}", text: Gold ${n} it was.}]\n---\n\nGold ${n} lies.\n`,
    );
  }
  for (const n of NUMBERS) {
    write(
      `articles/kindred-${n}.md`,
      article(`Kindred ${n}`, `author: maren-okoro-lind\ndate: 2021-02-01\ntags: [Kin ${n}]\n`),
    );
  }
  const publication = path.join(content, 'publication.yaml');
  const sections = NUMBERS.map((n) => `Salvage ${n}`).join(', ');
  writeFileSync(publication, readFileSync(publication, 'utf8').replace('sections: [', `sections: [${sections}, `));
  write(
    'articles/draft.md',
    article(
      'Sketched',
      'author: diver-0\ndate: 2026-01-01\ntags: [Oceans, Sketches]\nsection: Sketchbook\ndraft: true\n',
    ),
  );
  // Published long ago and changed at the instant of the first embargo: still an old story.
  write(
    'articles/amended.md',
    article(
      'Amended',
      `author: maren-okoro-lind\ndate: 2021-01-01\nupdated: ${written(instantOf(0))}\ntags: [Oceans]\n`,
    ),
  );
}

let site: Site;
beforeAll(async () => {
  site = await startSite({ at: instantOf(0) - HOUR, arrange });
});
afterAll(() => site.stop());

/** Every page of the site, and every path that will be one. */
const everything = () =>
  walkFrom(site.origin, ['/', '/series', '/search', ...NUMBERS.flatMap((n) => PAGES.map(([, address]) => address(n)))]);
let reached: Promise<string[]> | undefined;
/** The paths of all these pages, from one walk. */
const addresses = () => (reached ??= everything().then((pages) => [...pages.keys()]));
/** All kinds of pages, but for histories: this content is in no git repository. */
const KINDS = Object.keys(PAGE_KINDS)
  .filter((kind) => kind !== 'history')
  .sort();
/** The kinds of the pages that exist. */
const kindsOf = (pages: Map<string, string>) => {
  const existing = [...pages].filter(([, answer]) => answer.startsWith('200'));
  return [...new Set(existing.map(([address]) => routeAt(address)?.kind))].sort();
};
const pagesOf = (n: number) => answers(site.origin, new Set(PAGES.map(([, address]) => address(n))));
const slugsIn = (answer = '') =>
  [...answer.matchAll(/<h[123]><a href="\/articles\/([^"]+)">/g)].map(([, slug = '']) => slug);
/** The slugs of all published articles, in the order of the home page and its later pages. */
const frontList = async () => {
  const pages = await answers(site.origin, ['/', '/page/2', '/page/3']);
  return [...pages.values()].filter((answer) => answer.startsWith('200')).flatMap(slugsIn);
};

describe('an embargoed article', () => {
  test.each([HOUR, SECOND, 1])('is on no page %i ms before', async (early) => {
    await site.setClock(instantOf(0) - early);
    const pages = await everything();
    expect(kindsOf(pages)).toEqual(KINDS);
    const secrets = [...NUMBERS.flatMap(secretsOf), 'Gold ', 'Diver ', 'diver-', 'Sketch', 'sketch', 'articles/draft'];
    for (const [address, answer] of pages) {
      expect(
        secrets.filter((secret) => answer.includes(secret)),
        address,
      ).toEqual([]);
    }
    const [unknown = ''] = (await answers(site.origin, ['/authors/nobody'])).values();
    for (const n of NUMBERS) {
      const sealed = ['/articles/sealed', '/tags/wreck', '/tags/salvage', '/authors/diver'].map(
        (kind) => `${kind}-${n}`,
      );
      for (const [address, answer] of await answers(site.origin, sealed)) expect(answer, address).toBe(unknown);
    }
    const health = await (await fetch(`${site.origin}/_dateline/health`)).text();
    expect(health).not.toMatch(/sealed|draft\.md/);
    expect(site.log()).not.toMatch(/sealed|draft\.md/);
  });
});

/** How long a shared cache may send the answer (RFC 9111, RFC 5861), in seconds. */
function sharedLife(headers: Headers): number {
  const lives = ['cache-control', 'cdn-cache-control', 'surrogate-control'].map((name) => {
    const control = headers.get(name);
    // Without Cache-Control a cache may guess a lifetime from Last-Modified.
    if (control === null) return name === 'cache-control' ? Number.POSITIVE_INFINITY : 0;
    const rules = new Map(
      control
        .toLowerCase()
        .split(',')
        .map((rule) => rule.trim().split('=') as [string, string | undefined]),
    );
    if (rules.has('no-store') || rules.has('no-cache') || rules.has('private')) return 0;
    const seconds = (rule: string) => Number(rules.get(rule)?.replaceAll('"', '') ?? Number.NaN);
    const fresh = [seconds('s-maxage'), seconds('max-age')].find((value) => !Number.isNaN(value));
    const stale = ['stale-while-revalidate', 'stale-if-error'].map((rule) => (rules.has(rule) ? seconds(rule) : 0));
    return (fresh ?? Number.POSITIVE_INFINITY) + Math.max(...stale);
  });
  return Math.max(...lives);
}

describe('a cache between the site and its readers', () => {
  test('is measured by its Cache-Control headers', () => {
    const life = (control: string) => sharedLife(new Headers({ 'cache-control': control }));
    expect(life('public, max-age=0, must-revalidate')).toBe(0);
    expect(life('max-age=5, s-maxage=60, stale-while-revalidate=30')).toBe(90);
    expect(life('max-age=5, stale-if-error=600')).toBe(605);
    expect(life('s-maxage=60, no-store')).toBe(0);
    expect(life('public')).toBe(Number.POSITIVE_INFINITY);
    expect(sharedLife(new Headers())).toBe(Number.POSITIVE_INFINITY);
    expect(sharedLife(new Headers({ 'cache-control': 'no-store', 'cdn-cache-control': 'max-age=60' }))).toBe(60);
  });

  test('is told the same whether or not an embargo is near, and keeps no page for more than minutes beyond it', async () => {
    const controls = async (early: number) => {
      await site.setClock(instantOf(0) - early);
      const found = new Map<string, string | null>();
      for (const address of await addresses()) {
        const response = await fetch(site.origin + address, { redirect: 'manual' });
        found.set(address, response.headers.get('cache-control'));
        expect(sharedLife(response.headers), address).toBeLessThanOrEqual(310);
        const etag = response.headers.get('etag');
        if (!etag) continue;
        const again = await fetch(site.origin + address, { headers: { 'if-none-match': etag } });
        expect([again.status, again.headers.get('cache-control')], address).toEqual([304, found.get(address)]);
      }
      return found;
    };
    const far = await controls(HOUR);
    for (const early of [90 * SECOND, SECOND, 1]) expect(await controls(early)).toEqual(far);
  });
});

describe('at its time, with the very next request, an article is on', () => {
  /** The log without what time alone changes: a warning that a section has no published story ends with an embargo. */
  const readings = () => site.log().replace(/^\d+ warnings? fixed, (?:none|\d+ warnings?) left\.\n/gm, '');

  // All of these pages are in the cache one millisecond before.
  test.each(PAGES.map(([name, address, shows], n) => [name, n, address(n), shows] as const))(
    '%s',
    async (_name, n, address, shows) => {
      await site.setClock(instantOf(n) - 1);
      const logged = readings();
      const before = await pagesOf(n);
      PUSHED[n] = slugsIn(before.get('/')).at(-1) ?? '';
      expect(before.get(address)).not.toMatch(shows(n));
      const etag = (await fetch(site.origin + address)).headers.get('etag') ?? '"none"';

      await site.setClock(instantOf(n));
      const response = await fetch(site.origin + address, { headers: { 'if-none-match': etag } });
      expect(`${response.status}\n${await response.text()}`).toMatch(shows(n));

      const after = await pagesOf(n);
      for (const [name, at, pattern] of PAGES) expect(after.get(at(n)), name).toMatch(pattern(n));
      expect(readings().slice(logged.length)).toBe(''); // nothing was read, and nothing started
    },
  );

  test('and is sorted by its date, not by its changes', async () => {
    await site.setClock(instantOf(NUMBERS.length));
    const listed = await frontList();
    expect(listed.slice(0, NUMBERS.length)).toEqual(NUMBERS.map((n) => `sealed-${n}`).reverse());
    expect(listed.at(-1)).toBe('amended');
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed).not.toContain('draft');
  });

  test('and the page is the same after a restart, byte for byte', async () => {
    await site.setClock(instantOf(NUMBERS.length));
    // Of the pages that are about one of these articles only those of the first.
    const compared = (await addresses()).filter((address) => !/-(?!0$)\d+$/.test(address));
    const pages = await answers(site.origin, compared);
    expect(kindsOf(pages)).toEqual(KINDS);
    const fresh = await startSite({ at: instantOf(NUMBERS.length), arrange });
    const made = await answers(fresh.origin, pages.keys());
    await fresh.stop();
    expect(new Set(pages.keys())).toEqual(new Set(made.keys()));
    for (const [address, answer] of pages) expect(answer, address).toBe(made.get(address));
  });
});

describe('at midnight in the publication’s zone', () => {
  // New York: winter time, the hour that is skipped in March, the hour that comes twice in November.
  test.each(['2027-03-15T04:00:00Z', '2027-11-07T04:00:00Z', '2027-11-08T05:00:00Z', '2028-01-01T05:00:00Z'])(
    '%s the date changes on pages that were made before',
    async (midnight) => {
      const instant = Date.parse(midnight);
      const dates = async () => {
        const found = await answers(site.origin, ['/', '/about', '/articles/amended', '/nothing-here']);
        const days = [...found.values()].map(
          (answer) => /class="masthead__today"><time dateTime="([^"]+)"/i.exec(answer)?.[1],
        );
        return [...new Set(days)];
      };
      await site.setClock(instant - 1);
      expect(await dates()).toEqual([isoDay(instant - HOUR, 'America/New_York')]);
      await site.setClock(instant);
      expect(await dates()).toEqual([isoDay(instant, 'America/New_York')]);
      expect(isoDay(instant, 'America/New_York')).not.toBe(isoDay(instant - HOUR, 'America/New_York'));
    },
  );
});
