import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { renderPage } from '#lib/render/page-renderer.ts';
import type { Renderer } from '#lib/render/rendering.ts';
import { Stylesheets } from '#lib/render/stylesheets.ts';
import { answerEditor } from '#lib/server/editor.ts';
import { readerOf } from '#lib/server/proxies.ts';
import { staged } from '#lib/server/staging.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { project } from '../../site/running-site.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dateline-editor-'));
const content = path.join(folder, 'content');
const publication = path.join(content, 'publication.yaml');
const SECRET = 'sixteen letters or more';
let store: ContentStore;
let server: Server;
/** The same behind a user and a password. */
let tried: Server;

beforeAll(async () => {
  cpSync(path.join(project, 'content'), content, { recursive: true });
  const folders = { content, public: path.join(project, 'public') };
  ({ store } = await ContentStore.open({ folders, index: path.join(folder, 'index.sqlite') }));
  const unsaved = {
    previewSecret: SECRET,
    cacheFolder: folder,
    imageCache: { folder: path.join(folder, 'media'), maxBytes: 0 },
  };
  const next = { render: () => expect.unreachable('no page is rendered here') };
  const stylesheets = new Stylesheets({});
  const renderer: Renderer = {
    render: ({ path }) => renderPage({ store, next, stylesheets, hub: null, unsaved }, path),
  };
  const parts = { store, renderer, previewSecret: SECRET, cacheFolder: folder, readerOf: readerOf('') };
  const handler: RequestListener = async (request, response) => {
    const answered = await answerEditor(parts, request, response, new URL(request.url ?? '/', 'http://site').pathname);
    if (!answered) response.writeHead(404).end('not found');
  };
  server = createServer(handler);
  tried = createServer(staged(handler, { credentials: 'editor:correct-horse' }));
  await Promise.all([server, tried].map((one) => new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))));
}, 60_000);
afterAll(async () => {
  server.close();
  tried.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const edit = async (change: (text: string) => string) => {
  writeFileSync(publication, change(readFileSync(publication, 'utf8')));
  await store.sync();
};

const EDITOR =
  'editor: {backend: gitea, repository: courier/news, address: https://git.courier.example/forge, folder: content}\n';

test('without “editor” there is none, and its code is not loaded', async () => {
  for (const path of ['', '/config.json', '/packages/immutable@5.1.9/dist/immutable.es.js']) {
    expect((await get(`/_dateline/editor${path}`)).status, path).toBe(404);
  }
});

test('the page has a policy of its own: scripts of this site, and connections to it and to the forge', async () => {
  await edit((text) => text + EDITOR);
  const { status, headers, text } = await get('/_dateline/editor');
  expect([status, headers.get('cache-control'), headers.get('x-robots-tag'), headers.get('referrer-policy')]).toEqual([
    200,
    'private, no-store',
    'noindex, nofollow',
    'no-referrer',
  ]);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'self' 'sha256-[\w+/]{43}='; style-src 'self' 'unsafe-inline'; /,
  );
  expect(policy).toContain("connect-src 'self' data: blob: https://git.courier.example;");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(text).toContain('<title>Dateline: editor</title>');
  expect(text.match(/https?:/g)).toBeNull();
});

test('all that the page names is served by the site, and kept for good', async () => {
  const { text } = await get('/_dateline/editor');
  const { imports } = JSON.parse(/<script type="importmap">(.*?)<\/script>/.exec(text)?.[1] ?? '') as {
    imports: Record<string, string>;
  };
  const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(text) ?? [];
  for (const file of [script, ...Object.values(imports)]) {
    const { status, headers } = await get(file, { 'Accept-Encoding': 'br' });
    expect([status, headers.get('content-type'), headers.get('content-encoding')], file).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'br',
    ]);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  }
  const cms = imports['@sveltia/cms'] ?? '';
  const source = readFileSync(path.join(project, 'node_modules/@sveltia/cms/npm/index.js'), 'utf8');
  const named = [...source.matchAll(/`(assets\/[^`]+\.woff2)`/g)].map(([, name = '']) => name);
  expect(named).toHaveLength(3);
  for (const font of named) {
    expect((await get(cms.replace('index.js', font))).headers.get('content-type'), font).toBe('font/woff2');
  }
  // Its fonts and its newest version are of this site, too.
  expect((await get(cms)).text).not.toMatch(/cdn\.jsdelivr\.net|unpkg\.com\/@sveltia\/cms/);
  expect((await get(cms.replace('npm/index.js', 'package.json'))).headers.get('content-type')).toBe('application/json');
  const german = await get(cms.replace('npm/index.js', 'locales/de.json'));
  expect([german.headers.get('content-type'), german.text]).toEqual([
    'text/javascript; charset=utf-8',
    expect.stringMatching(/^export default \{/),
  ]);
});

test.each([
  '/packages/@sveltia/cms@0.0.1/npm/index.js',
  '/packages/@sveltia/cms@VERSION/README.md',
  '/packages/@sveltia/cms@VERSION/npm/..%2f..%2f..%2fpackage.json',
  '/packages/next@VERSION/package.json',
  '/packages/constructor@1/x',
  '/0123456789abcdef.js',
  '/other',
])('%s is not served', async (file) => {
  const packageFile = path.join(project, 'node_modules/@sveltia/cms/package.json');
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  expect((await get(`/_dateline/editor${file.replace('VERSION', version)}`)).status).toBe(404);
});

test('the configuration has the repository, the languages and the folders of this publication', async () => {
  const { headers, text } = await get('/_dateline/editor/config.json');
  expect(headers.get('cache-control')).toBe('private, no-store');
  const { config } = JSON.parse(text);
  expect(config).toMatchObject({
    backend: { name: 'gitea', repo: 'courier/news', api_root: 'https://git.courier.example/forge/api/v1' },
    i18n: { locales: ['en', 'ar', 'es', 'ru', 'zh'], default_locale: 'en' },
  });
  const [articles] = config.collections;
  expect(articles).toMatchObject({
    folder: 'content/articles',
    path: '{{year}}/{{month}}/{{slug}}',
    media_folder: '..',
  });
});

test('a story that readers cannot see changes nothing in the configuration, which anybody may request', async () => {
  const before = (await get('/_dateline/editor/config.json')).text;
  const keys = 'title: Une gare\nauthor: tobias-wrenfield';
  writeFileSync(path.join(content, 'articles/gare.fr.md'), `---\n${keys}\ndate: 2999-02-01T09:00:00Z\n---\n\nTexte.\n`);
  await store.sync();
  expect((await get('/_dateline/editor/config.json')).text).toBe(before);
});

/** A forge that knows one token. */
async function forge(token: string, permissions: object) {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const knows = request.headers.authorization === `token ${token}`;
    response.writeHead(knows ? 200 : 401).end(JSON.stringify({ permissions }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const line = `editor: {backend: gitea, repository: courier/news, address: ${origin}}\n`;
  await edit((text) => text.replace(/^editor:.*\n/m, line));
  return { asked, close: () => server.close() };
}

async function post(path: string, value: object, more: Record<string, string> = {}, to = server) {
  const headers = { 'Content-Type': 'application/json', ...more };
  const url = `http://127.0.0.1:${(to.address() as AddressInfo).port}/_dateline/editor${path}`;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(value) });
  const text = await response.text();
  return { status: response.status, text, json: () => JSON.parse(text) };
}

