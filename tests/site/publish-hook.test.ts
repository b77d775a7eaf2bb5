import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { end, eventually, launch, open, operatorHealth, type Site, startSite } from './running-site.ts';
import { copySample, keepFewStories } from './sample-index.ts';
import { freePort } from './varnish.ts';

// Two sites serve clones of one remote: one gets hooks of each push, the other has cloned it by itself and polls every
// second. The other runs only for its own tests, since each poll starts several processes.

const SECRET = 'correct horse';
const MEGABYTE = 1_000_000;

const root = mkdtempSync(path.join(tmpdir(), 'dateline-publish-site-'));
const [remote, editor, hookedClone, pollingClone] = ['remote.git', 'editor', 'hooked', 'polling'].map((name) =>
  path.join(root, name),
) as [string, string, string, string];
let hooked: Site;

beforeAll(async () => {
  git(root, 'init', '--bare', '-b', 'main', remote);
  git(root, 'init', '-b', 'main', editor);
  git(editor, 'remote', 'add', 'origin', remote);
  copySample(editor);
  keepFewStories(editor);
  push('First words');
  git(root, 'clone', remote, hookedClone);
  hooked = await start(hookedClone, { PUBLISH_SECRET: SECRET });
});
afterAll(async () => {
  await hooked?.stop();
  rmSync(root, { recursive: true, force: true });
});

const start = (content: string, env: Record<string, string>) =>
  startSite({ on: { content, cache: `${content}-cache` }, env: { PUBLISH_SECRET: '', PUBLISH_POLL: '', ...env } });

function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Ida Holm', '-c', 'user.email=ida@courier.example', '-c', 'commit.gpgsign=false'];
  const options = { encoding: 'utf8', stdio: 'pipe', timeout: 20_000 } as const;
  return execFileSync('git', [...who, '-C', folder, ...args], options).trim();
}

const head = (clone: string) => git(clone, 'rev-parse', 'HEAD');

/** Commits and pushes an article with this headline, which replaces the one before. */
function push(headline: string): void {
  writeFileSync(
    path.join(editor, 'articles/fresh.md'),
    `---\ntitle: ${headline}\nauthor: maren-okoro-lind\ndate: 2026-11-01\ntags: [Oceans]\n---\n\nText.\n`,
  );
  git(editor, 'add', '--all');
  git(editor, 'commit', '-m', headline);
  git(editor, 'push', '--force', '-u', 'origin', 'main');
}

const headline = async (site: Site) =>
  (await open(`${site.origin}/articles/fresh`)).document.querySelector('h1')?.textContent;

const publishStatus = async (site: Site) => (await operatorHealth(site.origin, SECRET)).publish;

/** The payload of a push event and its signature, as GitHub sends them; each call has another payload. */
function delivery(): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify({ ref: 'refs/heads/main', after: git(remote, 'rev-parse', 'main') });
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  return { body, headers: { 'X-GitHub-Event': 'push', 'X-Hub-Signature-256': `sha256=${signature}` } };
}

async function send(site: Site, { body, headers }: { body: string; headers: Record<string, string> }) {
  const response = await fetch(`${site.origin}/_dateline/publish`, { method: 'POST', body, headers });
  return { status: response.status, answer: (await response.json()) as { message: string; diagnostic: string | null } };
}

/** Sends a delivery until git is done with it: on a slow machine the first answer is 202. */
const sendUntilDone = (site: Site, delivered: ReturnType<typeof delivery>) =>
  eventually(
    () => send(site, delivered),
    ({ status }) => status !== 202,
    120_000,
  );

describe('a push that a hook announces', () => {
  test('is on the page with the next request after the answer to GitHub', async () => {
    expect(await headline(hooked)).toBe('First words');
    push('Words told by GitHub');
    expect(await send(hooked, delivery())).toMatchObject({ status: 200 });
    expect(await headline(hooked)).toBe('Words told by GitHub');
    expect((await publishStatus(hooked)).commit).toBe(head(editor));
    expect(hooked.log()).toMatch(/Published [0-9a-f]{10}: 1 file\./);
  });

  test('is on the page with the next request after the answer to GitLab', async () => {
    push('Words told by GitLab');
    const headers = { 'X-Gitlab-Event': 'Push Hook', 'X-Gitlab-Token': SECRET };
    expect(await send(hooked, { body: '{}', headers })).toMatchObject({ status: 200 });
    expect(await headline(hooked)).toBe('Words told by GitLab');
  });

  test('publishes only what is new, if the delivery is replayed', async () => {
    push('Delivered words');
    const first = delivery();
    expect(await send(hooked, first)).toMatchObject({ status: 200, answer: { message: 'Published.' } });
    const published = head(hookedClone);
    expect(await send(hooked, first)).toMatchObject({
      status: 200,
      answer: { message: 'All commits were published before.' },
    });
    expect(head(hookedClone)).toBe(published);
    expect(await headline(hooked)).toBe('Delivered words');
    push('Words of a later push');
    expect(await send(hooked, first)).toMatchObject({ status: 200, answer: { message: 'Published.' } });
    expect(await headline(hooked)).toBe('Words of a later push');
  });
});

