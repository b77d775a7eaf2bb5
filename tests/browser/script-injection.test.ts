import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyseBody } from '#lib/content/lint/analyse-body.ts';
import { typeset } from '#lib/i18n/typography.ts';
import { isSlug, slugOf } from '#lib/routes/slugs.ts';
import { XSS_VECTORS } from '../fixtures/xss-vectors.ts';
import { elementsIn, isSafeAddress, type Seen, unsafe } from '../safe-html.ts';
import { eventually, operatorHealth, type Site, startSite } from '../site/running-site.ts';
import { startBrowser } from './chromium-session.ts';

// Every vector is in every field of every kind of file, and every resulting page is opened with JavaScript on.

const FIELDS = [
  'title',
  'standfirst',
  'section',
  'tags',
  'dateline',
  'series',
  'keyPoints',
  'corrections',
  'alt',
  'caption',
  'credit',
  'role in a byline',
  'redirectFrom',
  'body',
  'name of an author',
  'role of an author',
  'biography',
  'name of a tag',
  'description of a tag',
  'title of a page',
  'standfirst of a page',
  'body of a page',
  'name of the publication',
  'tagline',
  'address',
  'name of an author in Spanish',
  'role of an author in Spanish',
  'biography in Spanish',
  'name of a tag in Spanish',
  'description of a tag in Spanish',
] as const;
type Field = (typeof FIELDS)[number];

/** Returns a vector for a field. The script or request of the vector names both. */
function vectorIn(field: Field, index: number): string {
  const name = index * 100 + FIELDS.indexOf(field);
  return (XSS_VECTORS[index] ?? '').replaceAll('RUN', `alert(${name})`).replaceAll('HOST', `n${name}.hostile.example`);
}

