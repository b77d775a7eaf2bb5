import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, project, type Site, startSite } from './running-site.ts';
import { freePort, hasVarnish, startVarnish, type Varnish } from './varnish.ts';

// The site behind Varnish, with the VCL of `lib/server/deploy/varnish.vcl`: a page stays in the cache until the
// change that makes it untrue.

const root = mkdtempSync(path.join(tmpdir(), 'dateline-purging-'));
const [remote, editor, clone] = ['remote.git', 'editor', 'clone'].map((name) => path.join(root, name)) as [
  string,
  string,
  string,
];
let site: Site;
let varnish: Varnish;

beforeAll(async () => {
  if (!hasVarnish) return;
  git(root, 'init', '--bare', '-b', 'main', remote);
  git(root, 'init', '-b', 'main', editor);
  git(editor, 'remote', 'add', 'origin', remote);
  cpSync(path.join(project, 'content'), editor, { recursive: true });
  write('fresh', 'First words');
  push();
  git(root, 'clone', remote, clone);
  writeFileSync(path.join(root, 'secret'), 'open sesame');
  const port = await freePort();
  site = await startSite({
    on: { content: clone, cache: path.join(root, 'cache') },
    env: {
      PUBLISH_POLL: '0.5',
      CDN: `varnish:http://127.0.0.1:${port}`,
      CDN_SECRET_FILE: path.join(root, 'secret'),
    },
  });
  varnish = await startVarnish(port, Number(new URL(site.origin).port), 'open sesame');
});
afterAll(async () => {
  await varnish?.stop();
  await site?.stop();
  rmSync(root, { recursive: true, force: true });
});

function git(folder: string, ...args: string[]): void {
  const who = ['-c', 'user.name=Ida Holm', '-c', 'user.email=ida@courier.example', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, '-C', folder, ...args], { stdio: 'pipe', timeout: 20_000 });
}

const write = (slug: string, headline: string) =>
  writeFileSync(
    path.join(editor, `articles/${slug}.md`),
    `---\ntitle: ${headline}\nauthor: maren-okoro-lind\ndate: 2026-11-01\ntags: [Oceans]\n---\n\nText.\n`,
  );

function push(): void {
  git(editor, 'add', '--all');
  git(editor, 'commit', '-m', 'Words');
  git(editor, 'push', '-u', 'origin', 'main');
}

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

/** Requests a path of Varnish. */
function read(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(varnish.origin + target, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('latin1'),
        }),
      );
    });
    sent.on('error', reject).end();
  });
}

/** Requests a path until the answer is as it should be. */
const readUntil = (target: string, isRight: (answer: Answer) => boolean) => eventually(() => read(target), isRight);

/** Whether the cache had the answer: only then it has an age. */
const cached = ({ headers }: Answer) => Number(headers.age) > 0;

describe.skipIf(!hasVarnish)('behind Varnish (skipped without varnishd and varnish-modules)', () => {
  test('a page stays in the cache for longer than ten seconds, and its keys stay from readers', async () => {
    const answer = await read('/articles/fresh');
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/xkey|cdn-cache-control|varnish|via/)]),
    );
    const { headers } = await fetch(`${site.origin}/articles/fresh`);
    expect(headers.get('CDN-Cache-Control')).toBe('max-age=86400, stale-if-error=86400');
    expect(headers.get('Cache-Control')).toContain('s-maxage=10');
    const keys = headers.get('xkey') ?? '';
    expect(keys.split(' ')[0]).toBe('all');
    expect(keys.length).toBeLessThan(1_000);
    const old = await readUntil('/articles/fresh', ({ headers }) => Number(headers.age) > 11);
    expect(old.status).toBe(200);
  });

  test('an edit is at the cache as soon as it is published, and pages that it does not concern stay there', async () => {
    let edits = 0;
    // A page that an edit does not concern is purged, too, if the site reads the edit and its commit at once.
    const isKept = await eventually(
      async () => {
        await readUntil('/articles/fresh', cached);
        await readUntil('/about', cached);
        const words = `Edited words ${++edits}`;
        write('fresh', words);
        push();
        const fresh = await readUntil('/articles/fresh', ({ body }) => body.includes(words));
        expect(fresh.status).toBe(200);
        expect((await read('/tags/oceans')).body).toContain(words);
        return cached(await read('/about'));
      },
      (isKept) => isKept,
      60_000,
    );
    expect(isKept).toBe(true);
  });

  test('a new story is found, and a deleted one is gone, also from the lists', async () => {
    expect((await read('/articles/newest')).status).toBe(404);
    await read('/tags/oceans');
    write('newest', 'Newest words');
    push();
    await readUntil('/articles/newest', ({ status }) => status === 200);
    expect((await read('/tags/oceans')).body).toContain('Newest words');
    rmSync(path.join(editor, 'articles/newest.md'));
    push();
    await readUntil('/articles/newest', ({ status }) => status !== 200);
    expect((await read('/tags/oceans')).body).not.toContain('Newest words');
  });

  test('readers get Brotli, gzip or neither, whatever their browser writes', async () => {
    const encodingFor = async (accept: string) =>
      (await read('/', { 'Accept-Encoding': accept })).headers['content-encoding'];
    expect(await encodingFor('gzip, deflate, br, zstd')).toBe('br');
    expect(await encodingFor('gzip;q=1.0, br;q=0')).toBe('gzip');
    expect(await encodingFor('identity')).toBeUndefined();
  });

  test('an address with a query is the page without it, but for searches', async () => {
    await readUntil('/articles/fresh', cached);
    expect(cached(await read('/articles/fresh?utm_source=letter'))).toBe(true);
    expect((await read('/search?q=eelgrass')).body).toContain('eelgrass');
  });

  test('nobody purges without the secret', async () => {
    const purge = (headers: Record<string, string>) => read('/', { 'xkey-purge': 'all', ...headers }, 'PURGE');
    expect((await purge({})).status).toBe(403);
    expect((await purge({ 'Purge-Secret': 'sesame' })).status).toBe(403);
    expect((await purge({ 'Purge-Secret': 'open sesame' })).status).toBe(200);
  });

  test('while the site is down, the cache serves what it has', { timeout: 60_000 }, async () => {
    const before = await readUntil('/articles/fresh', cached);
    await site.kill();
    const purged = await read('/', { 'xkey-softpurge': 'all', 'Purge-Secret': 'open sesame' }, 'PURGE');
    expect(purged.status).toBe(200);
    const after = await read('/articles/fresh');
    expect([after.status, after.body]).toEqual([200, before.body]);
    expect((await read('/never-read')).status).toBe(503);
  });
});