describe('a request that is no valid hook', () => {
  test.each([
    ['a wrong signature', { 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` }],
    ['a wrong token', { 'X-Gitlab-Token': 'wrong horse' }],
    ['no signature', {}],
  ])('is refused with %s, and nothing is published', async (what, headers: Record<string, string>) => {
    const before = head(hookedClone);
    push(`Words with ${what}`);
    expect(await send(hooked, { body: '{}', headers })).toMatchObject({ status: 401 });
    expect(head(hookedClone)).toBe(before);
  });

  test('gets 405 without POST', async () => {
    const response = await fetch(`${hooked.origin}/_dateline/publish`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('is answered if it is a ping', async () => {
    const { body, headers } = delivery();
    expect(await send(hooked, { body, headers: { ...headers, 'X-GitHub-Event': 'ping' } })).toMatchObject({
      status: 200,
      answer: { message: 'The hook is set up.' },
    });
  });

  test('is cut off at 25 MB', async () => {
    const megabyte = Buffer.alloc(MEGABYTE, 'x');
    let sent = 0;
    const end = await new Promise<number | string | undefined>((resolve) => {
      const sending = request(`${hooked.origin}/_dateline/publish`, { method: 'POST' }, (response) => {
        resolve(response.statusCode);
        response.on('error', () => {}).resume();
        sending.destroy();
      });
      // The answer can be lost when the connection ends while more is being sent.
      sending.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
      const more = () => {
        while (!sending.destroyed && sent++ < 1000) if (!sending.write(megabyte)) return sending.once('drain', more);
      };
      more();
    });
    expect([413, 'EPIPE', 'ECONNRESET']).toContain(end);
    expect(sent).toBeLessThan(100);
    expect((await open(`${hooked.origin}/`)).status).toBe(200);
  });

  test.runIf(existsSync('/proc/self/status'))('takes no memory in proportion to what it sends', async () => {
    const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${hooked.pid}/status`, 'utf8'))?.[1]) * 1024;
    const payload = Buffer.alloc(24 * MEGABYTE, 'x');
    const before = memory();
    // All stay open until all have been sent.
    const sending = Array.from({ length: 12 }, () =>
      request(`${hooked.origin}/_dateline/publish`, { method: 'POST' }).on('error', () => {}),
    );
    await Promise.all(sending.map((one) => new Promise<void>((resolve) => one.write(payload, () => resolve()))));
    const grown = memory() - before;
    const statuses = await Promise.all(
      sending.map(
        (one) =>
          new Promise((resolve) => one.once('response', (response) => resolve(response.resume().statusCode)).end()),
      ),
    );
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(grown).toBeLessThan((12 * payload.length) / 2);
  });
});

describe('without a secret', () => {
  let polling: Site;
  beforeAll(async () => {
    polling = await start(pollingClone, { PUBLISH_POLL: '1', CONTENT_REPOSITORY: `file://${remote}` });
  });
  afterAll(() => polling.stop());

  test('a hook gets 404', async () => {
    expect(await send(polling, delivery())).toMatchObject({ status: 404 });
  });

  test('a push is published if the remote is polled', async () => {
    push('Words that were asked for');
    expect(
      await eventually(
        () => headline(polling),
        (it) => it === 'Words that were asked for',
      ),
    ).toBe('Words that were asked for');
  });
});

describe('a force-push', () => {
  test('is refused, is in the log and the status, and is published after the operator has reset the clone', async () => {
    push('Words before');
    await sendUntilDone(hooked, delivery());
    git(editor, 'reset', '--hard', 'HEAD~1');
    push('Words of another history');
    const refused = delivery();
    const { status, answer } = await sendUntilDone(hooked, refused);
    expect(status).toBe(503);
    expect(answer.diagnostic).toMatch(/it was force-pushed.* run in the clone: git reset --hard origin\/main$/);
    expect((await publishStatus(hooked)).diagnostic).toBe(answer.diagnostic);
    expect(hooked.log()).toContain(`Not published; the site serves what it has. ${answer.diagnostic}\n`);
    expect(await headline(hooked)).toBe('Words before');
    expect((await open(`${hooked.origin}/`)).status).toBe(200);

    git(hookedClone, 'reset', '--hard', 'origin/main');
    expect(await sendUntilDone(hooked, refused)).toMatchObject({ status: 200 });
    expect(await headline(hooked)).toBe('Words of another history');
    expect((await publishStatus(hooked)).diagnostic).toBeNull();
    expect(hooked.log()).toContain('The remote can be followed again.');
  });
});

test('a file that was changed in the clone is not overwritten, and later pushes are published', async () => {
  await sendUntilDone(hooked, delivery());
  const file = path.join(hookedClone, 'articles/fresh.md');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^title: .*$/m, 'title: Words of the operator'));
  await eventually(
    () => headline(hooked),
    (it) => it === 'Words of the operator',
  );
  push('Words in conflict');
  const { status, answer } = await sendUntilDone(hooked, delivery());
  expect(status).toBe(503);
  expect(answer.diagnostic).toContain('articles/fresh.md');
  expect(await headline(hooked)).toBe('Words of the operator');
  git(hookedClone, 'stash');
  expect(await sendUntilDone(hooked, delivery())).toMatchObject({ status: 200 });
  expect(await headline(hooked)).toBe('Words in conflict');
});

test('a site that waits for its clone lives, is not ready, and can be stopped', async () => {
  const silent = createServer(() => {}); // as a git host that does not answer
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port: host } = silent.address() as AddressInfo;
  const port = await freePort();
  const { child, ready } = launch(['lib/server/main.ts'], {
    ...process.env,
    PORT: String(port),
    CONTENT_DIR: path.join(root, 'waiting'),
    CONTENT_REPOSITORY: `http://127.0.0.1:${host}/news.git`,
    DATELINE_CACHE: path.join(root, 'waiting-cache'),
  });
  await ready(/^Cloning http:\/\/127\.0\.0\.1/m);
  const get = async (at: string) => {
    const { status, headers } = await fetch(`http://127.0.0.1:${port}${at}`);
    return [status, headers.get('retry-after')];
  };
  expect(await get('/_dateline/live')).toEqual([200, null]);
  for (const at of ['/_dateline/ready', '/', '/articles/fresh']) expect(await get(at)).toEqual([503, '2']);
  expect(await end(child)).toBe(0);
  silent.closeAllConnections();
  silent.close();
});