test('a pass is for accounts that may push, by the word of the forge', async () => {
  const { asked, close } = await forge('secret', { push: true });
  expect((await post('/pass', { token: 'wrong' })).status).toBe(403);
  expect((await post('/pass', { token: 'with\nbreak' })).status).toBe(400);
  expect((await post('/pass', { token: 'secret' }, { 'Content-Type': 'text/plain' })).status).toBe(415);
  expect((await post('/pass', { token: 'secret' })).json()).toEqual({
    pass: expect.stringMatching(/^[\w-]+\.[\w-]+$/),
  });
  expect(asked).toEqual(['/api/v1/repos/courier/news', '/api/v1/repos/courier/news']);
  close();
  const reader = await forge('secret', { pull: true, push: false });
  expect((await post('/pass', { token: 'secret' })).status).toBe(403);
  reader.close();
  expect((await post('/pass', { token: 'secret' })).status).toBe(502);
});

test('who has a pass gets diagnostics of an unsaved file, and a preview of an article', async () => {
  const { close } = await forge('secret', { push: true });
  const { pass } = (await post('/pass', { token: 'secret' })).json();
  const draft = (file: string, text: string, more: object = {}, bearer = pass) =>
    post('/draft', { file, text, images: {}, ...more }, { 'Dateline-Pass': bearer });
  const keys = 'title: Ferry\ndate: 2026-11-22T06:30:00-05:00\nauthor: ida-hom';
  const found = (await draft('content/articles/ferry.md', `---\n${keys}\n---\n\nA text.\n`)).json();
  expect(found.diagnostics).toEqual([expect.objectContaining({ rule: 'author-unknown', line: 4, severity: 'error' })]);
  expect(found.preview).toMatch(/^\/_dateline\/preview\/[\w-]+\.[\w-]+$/);
  expect((await draft('content/authors/ida-holm.md', '---\nrole: Editor\n---\n')).json()).toMatchObject({
    preview: null,
    diagnostics: [{ rule: 'key-missing' }],
  });
  expect((await draft('content/pages/home.md', '---\nlead: nothing\n---\n')).json().diagnostics).toMatchObject([
    { rule: 'home-page-unknown' },
  ]);
  expect((await draft('content/articles/ferry.md', '', {}, `${pass}x`)).status).toBe(403);
  expect((await draft('content/../secret.md', '')).status).toBe(400);
  expect((await draft('content/articles/ferry.md', '', { images: { '/etc/passwd': '' } })).status).toBe(400);
  await edit((text) => text.replace('courier/news', 'courier/other'));
  expect((await draft('content/articles/ferry.md', '')).status).toBe(403);
  close();
});