/** Adds to a finding the vectors that it names, and their fields. */
function named(finding: string): string {
  const names = [...finding.matchAll(/(?:alert\(|\bn)(\d+)/g)].map(([, name]) => Number(name));
  const where = names.map((name) => `${JSON.stringify(XSS_VECTORS[Math.floor(name / 100)])} in ${FIELDS[name % 100]}`);
  return [finding, ...new Set(where)].join(' ← ');
}

const ALL = XSS_VECTORS.keys().toArray();
/**
 * The vectors that a field accepts: control characters and lone surrogates are rejected (see
 * tests/fixtures/broken).
 */
const IN_FIELDS = ALL.filter((index) =>
  /^[^\p{Cs}\p{Cc}\uffff]*$/u.test((XSS_VECTORS[index] ?? '').replace(/[\n\t]/g, '')),
);

/** Vectors side by side, as many as fit; at least one. */
function groups(field: Field, indexes: readonly number[], separator = ' '): string[] {
  const fits = (text: string) =>
    text.length <= 450 &&
    (!ADDRESSED.includes(field) || slugOf(text).length <= 200) &&
    (!TEXT_FIELDS.includes(field) || isAccepted(text));
  const made: string[] = [];
  let last = '';
  for (const vector of indexes.map((index) => vectorIn(field, index))) {
    const longer = last === '' ? vector : `${last}${separator}${vector}`;
    if (!fits(longer) && last !== '') made.push(last);
    last = fits(longer) ? longer : vector;
  }
  return [...made, last];
}

/** Fields with Markdown. An unclosed comment or tag of one vector can hide the text of the next: that is an error. */
const TEXT_FIELDS: readonly Field[] = ['biography', 'description of a tag', 'body of a page', 'body'];

function isAccepted(markdown: string): boolean {
  return analyseBody(markdown, '').diagnostics.every(({ severity }) => severity === 'warning');
}

const quoted = (text: string) => JSON.stringify(text);
/** Fields that become part of a URL. */
const ADDRESSED: readonly Field[] = ['section', 'series', 'tags', 'name of a tag'];

/** Vectors that a text can have: an invalid element or hidden text would be an error of the file. */
const IN_TEXTS = ALL.filter((index) => isAccepted(vectorIn('body', index)));

const pages: { path: string; heading: string }[] = [];

function arrange(content: string): void {
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(content, file)), { recursive: true });
    writeFileSync(path.join(content, file), text);
  };
  for (const folder of ['articles', 'authors', 'tags', 'pages'])
    rmSync(path.join(content, folder), { recursive: true });
  writeFileSync(path.join(content, 'publication.yaml'), publication('Marker', 'News', 'marker'));

  const article = (slug: string, authors: string, value: (field: Field) => string) => {
    const tag = (field: Field) => (isSlug(slugOf(value(field))) ? value(field) : `Harbor ${slug}`);
    write(
      `articles/${slug}.md`,
      `---
title: ${quoted(value('title'))}
standfirst: ${quoted(value('standfirst'))}
section: ${quoted(tag('section'))}
tags: [${quoted(tag('tags'))}]
dateline: ${quoted(value('dateline'))}
series: ${quoted(tag('series'))}
keyPoints: [${quoted(value('keyPoints'))}]
corrections: [{date: 2026-01-02, text: ${quoted(value('corrections'))}}]
image: {src: /icon.svg, alt: ${quoted(value('alt'))}, caption: ${quoted(value('caption'))}, credit: ${quoted(value('credit'))}}
authors: [${authors}, {author: plain, role: ${quoted(value('role in a byline'))}}]
redirectFrom: [${quoted(`/former/${value('redirectFrom').replace(/[?#%\n\t]/g, ' ')}`)}]
date: 2026-01-01
---

${value('body')}
`,
    );
  };
  const author = (id: string, name: string, role: string, biography: string) =>
    write(`authors/${id}.md`, `---\nname: ${quoted(name)}\nrole: ${quoted(role)}\n---\n\n${biography}\n`);
  const tag = (name: string, description: string) =>
    write(`tags/${slugOf(name)}.md`, `---\nname: ${quoted(name)}\n---\n\n${description}\n`);
  const story = (slug: string, keys: string) =>
    write(`articles/${slug}.md`, `---\ntitle: ${slug}\n${keys}\ndate: 2026-01-01\n---\n\nPlain words.\n`);
  const page = (slug: string, title: string, standfirst: string, body: string) =>
    write(`pages/${slug}.md`, `---\ntitle: ${quoted(title)}\nstandfirst: ${quoted(standfirst)}\n---\n\n${body}\n`);

  article('plain', 'plain', () => 'Plain words');
  author('plain', 'Plain Name', 'Editor', 'Plain words.');
  write('tags/plain.md', '---\nname: Plain\ntranslations: {es: {name: Llano}}\n---\n\nPlain words.\n');
  page('plain', 'Plain', 'Plain words', 'Plain words.');
  // So that pages without vectors have a link to another language as well.
  const spanishKeys = 'title: Palabras\nauthor: plain\ntags: [Plain]\ndate: 2026-01-01';
  write('articles/plain.es.md', `---\n${spanishKeys}\n---\n\nPalabras.\n`);

  // No page has a single vector; but each vector has a biography of its own, where no unclosed tag of another
  // can hide it.
  for (const index of IN_TEXTS) {
    author(`alone-${index}`, `Author ${index}`, 'Editor', vectorIn('biography', index));
  }

  const names = groups('name of an author', IN_FIELDS);
  const roles = groups('role of an author', IN_FIELDS);
  for (const [number, biography] of groups('biography', IN_TEXTS, '\n\n').entries()) {
    const name = names[number] ?? `Group ${number}`;
    author(`group-${number}`, name, roles[number] ?? 'Editor', biography);
    // Authors and tags have a page once they have a story.
    story(`by-group-${number}`, `author: group-${number}`);
    pages.push({ path: `/authors/group-${number}`, heading: name });
  }
  const tagNames = groups('name of a tag', IN_FIELDS).filter((name) => isSlug(slugOf(name)));
  for (const [number, description] of groups('description of a tag', IN_TEXTS, '\n\n').entries()) {
    const name = tagNames[number] ?? `Tag ${number}`;
    tag(name, description);
    story(`on-tag-${number}`, `author: plain\ntags: [${quoted(name)}]`);
    pages.push({ path: `/tags/${encodeURIComponent(slugOf(name))}`, heading: name });
  }
  const titles = groups('title of a page', IN_FIELDS);
  const standfirsts = groups('standfirst of a page', IN_FIELDS);
  for (const [number, body] of groups('body of a page', IN_TEXTS, '\n\n').entries()) {
    const title = titles[number] ?? `Page ${number}`;
    page(`page-${number}`, title, standfirsts[number] ?? 'Words', body);
    pages.push({ path: `/page-${number}`, heading: title });
  }
  const grouped = (field: Field, between?: string) => groups(field, IN_FIELDS, between);
  const spanish = {
    names: grouped('name of an author in Spanish'),
    roles: grouped('role of an author in Spanish'),
    biographies: grouped('biography in Spanish', '\n\n'),
    tags: grouped('name of a tag in Spanish'),
    descriptions: grouped('description of a tag in Spanish', '\n\n'),
  };
  for (const [number, name] of spanish.names.entries()) {
    const { roles, biographies, tags, descriptions } = spanish;
    const translated = (more: Record<string, string>) => `translations: {es: ${JSON.stringify(more)}}`;
    const person = translated({ name, role: roles[number] ?? 'Rol', biography: biographies[number] ?? 'Vida.' });
    const subject = translated({ name: tags[number] ?? 'Tema', description: descriptions[number] ?? 'Tema.' });
    write(`authors/translated-${number}.md`, `---\nname: Translated ${number}\n${person}\n---\n\nPlain words.\n`);
    write(`tags/subject-${number}.md`, `---\nname: Subject ${number}\n${subject}\n---\n\nPlain words.\n`);
    const keys = `title: Historia\nauthor: translated-${number}\ntags: [Subject ${number}]\ndate: 2026-01-01`;
    write(`articles/translated-${number}.es.md`, `---\n${keys}\n---\n\nPalabras.\n`);
    pages.push({ path: `/es/authors/translated-${number}`, heading: name });
    pages.push({ path: `/es/tags/subject-${number}`, heading: tags[number] ?? 'Tema' });
  }
  const perField = new Map(FIELDS.map((field) => [field, groups(field, IN_FIELDS)]));
  const bodies = groups('body', IN_TEXTS, '\n\n');
  const count = Math.max(bodies.length, ...[...perField.values()].map(({ length }) => length));
  for (let number = 0; number < count; number++) {
    const value = (field: Field) => (field === 'body' ? bodies : perField.get(field))?.[number] ?? `Words ${number}`;
    const alone = IN_TEXTS.filter((index) => index % count === number).map((index) => `alone-${index}`);
    article(`group-${number}`, ['plain', ...alone].join(', '), value);
    pages.push({ path: `/articles/group-${number}`, heading: typeset(value('title'), 'en') });
  }
}

function publication(name: string, tagline: string, host: string): string {
  return `name: ${quoted(name)}
tagline: ${quoted(tagline)}
origin: https://${host}.example
timeZone: UTC
language: en
sections: [Plain]
footer: [plain, page-0, page-1, page-2, page-3, page-4, page-5]
`;
}

/** What happened while a page was opened, and its elements. */
type Look = { happened: string[]; heading: string; prose: Seen[]; rest: Seen[] };

/** Runs in the page. Returns its elements, inside and outside of its texts. */
const LOOK = `(() => {
  const elementsIn = ${elementsIn};
  const texts = [...document.querySelectorAll('.prose')];
  const prose = texts.flatMap((text) => elementsIn(text));
  for (const text of texts) text.replaceChildren();
  const heading = document.querySelector('h1')?.textContent ?? '';
  return { heading, prose, rest: elementsIn(document), ran: window.happened };
})()`;

type Watched = Window & { happened?: string[] };

/**
 * Opens a tab that records every script that runs, every request, every error and everything that the policy
 * blocks.
 */
async function watchingTab(browser: Browser): Promise<{ look(url: string): Promise<Look>; close(): Promise<void> }> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page: Page = await context.newPage();
  let happened: string[] = [];
  let opened = '';
  await page.addInitScript(() => {
    const watched = window as Watched;
    watched.happened = [];
    const record = (what: string) => (window.top as Watched | null)?.happened?.push(what);
    for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'] as const) {
      Object.assign(window, { [name]: (value: unknown) => record(`ran ${name}(${String(value)})`) });
    }
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      record(`blocked by ${violatedDirective}: ${blockedURI} ${sample}`),
    );
  });
  page.on('dialog', (dialog) => {
    happened.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (!/status of 404/.test(message.text()) || message.location().url !== opened) happened.push(message.text());
  });
  page.on('pageerror', (error) => happened.push(`an error: ${error.message}`));
  page.on('popup', (popup) => happened.push(`a window: ${popup.url()}`));
  page.on('download', (download) => happened.push(`a download: ${download.url()}`));
  page.on('framenavigated', (frame) => {
    if (frame.url() !== opened && frame.url() !== 'about:blank') happened.push(`went to ${frame.url()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    const { origin, pathname } = new URL(url);
    const expected =
      origin === new URL(opened).origin &&
      /^\/(?:fonts\/[a-z\d-]+\.woff2|icon-48\.png|icon\.svg|media\/[\da-f]{20}\/32\.svg|_dateline\/speculation\.json)$/.test(
        pathname,
      );
    if (url !== opened && !expected) happened.push(`requested ${url}`);
  });
  return {
    async look(url) {
      happened = [];
      opened = url;
      try {
        await page.goto(url, { waitUntil: 'load' });
        const seen = await page.evaluate(LOOK);
        const { ran, ...look } = seen as Omit<Look, 'happened'> & { ran: string[] };
        return { ...look, happened: [...happened, ...ran] };
      } catch (error) {
        // A page that navigates away during the check.
        return { heading: '', prose: [], rest: [], happened: [...happened, (error as Error).message] };
      }
    },
    close: () => context.close(),
  };
}

const signature = ({ name, attributes }: Seen) =>
  `<${name} ${attributes
    .map(([attribute]) => attribute)
    .sort()
    .join(' ')}>`;

/** Returns the errors of a page whose elements outside of texts should be like those of `plain`. */
function wrong({ happened, prose, rest }: Look, plain: ReadonlySet<string>): string[] {
  const strange = rest.filter((element) => !plain.has(signature(element)));
  const addresses = rest.flatMap(({ attributes }) => attributes.filter(([name, value]) => !isSafeAddress(name, value)));
  return [
    ...happened,
    ...unsafe(prose).map((what) => `in a text: ${what}`),
    ...strange.map(({ name, attributes }) => `outside of a text: <${name} ${JSON.stringify(attributes)}>`),
    ...addresses.map(([name, value]) => `outside of a text: ${name}=${value}`),
  ].map(named);
}

let site: Site;
let browser: Browser;
let plain: Set<string>;
let tabs: Awaited<ReturnType<typeof watchingTab>>[];

beforeAll(async () => {
  [site, browser] = await Promise.all([startSite({ arrange }), startBrowser()]);
  tabs = await Promise.all(Array.from({ length: 3 }, () => watchingTab(browser)));
  plain = new Set();
  for (const path of ['/articles/plain', '/authors/plain', '/tags/plain', '/plain']) {
    const { rest } = await (tabs[0] ?? expect.unreachable()).look(site.origin + path);
    for (const element of rest) plain.add(signature(element));
  }
  plain.add(signature({ name: 'h3', html: true, attributes: [] })); // more stories on the home page
}, 120_000);
afterAll(() => Promise.all([site.stop(), browser.close()]));

/**
 * Opens each of `paths` in one of the tabs, and passes the result to `judge`. Returns its findings, each with
 * its path.
 */
async function findings<Item>(
  items: readonly Item[],
  url: (item: Item) => string,
  judge: (look: Look, item: Item) => string[],
) {
  const found: string[] = [];
  const ahead = items.values();
  await Promise.all(
    tabs.map(async (tab) => {
      for (const item of ahead) {
        const findings = judge(await tab.look(url(item)), item);
        found.push(...findings.map((what) => `${url(item)}: ${what}`));
      }
    }),
  );
  return found;
}

const inSite = (path: string) => site.origin + path;

test('the vectors are on the pages: none of their files was rejected', async () => {
  const { diagnostics } = await operatorHealth(site.origin);
  // Their links and images lead to nothing, which keeps no file off.
  const refused = diagnostics.listed.filter(({ blocks }) => blocks);
  expect(refused).toEqual([]);
  expect(XSS_VECTORS.length).toBeGreaterThanOrEqual(150);
  expect(IN_FIELDS.length).toBeGreaterThan(XSS_VECTORS.length - 15);
  expect(IN_TEXTS.length).toBeGreaterThan(XSS_VECTORS.length - 35);
});

test('every page with vectors shows them as text, and no script runs and nothing is requested', {
  timeout: 300_000,
}, async () => {
  const found = await findings(
    pages,
    ({ path }) => inSite(path),
    (look, { heading }) => {
      const words = (text: string) => text.replace(/\s+/g, ' ').trim();
      const findings = words(look.heading) === words(heading) ? [] : [`the headline is ${look.heading}`];
      return [...findings, ...wrong(look, plain)];
    },
  );
  expect(found).toEqual([]);
});

test('nothing runs on the lists', async () => {
  const lists: string[] = [];
  for (const list of ['', '/authors', '/tags', '/tags/plain']) {
    for (let page = 1; ; page++) {
      const path = page === 1 ? list || '/' : `${list}/page/${page}`;
      if ((await fetch(inSite(path))).status !== 200) break;
      lists.push(path);
    }
  }
  expect(lists.length).toBeGreaterThan(10);
  expect(await findings(lists, inSite, (look) => wrong(look, plain))).toEqual([]);
});

test('nothing runs on pages for "not found"', async () => {
  const paths = ALL.map((index) => `/articles/${encodeURIComponent(vectorIn('address', index).toWellFormed())}`);
  const some = paths.filter((_, number) => number % 12 === 0);
  expect(await findings(some, inSite, (look) => wrong(look, plain))).toEqual([]);
});

test('nothing runs with vectors in the publication’s name and tagline', async () => {
  // A change of the publication reads all stories again: few are enough here.
  for (const file of globSync('{articles,authors,tags}/*.md', { cwd: site.content }))
    if (!path.basename(file).startsWith('plain.')) rmSync(path.join(site.content, file));
  const names = groups('name of the publication', IN_FIELDS);
  const taglines = groups('tagline', IN_FIELDS);
  const found: string[] = [];
  for (const [number, name] of names.entries()) {
    const host = `marker-${number}`;
    writeFileSync(path.join(site.content, 'publication.yaml'), publication(name, taglines[number] ?? 'News', host));
    const isPublished = async () =>
      (await (await fetch(inSite('/articles/plain'))).text()).includes(`//${host}.example/`);
    expect(await eventually(isPublished, (it) => it), name).toBe(true);
    // The home page has both in its title and description; the others have less.
    found.push(...(await findings(['/'], inSite, (look) => wrong(look, plain))));
  }
  expect(found).toEqual([]);
});

describe('these tests detect', () => {
  /** Opens a page of the site into which `html` was inserted unescaped. */
  async function lookAt(html: string, headers: Record<string, string> = {}): Promise<string[]> {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html', ...headers });
      response.end(`<!doctype html><html lang="en"><body><h1>x</h1><div class="prose">${html}</div></body></html>`);
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const tab = await watchingTab(browser);
    const look = await tab.look(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await tab.close();
    await new Promise((resolve) => server.close(resolve));
    return wrong(look, plain);
  }

  const vector = (start: string) => {
    const index = XSS_VECTORS.indexOf(start);
    expect(index, start).toBeGreaterThanOrEqual(0);
    return vectorIn('body', index);
  };

  test('a script that runs, with its vector and its field', async () => {
    const found = await lookAt(vector('<img src=x onerror=RUN>'));
    expect(found.join('\n')).toMatch(/ran alert\(\d+\) ← "<img src=x onerror=RUN>" in body/);
  });

  test('an element and an attribute that should not be there', async () => {
    expect(await lookAt('<marquee>x</marquee><p onclick="x">y</p><a href="javascript:x">z</a><svg></svg>')).toEqual([
      'in a text: <marquee>',
      'in a text: <p onclick="x">',
      'in a text: <a href="javascript:x">',
      'in a text: <svg>',
    ]);
  });

  test('a request to another host', async () => {
    const found = await lookAt(vector('<img src=https://HOST/i.png>'));
    expect(found.join('\n')).toMatch(/requested https:\/\/n\d+\.hostile\.example\/i\.png ← /);
  });

  test('what only the Content-Security-Policy blocks', async () => {
    const found = await lookAt(vector('<img src=x onerror=RUN>'), {
      'Content-Security-Policy': "default-src 'none'",
    });
    expect(found.join('\n')).toMatch(/blocked by img-src/);
    expect(found.join('\n')).toMatch(/blocked by script-src-attr/);
    expect(found.join('\n')).not.toMatch(/ran alert/);
  });

  test('a refresh to another page', async () => {
    const found = await lookAt('<meta http-equiv=refresh content="0;url=/elsewhere">');
    expect(found.join('\n')).toMatch(/requested http:\/\/localhost:\d+\/elsewhere|in a text: <meta>/);
  });
});
