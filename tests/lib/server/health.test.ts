import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Diagnostic } from '#lib/content/parse/diagnostic.ts';
import { HEALTH, previewPath } from '#lib/routes/preview-link.ts';
import { Health } from '#lib/server/health.ts';
import type { PageCache } from '#lib/server/page-cache.ts';
import { Publisher } from '#lib/server/publish-hook.ts';
import { audit } from '#lib/store/audit/audit.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { openIndex } from '#lib/store/index-file.ts';
import { sync } from '#lib/store/sync/sync.ts';
import { project } from '../../site/running-site.ts';

const SECRET = 'correct horse';
const LINK_SECRET = 'sixteen letters or more';
const NOW = Date.parse('2026-11-22T17:00:00Z');
const HOUR = 3_600_000;
const TOKEN = { Authorization: `Bearer ${SECRET}` };

const story = (title: string, more: string, text = 'Text.') =>
  `---\ntitle: ${title}\nauthor: maren-okoro-lind\n${more}---\n\n${text}\n`;
const PUBLISHED: Readonly<Record<string, string>> = {
  'authors/maren-okoro-lind.md': '---\nname: Maren Okoro-Lind\n---\n',
  // A warning of its own. Its link is broken in one tree, and leads to an embargoed story in the other.
  'articles/ferry.md': story('Ferry', 'date: 2026-11-01\n', '##No heading\n\n[Sealed](/articles/s%C3%A9aled)'),
  'pages/terms.md': '---\ntitle: Terms\n---\n\n##No heading\n',
  'pages/home.md': '---\nlead: séaled\n---\n',
};
const UNPUBLISHED: Readonly<Record<string, string>> = {
  'articles/séaled.md': story('Sealed', 'date: 2026-11-22T18:00:00Z\ntags: [Wreck]\n', '##No heading'),
  'articles/sketch.md': story('Ferry', 'date: 2026-11-01\ndraft: true\n', '**bold ** [x](/nowhere)'),
  'articles/new.md': story('New', 'date: 2026-13-01\n'),
};

let clock = NOW;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  clock = NOW;
});

/** Serves the health of a small edition with `files`. */
async function healthOf(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-health-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  const content = path.join(folder, 'content');
  cpSync(path.join(project, 'content/publication.yaml'), path.join(content, 'publication.yaml'));
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(content, name)), { recursive: true });
    writeFileSync(path.join(content, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const folders = { content, public: path.join(project, 'public') };
  let report: (diagnostics: readonly Diagnostic[]) => void = () => {};
  const { store } = await ContentStore.open({
    folders,
    index: path.join(folder, 'index.sqlite'),
    clock: () => clock,
    syncer: (paths) => {
      const db = openIndex(paths);
      return {
        async sync(changed) {
          const done = await sync(db, paths.folders, changed);
          report(await audit(db, paths.folders, clock));
          return done;
        },
        onAudit(listener) {
          report = listener;
        },
        close: async () => db.close(),
      };
    },
  });
  closing.push(() => store.close());
  const publisher = new Publisher(store, SECRET, null);
  const health = new Health(store, {} as PageCache, publisher, LINK_SECRET);
  const server: Server = createServer((request, response) => void health.answer(request, response, request.url ?? ''));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  closing.push(() => server.close());
  const get = async (address = '/_dateline/health', headers: Record<string, string> = {}) => {
    const response = await fetch(`http://localhost:${(server.address() as AddressInfo).port}${address}`, { headers });
    const { date: _date, ...sent } = Object.fromEntries(response.headers);
    return { status: response.status, headers: sent, text: await response.text() };
  };
  return { store, get, write };
}

describe('the public answer', () => {
  test('is the same whatever is unpublished', async () => {
    const [without, withAll] = await Promise.all([PUBLISHED, { ...PUBLISHED, ...UNPUBLISHED }].map(healthOf));
    const answer = await without?.get();
    expect(await withAll?.get()).toEqual(answer);
    expect(JSON.parse(answer?.text ?? '')).toEqual({
      status: 'serving',
      publish: { state: 'waiting', commit: null, checked: null },
      diagnostics: { errors: 0, warnings: 2 },
    });
    // The other tree does have more to say.
    const details = (await withAll?.get(undefined, TOKEN))?.text ?? '';
    for (const what of ['under embargo', 'new.md']) expect(details).toContain(what);
  });

  test('counts a story from its time on, and a new diagnostic at once', async () => {
    const { store, get, write } = await healthOf({ ...PUBLISHED, ...UNPUBLISHED });
    const counts = async () => JSON.parse((await get()).text).diagnostics;
    expect(await counts()).toEqual({ errors: 0, warnings: 2 });
    clock = NOW + HOUR;
    expect(await counts()).toEqual({ errors: 0, warnings: 3 });
    write('articles/ferry.md', story('Ferry', 'date: 2026-13-01\n'));
    await store.sync(['content/articles/ferry.md']);
    expect(await counts()).toEqual({ errors: 1, warnings: 2 });
  });

  test('and the details need no query while nothing changes', async () => {
    const { store, get } = await healthOf(PUBLISHED);
    const first = [(await get()).text, (await get(undefined, TOKEN)).text];
    const queries = vi.spyOn(store, 'read');
    expect([(await get()).text, (await get(undefined, TOKEN)).text]).toEqual(first);
    expect(queries).not.toHaveBeenCalled();
  });
});

describe('the details', () => {
  const link = (file: string, expires = NOW + HOUR, secret = LINK_SECRET) =>
    previewPath({ file, branch: null, expires }, secret);

  test('go to whoever sends the publish secret or has a signed link', async () => {
    const { get } = await healthOf({ ...PUBLISHED, ...UNPUBLISHED });
    const byToken = await get(undefined, TOKEN);
    const details = JSON.parse(byToken.text);
    expect(details).toMatchObject({ status: 'serving', publish: { state: 'waiting', diagnostic: null } });
    const { errors, warnings, listed } = details.diagnostics;
    expect(listed).toHaveLength(errors + warnings);
    expect(listed[0].severity).toBe('error');
    expect(new Set(listed.map(({ file }: Diagnostic) => path.basename(file)))).toContain('new.md');
    expect(listed.map(({ rule }: Diagnostic) => rule)).toContain('link-embargoed');
    expect(byToken.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
      'x-content-type-options': 'nosniff',
    });
    expect(await get(link(HEALTH))).toMatchObject({ status: 200, text: byToken.text });
  });

  test.each([
    ['with another token', undefined, { Authorization: 'Bearer wrong horse' }, 401],
    ['by an expired link', link(HEALTH, NOW), {}, 410],
  ])('are refused %s', async (_how, address, headers: Record<string, string>, status) => {
    const { get } = await healthOf(PUBLISHED);
    const answer = await get(address, headers);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('{');
  });

  test('are not at a link for something else', async () => {
    const { store } = await healthOf(PUBLISHED);
    const health = new Health(store, {} as PageCache, new Publisher(store, null, null), LINK_SECRET);
    for (const address of [link('content/articles/ferry.md'), link(HEALTH, NOW + HOUR, 'another secret'), '/_dateline'])
      expect(await health.answer({ headers: {} } as never, {} as never, address)).toBe(false);
  });
});