test('a site that is being tried has the pass beside its password', async () => {
  const { close } = await forge('secret', { push: true });
  const headers = { Authorization: `Basic ${Buffer.from('editor:correct-horse').toString('base64')}` };
  expect((await post('/pass', { token: 'secret' }, {}, tried)).status).toBe(401);
  const { pass } = (await post('/pass', { token: 'secret' }, headers, tried)).json();
  const draft = { file: 'content/tags/ferries.md', text: '---\nname: Ferries\n---\n', images: {} };
  expect((await post('/draft', draft, { ...headers, 'Dateline-Pass': pass }, tried)).json()).toEqual({
    preview: null,
    diagnostics: [],
  });
  close();
});

test('nothing large is read of somebody without a pass, and the forge gets few questions at a time', async () => {
  const size = 30_000_000;
  const sent: string[] = [];
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('data', (chunk) => sent.push(String(chunk)));
  const head = `POST /_dateline/editor/draft HTTP/1.1\r\nHost: site\r\nContent-Type: application/json\r\nContent-Length: ${size}\r\n\r\n{`;
  socket.write(head);
  await once(socket, 'close');
  expect(sent.join('')).toMatch(/^HTTP\/1\.1 403 /);
  expect((await post('/pass', { token: 'x'.repeat(20_000) })).status).toBe(400);

  const waiting: (() => void)[] = [];
  const slow = createServer((_, response) => waiting.push(() => response.writeHead(401).end()));
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
  await edit((text) => text.replace(/address: [^,}]+/, `address: ${origin}`));
  const statuses: number[] = [];
  const answers = Array.from({ length: 6 }, () =>
    post('/pass', { token: 'secret' }).then(({ status }) => statuses.push(status)),
  );
  await vi.waitFor(() => {
    expect(statuses).toEqual([503, 503]);
    expect(waiting).toHaveLength(4);
  });
  for (const answer of waiting) answer();
  await Promise.all(answers);
  expect(statuses).toEqual([503, 503, 403, 403, 403, 403]);
  slow.close();
});

test('an error in “editor” turns it off, and nothing else', async () => {
  await edit((text) => text.replace(/backend: gitea/, 'backend: git'));
  expect((await get('/_dateline/editor')).status).toBe(404);
  expect(store.publication().name).toBe('Dateline');
});
