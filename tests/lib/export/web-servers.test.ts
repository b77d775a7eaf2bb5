import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caddyfile } from '#lib/export/caddyfile.ts';
import { nginxConfig } from '#lib/export/nginx-config.ts';
import { CADDY, NGINX, needs, type RunningServer, rawGet, startCaddy, startNginx } from '../../fixtures/web-servers.ts';

const RULES = {
  origin: 'https://lamp.example',
  editions: ['/zh-hant', '/es'],
  redirects: [
    ['/2019/old story; {$uri} "quoted" \\', '/articles/new'],
    ['/früher', '/articles/f%C3%BCr-immer'],
    ['/es/viejo', '/es/articles/nuevo'],
  ],
  gone: ['/articles/removed', '/es/articles/quitado'],
  queries: [
    { path: '/', query: 'p=123', target: '/articles/new' },
    { path: '/story.php', query: 'id=5&lang=es', target: '/articles/new' },
  ],
  patterns: [
    ['/Category/:tag', '/tags/:tag'],
    ['/blog/*', '/archive/*'],
    ['/posts/:slug.html', '/articles/:slug'],
    ['/old/:slug', '/articles/:slug'],
  ],
  lookalikes: ['/map.html'],
} as const;

test('no rule of an editor ends a line of the configuration', () => {
  const lines = nginxConfig(RULES).split('\n');
  expect(lines).toContain(
    'location = "/2019/old story; {$uri} \\"quoted\\" \\\\" { return 308 "/articles/new$is_args$args"; }',
  );
});

const SERVERS = [
  { name: needs('nginx', NGINX), program: NGINX, start: startNginx, rules: 'nginx.conf' },
  { name: needs('caddy', CADDY), program: CADDY, start: startCaddy, rules: 'Caddyfile' },
];

