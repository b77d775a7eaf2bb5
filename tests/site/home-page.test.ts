import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, open, type Site, startSite } from './running-site.ts';

const NOW = Date.parse('2027-02-01T12:00:00Z');
const HOUR = 3_600_000;

let site: Site;
beforeAll(async () => {
  site = await startSite({
    at: NOW,
    arrange: (content) => writeFileSync(path.join(content, 'articles/tide.md'), TIDE),
  });
});
afterAll(() => site.stop());

const TIDE = `---\ntitle: The tide is late\nauthor: tobias-wrenfield\ndate: ${new Date(NOW + HOUR).toISOString()}\ntags: [Oceans]\n---\n\nText.\n`;
const FRONT = 'content/pages/home.md';

const arrange = (keys: string) => writeFileSync(path.join(site.content, 'pages/home.md'), `---\n${keys}\n---\n`);

/** The stories of the home page by its parts. */
async function homePage() {
  const { document } = await open(`${site.origin}/`);
  const slugs = (part: string) =>
    [...document.querySelectorAll(`${part} :is(h1, h2, h3) a[href^="/articles/"]`)].map((link) =>
      link.getAttribute('href')?.slice('/articles/'.length),
    );
  const all = slugs('main');
  expect(new Set(all).size).toBe(all.length);
  return {
    lead: slugs('.teaser.teaser-lead'),
    beside: slugs('.home-page__seconds'),
    rail: slugs('.home-page__rail'),
    rows: [...document.querySelectorAll('.home-page__section > h2')].map((head) => head.textContent),
    all,
  };
}

test('a change to home.md is on the page at once', async () => {
  arrange('lead: rye-bakers-tolverne\nbeside: [comet-hask-observatory]\nrail: Opinion\nsections: [Culture, Books]');
  const arranged = await eventually(homePage, ({ lead }) => lead[0] === 'rye-bakers-tolverne');
  expect(arranged.lead).toEqual(['rye-bakers-tolverne']);
  expect(arranged.beside).toEqual(['comet-hask-observatory', 'open-records-bill']);
  expect(arranged.rail).toEqual([
    'leave-the-pencil-in',
    'in-praise-of-the-half-day',
    'express-lane',
    'wrong-town-clock',
  ]);
  expect(arranged.rows).toEqual(['Culture', 'Books']);

  arrange('layout: lead');
  const alone = await eventually(homePage, ({ rail }) => rail.length === 0);
  expect([alone.lead, alone.beside, alone.rows]).toEqual([['open-records-bill'], [], []]);
});

test('a missing story or tag is a warning, and the newest stories replace it', async () => {
  arrange('lead: rye-baker-tolverne');
  const logged = await eventually(
    async () => site.log(),
    (log) => log.includes('home-page-unknown'),
  );
  expect(logged).toContain(
    `${FRONT}:2:7  warning  home-page-unknown  There is no story “rye-baker-tolverne”. Did you mean “rye-bakers-tolverne”?`,
  );
  expect((await homePage()).lead).toEqual(['open-records-bill']);
});

test('a broken home.md changes nothing', async () => {
  arrange('lead: rye-bakers-tolverne');
  await eventually(homePage, ({ lead }) => lead[0] === 'rye-bakers-tolverne');
  arrange('leed: whinmoor-library');
  await eventually(
    async () => site.log(),
    (log) => log.includes('“leed” is not a key of the home page. Did you mean “lead”?'),
  );
  expect((await homePage()).lead).toEqual(['rye-bakers-tolverne']);
});

test('an embargoed story leads from its instant on, and not before', async () => {
  arrange('lead: tide\nsections: [Oceans]');
  await eventually(homePage, ({ rows }) => rows.length === 1);
  expect((await homePage()).all).not.toContain('tide');
  await site.setClock(NOW + HOUR - 1);
  expect((await homePage()).all).not.toContain('tide');
  await site.setClock(NOW + HOUR);
  expect((await homePage()).lead).toEqual(['tide']);
});

test('without home.md the newest stories fill the page', async () => {
  rmSync(path.join(site.content, 'pages/home.md'));
  const { lead, beside, rows } = await eventually(homePage, ({ rows }) => rows.length === 0);
  expect([lead, beside.length, rows]).toEqual([['tide'], 2, []]);
  // There is no page /home, with the file or without.
  expect((await open(`${site.origin}/front`)).status).toBe(404);
});