describe.for(SERVERS)('$name with the rules of an export', { timeout: 60_000 }, ({ program, start, rules }) => {
  let root: string;
  let server: RunningServer;
  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'dateline-rules-'));
    const files = {
      'index.html': 'home',
      'es.html': 'inicio',
      '404.html': 'not found',
      '410.html': 'removed',
      'es/404.html': 'no encontrado',
      'es/410.html': 'quitado',
      'articles/new.html': 'new',
      'old/kept.html': 'kept',
      'articles/new.md': '# new',
      'articles/new/share.png': 'image',
      'articles/new.html.gz': 'compressed',
      'feed.xml': '<rss/>',
      'map.html': 'a map',
      'feed.css': 'p{}',
      'fonts/a.woff2': 'font',
      'fonts/OFL.txt': 'licence',
      _headers: '/*',
      '.dateline/manifest.sqlite': 'secret',
      '.dateline/nginx.conf': nginxConfig(RULES),
      '.dateline/Caddyfile': caddyfile(RULES),
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
    if (program) server = await start(root, path.join(root, '.dateline', rules));
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  const get = async (url: string, headers = {}) => {
    const { status, headers: sent, body } = await rawGet(server.origin + url, headers);
    return { status, location: sent.location, body: body.toString(), headers: sent };
  };

  test.skipIf(program === null)('serves pages at their addresses, and only there', async () => {
    expect(await get('/')).toMatchObject({ status: 200, body: 'home' });
    expect(await get('/es')).toMatchObject({ status: 200, body: 'inicio' });
    expect(await get('/articles/new?utm_source=x')).toMatchObject({ status: 200, body: 'new' });
    expect(await get('/map.html')).toMatchObject({ status: 200, body: 'a map' });
    for (const url of ['/index.html', '/articles/new.html', '/404.html', '/articles/new.html.gz', '/articles'])
      expect(await get(url), url).toMatchObject({ status: 404, body: 'not found' });
  });

  test.skipIf(program === null)('sends files under public/ with their types', async () => {
    expect((await get('/feed.css')).headers['content-type']).toBe('text/css; charset=utf-8');
    expect((await get('/fonts/OFL.txt')).headers['content-type']).toBe('text/plain; charset=utf-8');
    expect((await get('/fonts/a.woff2')).headers).toMatchObject({
      'content-type': 'font/woff2',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect((await get('/articles/new/share.png')).headers['content-type']).toBe('image/png');
  });

  test.skipIf(program === null)('serves nothing of the export itself', async () => {
    for (const url of ['/.dateline/manifest.sqlite', '/.dateline/nginx.conf', '/_headers'])
      expect((await get(url)).status, url).toBe(404);
  });

  test.skipIf(program === null)('redirects old addresses with their query', async () => {
    // Caddy would fill in what is in braces.
    if (rules === 'nginx.conf')
      expect(await get('/2019/old%20story;%20%7B$uri%7D%20%22quoted%22%20%5C')).toMatchObject({
        status: 308,
        location: '/articles/new',
      });
    expect(await get('/fr%C3%BCher?a=b')).toMatchObject({ status: 308, location: '/articles/f%C3%BCr-immer?a=b' });
    expect(await get('/es/viejo')).toMatchObject({ status: 308, location: '/es/articles/nuevo' });
  });

  test.skipIf(program === null)('redirects old addresses whose query names the page', async () => {
    for (const url of ['/?p=123', '/?utm_source=x&p=123', '/story.php?lang=es&id=5'])
      expect(await get(url), url).toMatchObject({ status: 308, location: '/articles/new' });
    expect(await get('/?p=1234')).toMatchObject({ status: 200, body: 'home' });
    expect((await get('/story.php?id=5')).status).toBe(404);
  });

  test.skipIf(program === null)('redirects old addresses by patterns, and shadows no file', async () => {
    const moved = {
      '/category/harbor': '/tags/harbor',
      '/Category/harbor?page=2': '/tags/harbor?page=2',
      '/blog/2019/x': '/archive/2019/x',
      '/posts/ferries.html': '/articles/ferries',
      '/old/ferries': '/articles/ferries',
    };
    for (const [url, location] of Object.entries(moved))
      expect(await get(url), url).toMatchObject({ status: 308, location });
    expect(await get('/old/kept')).toMatchObject({ status: 200, body: 'kept' });
    for (const url of ['/category/a/b', '/category', '/posts/ferries.php'])
      expect((await get(url)).status, url).toBe(404);
    for (const url of ['/category/%0d%0aSet-Cookie:%20x=1', '/blog//evil.example', '/blog/%2fevil.example']) {
      const { location = '/', headers } = await get(url);
      expect(location, url).toMatch(/^\/(?![/\\])/);
      expect(headers['set-cookie']).toBeUndefined();
    }
  });

  test.skipIf(program === null)('says which stories were removed, in the language of the path', async () => {
    expect(await get('/articles/removed')).toMatchObject({ status: 410, body: 'removed' });
    expect(await get('/es/articles/quitado')).toMatchObject({ status: 410, body: 'quitado' });
    expect(await get('/es/nada')).toMatchObject({ status: 404, body: 'no encontrado' });
  });

  test.skipIf(program === null)('removes trailing slashes, and never redirects to another site', async () => {
    expect(await get('/articles/new/?a=b')).toMatchObject({ status: 308, location: '/articles/new?a=b' });
    for (const url of ['//evil.example/', '/\\evil.example/', '/%0d%0aSet-Cookie:%20x=1/', '/x%0aSet-Cookie: y/']) {
      const { location = '/', headers } = await get(url.replaceAll(' ', '%20'));
      expect(location, url).toMatch(/^\/(?![/\\])/);
      expect(headers['set-cookie']).toBeUndefined();
    }
  });

  test.skipIf(program === null)('sends a Markdown document with the address of its page', async () => {
    const { headers } = await get('/articles/new.md?x=1');
    expect(headers['content-type']).toBe('text/markdown; charset=utf-8');
    expect(headers.link).toBe('<https://lamp.example/articles/new>; rel="canonical"');
    expect((await get('/articles/no%0d%0aX: y.md'.replace(' ', '%20'))).headers).not.toHaveProperty('x');
  });

  test.skipIf(program === null)('sends compressed copies to readers who accept them', async () => {
    const answer = await get('/articles/new', { 'Accept-Encoding': 'br, gzip' });
    expect(answer).toMatchObject({ status: 200, body: 'compressed' });
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
  });
});
