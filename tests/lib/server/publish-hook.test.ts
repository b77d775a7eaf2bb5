import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import type { Diagnostic } from '#lib/content/parse/diagnostic.ts';
import { Publisher } from '#lib/server/publish-hook.ts';
import type { ContentStore } from '#lib/store/content-store.ts';
import { headOf, pushFiles } from '../../fixtures/git-refs.ts';

// Real repositories, and a fake store that records its syncs. The remote counts fetches, and can be made to wait.

const SECRET = 'correct horse';
const MEGABYTE = 1_000_000;

let root: string;
let editor: string;
let clone: string;
let synced: (readonly string[] | null)[];
let sync: () => Promise<void>;
let diagnostics: readonly Diagnostic[];
let publisher: Publisher;
let server: Server | null;
let logged: MockInstance;
let complained: MockInstance;

const file = (name: string) => path.join(root, name);
const fetches = () => (existsSync(file('fetches')) ? readFileSync(file('fetches'), 'utf8').length : 0);

let original: string;

/** Uses the repositories in `folder` from now on. */
function use(folder: string): void {
  root = folder;
  editor = file('editor');
  clone = file('clone');
}

beforeAll(() => {
  original = mkdtempSync(path.join(tmpdir(), 'dateline-publish-'));
  use(original);
  git(root, 'init', '--template=', '--bare', '-b', 'main', 'remote.git');
  git(root, 'init', '--template=', '-b', 'main', editor);
  // Relative, so that a copy of all is independent.
  git(editor, 'remote', 'add', 'origin', '../remote.git');
  commit('ferries.md', 'Ferries');
  git(editor, 'push', '-u', 'origin', 'main');
  git(root, 'clone', '--template=', file('remote.git'), clone);
  git(clone, 'remote', 'set-url', 'origin', '../remote.git');
  writeFileSync(
    file('upload-pack'),
    '#!/bin/sh\nprintf x >> ../fetches\nwhile [ -e ../held ]; do sleep 0.01; done\nexec git-upload-pack "$@"\n',
  );
  chmodSync(file('upload-pack'), 0o755);
  git(clone, 'config', 'remote.origin.uploadpack', '../upload-pack');
});
afterAll(() => rmSync(original, { recursive: true }));

beforeEach(() => {
  use(mkdtempSync(path.join(tmpdir(), 'dateline-publish-')));
  cpSync(original, root, { recursive: true, preserveTimestamps: true });
  synced = [];
  sync = async () => {};
  diagnostics = [];
  server = null;
  logged = vi.spyOn(console, 'log').mockImplementation(() => {});
  complained = vi.spyOn(console, 'error').mockImplementation(() => {});
  publisher = open();
});

afterEach(() => {
  publisher.stop();
  server?.close();
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

function open(secret: string | null = SECRET, pollSeconds: number | null = null): Publisher {
  const store = {
    folders: { content: clone, public: clone },
    sync: async (paths: readonly string[] | null = null) => {
      synced.push(paths);
      await sync();
    },
    diagnostics: () => diagnostics,
  };
  return new Publisher(store as unknown as ContentStore, secret, pollSeconds);
}

function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Ida Holm', '-c', 'user.email=ida@courier.example', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, '-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commit(name: string, text: string): void {
  writeFileSync(path.join(editor, name), `${text}\n`);
  git(editor, 'add', '--all');
  git(editor, 'commit', '-m', text);
}

function push(name: string, text: string): string {
  commit(name, text);
  pushFiles(editor, file('remote.git'));
  return headOf(editor);
}

function forcePush(): string {
  git(editor, 'commit', '--amend', '-m', 'Rewritten');
  return push('ferries.md', 'Rewritten ferries');
}

async function until(held: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(held()).toBe(true), { timeout: 30_000, interval: 5 });
}

const signed = (body: string | Buffer, secret = SECRET) => ({
  'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});

/**
 * Sends a hook to the publisher over a real connection. `chunked` sends no Content-Length; `method` is POST
 * by default.
 */
async function send(
  body: string | Buffer,
  headers: Record<string, string>,
  { chunked = false, method = 'POST' } = {},
): Promise<{ status: number; headers: Record<string, unknown>; message: string; body: object }> {
  if (!server) {
    server = createServer((incoming, response) => {
      publisher.answer(incoming, response).catch((error: Error) => response.writeHead(500).end(error.message));
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  }
  const { port } = server.address() as AddressInfo;
  const length = chunked ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sending = request({ port, host: '127.0.0.1', method, headers: { ...length, ...headers } }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        const body = JSON.parse(text);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, message: body.message, body });
      });
    });
    sending.on('error', reject).end(body);
  });
}

describe('publishing', () => {
  test('syncs the files that the push changed, and logs it', async () => {
    const commit = push('bridge.md', 'Bridge');
    await publisher.publish();
    expect(synced).toEqual([['content/bridge.md']]);
    const checked = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(publisher.status()).toEqual({ state: 'published', commit, checked, diagnostic: null });
    expect(logged.mock.lastCall).toEqual([`Published ${commit.slice(0, 10)}: 1 file.`]);
  });

  test('syncs and logs nothing when there is nothing new', async () => {
    await publisher.publish();
    expect(synced).toEqual([]);
    expect(publisher.status().commit).toBe(headOf(clone));
    expect([logged, complained].map(({ mock }) => mock.calls)).toEqual([[], []]);
  });

  test('runs once for concurrent calls', async () => {
    await Promise.all([publisher.publish(), publisher.publish(), publisher.publish()]);
    expect(fetches()).toBe(1);
  });

  test('runs once more for all calls that come while it runs', async () => {
    writeFileSync(file('held'), '');
    const first = publisher.publish();
    await until(() => fetches() === 1);
    const later = [publisher.publish(), publisher.publish()];
    rmSync(file('held'));
    await first;
    expect(fetches()).toBe(1);
    await Promise.all(later);
    expect(fetches()).toBe(2);
  });

  test('returns after all that was pushed before the call is synced', async () => {
    let resume = () => {};
    sync = () =>
      new Promise((resolve) => {
        resume = resolve;
      });
    push('bridge.md', 'Bridge');
    const first = publisher.publish();
    await until(() => synced.length === 1);
    push('quay.md', 'Quay');
    const second = publisher.publish();
    sync = async () => {};
    resume();
    await Promise.all([first, second]);
    expect(synced).toEqual([['content/bridge.md'], ['content/quay.md']]);
  });

  test('that is refused logs the reason once, and keeps what was published', async () => {
    await publisher.publish();
    const { commit } = publisher.status();
    forcePush();
    await publisher.publish();
    await publisher.publish();
    expect(publisher.status()).toMatchObject({ commit, diagnostic: expect.stringContaining('git reset --hard') });
    expect(complained.mock.calls).toEqual([
      [expect.stringMatching(/^Not published; the site serves what it has\. origin\/main does not continue/)],
    ]);
    expect(synced).toEqual([]);
  });

  test('reports each look at the remote: its outcome, and the commits that readers do not see', async () => {
    const attempts: unknown[] = [];
    publisher.onAttempt(({ milliseconds, ...attempt }) => attempts.push({ ...attempt, timed: milliseconds > 0 }));
    await publisher.publish();
    push('ferries.md', 'Night ferries');
    await publisher.publish();
    sync = () => Promise.reject(new Error('The disk is full.'));
    push('ferries.md', 'Late ferries');
    await publisher.publish();
    expect(attempts).toEqual([
      { outcome: 'current', behind: 0, timed: true },
      { outcome: 'published', behind: 0, timed: true },
      { outcome: 'failed', behind: 1, timed: true },
    ]);
  });

  test('after a refusal compares all files, which the operator may have changed', async () => {
    const commit = forcePush();
    await publisher.publish();
    git(clone, 'reset', '--hard', 'origin/main');
    await publisher.publish();
    expect(synced).toEqual([null]);
    expect(publisher.status()).toMatchObject({ commit, diagnostic: null });
    expect(logged.mock.lastCall).toEqual(['The remote can be followed again.']);
  });

  test('after a refusal compares all files when a push came as well', async () => {
    forcePush();
    await publisher.publish();
    git(clone, 'reset', '--hard', 'origin/main');
    push('bridge.md', 'Bridge');
    await publisher.publish();
    expect(synced).toEqual([null]);
  });

  test('has a diagnostic until the sync succeeds', async () => {
    push('bridge.md', 'Bridge');
    sync = () => Promise.reject(new Error('The disk is full.'));
    await publisher.publish();
    await publisher.publish();
    const diagnostic = 'The content could not be read: The disk is full.';
    expect(publisher.status().diagnostic).toBe(diagnostic);
    expect(complained.mock.calls).toEqual([[`${diagnostic} The site serves what it has.`]]);
    sync = async () => {};
    await publisher.publish();
    expect(synced).toEqual([['content/bridge.md'], null, null]);
    expect(publisher.status().diagnostic).toBeNull();
  });
});

describe('polling', () => {
  test('publishes at the start and in every interval, until it is stopped', async () => {
    publisher = open(null, 0.05);
    push('bridge.md', 'Bridge');
    await until(() => synced.length === 1);
    push('quay.md', 'Quay');
    await until(() => synced.length === 2);
    publisher.stop();
    await publisher.publish();
    const before = fetches();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(fetches()).toBe(before);
  });

  test.each([Number.NaN, 0, -1, 1e9])('every %s seconds is refused', (seconds) => {
    expect(() => open(SECRET, seconds)).toThrow('PUBLISH_POLL');
  });
});

describe('a hook', () => {
  test.each([
    ['signed as by GitHub', signed('{}')],
    ['with the token of GitLab', { 'X-Gitlab-Token': SECRET }],
  ])('%s publishes before it is answered', async (_how, headers) => {
    push('bridge.md', 'Bridge');
    expect(await send('{}', headers)).toMatchObject({ status: 200, message: 'Published.' });
    expect(synced).toEqual([['content/bridge.md']]);
  });

  test.each([
    ['without a signature', {}],
    ['with the signature of another payload', signed('{"ref":"refs/heads/main"}')],
    ['with the signature by another secret', signed('{}', 'wrong horse')],
    ['with a signature that is cut off', { 'X-Hub-Signature-256': signed('{}')['X-Hub-Signature-256'].slice(0, -1) }],
    ['with another token', { 'X-Gitlab-Token': 'wrong horse' }],
    ['with a wrong signature beside the token', { ...signed('{}', 'wrong'), 'X-Gitlab-Token': SECRET }],
    ['with an old signature of GitHub alone', { 'X-Hub-Signature': 'sha1=abc' }],
    ['that pings without a signature', { 'X-GitHub-Event': 'ping' }],
  ])('%s is refused, and fetches nothing', async (_how, headers) => {
    expect(await send('{}', headers)).toMatchObject({ status: 401 });
    expect(fetches()).toBe(0);
  });

  test.each([null, ''])('is refused when the secret is %j', async (secret) => {
    publisher = open(secret);
    expect(await send('{}', signed('{}', secret ?? ''))).toMatchObject({ status: 404 });
    expect(await send('{}', { 'X-Gitlab-Token': '' })).toMatchObject({ status: 404 });
    expect(fetches()).toBe(0);
  });

  test('that comes by GET is refused', async () => {
    const { status, headers } = await send('', signed(''), { method: 'GET' });
    expect([status, headers.allow]).toEqual([405, 'POST']);
  });

  test('that is refused learns nothing about publishing', async () => {
    forcePush();
    await publisher.publish();
    expect(publisher.status().diagnostic).not.toBeNull();
    const refused = [
      await send('{}', {}),
      await send('', signed(''), { method: 'GET' }),
      await send(Buffer.alloc(25 * MEGABYTE + 1), {}, { chunked: true }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 405, 413]);
    for (const { body } of refused) expect(Object.keys(body)).toEqual(['message']);
    server?.close();
    server = null;
    publisher = open(null);
    const { status, body } = await send('{}', {});
    expect([status, Object.keys(body)]).toEqual([404, ['message']]);
  });

  test('gets an answer that no browser misreads and no cache keeps', async () => {
    for (const { headers } of [await send('{}', {}), await send('{}', signed('{}'))])
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'strict-origin-when-cross-origin',
        'x-content-type-options': 'nosniff',
      });
  });

  test('whose length is too large is refused before any of it comes', async () => {
    await send('{}', {}); // starts the server
    const { port } = (server as unknown as Server).address() as AddressInfo;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { 'Content-Length': 25 * MEGABYTE + 1 };
      const sending = request({ port, host: '127.0.0.1', method: 'POST', headers }, resolve).on('error', reject);
      sending.flushHeaders();
    });
    expect([answer.statusCode, answer.headers.connection]).toEqual([413, 'close']);
    answer.destroy();
  });

  test('that is a ping is answered, and fetches nothing', async () => {
    expect(await send('{}', { ...signed('{}'), 'X-GitHub-Event': 'ping' })).toMatchObject({ status: 200 });
    expect(fetches()).toBe(0);
  });

  test.each([
    ['GitHub', signed('{}')],
    ['GitLab', { 'X-Gitlab-Token': SECRET, 'X-Gitlab-Event-UUID': '1' }],
  ])('that %s delivers twice publishes twice only when there are new commits', async (_who, headers) => {
    push('bridge.md', 'Bridge');
    expect(await send('{}', headers)).toMatchObject({ status: 200, message: 'Published.' });
    expect(await send('{}', headers)).toMatchObject({ status: 200, message: expect.stringContaining('before') });
    expect(synced).toEqual([['content/bridge.md']]);
    push('quay.md', 'Quay');
    expect(await send('{}', headers)).toMatchObject({ status: 200, message: 'Published.' });
    expect(synced).toEqual([['content/bridge.md'], ['content/quay.md']]);
  });

  test('lists the diagnostics of the files that were pushed, and counts others', async () => {
    const of = (file: string, severity: 'error' | 'warning') =>
      ({
        file,
        line: 1,
        column: 1,
        severity,
        rule: 'author-unknown',
        reason: `${file} is wrong.`,
        fix: 'Fix it.',
      }) as const;
    const own = of('content/bridge.md', 'warning');
    diagnostics = [
      of('content/old.md', 'error'),
      own,
      of('content/old.md', 'warning'),
      of('content/tag.md', 'warning'),
    ];
    push('bridge.md', 'Bridge');
    expect((await send('{}', signed('{}'))).body).toMatchObject({
      message: 'Published.',
      diagnostics: [own],
      otherDiagnostics: { errors: 1, warnings: 2 },
    });
  });

  test('that failed may be delivered again', async () => {
    push('bridge.md', 'Bridge');
    renameSync(file('remote.git'), file('away.git'));
    expect(await send('{}', signed('{}'))).toMatchObject({ status: 503, message: 'Not published.' });
    renameSync(file('away.git'), file('remote.git'));
    expect(await send('{}', signed('{}'))).toMatchObject({ status: 200, message: 'Published.' });
    expect(synced).toHaveLength(1);
  });

  test('that takes long is answered before its sender gives up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    writeFileSync(file('held'), '');
    const answer = send('{}', signed('{}'));
    await until(() => fetches() === 1);
    vi.advanceTimersByTime(9_000);
    vi.useRealTimers();
    expect(await answer).toMatchObject({ status: 202 });
    rmSync(file('held'));
    await publisher.publish();
  });

  test.each([
    ['known', false],
    ['streamed', true],
  ])(
    'may have the largest payload that GitHub sends, and none that is larger (its length %s)',
    async (_how, chunked) => {
      const largest = Buffer.alloc(25 * MEGABYTE, 'x');
      expect(await send(largest, signed(largest), { chunked })).toMatchObject({ status: 200 });
      const larger = Buffer.alloc(25 * MEGABYTE + 1, 'x');
      expect(await send(larger, signed(larger), { chunked })).toMatchObject({ status: 413 });
      const far = Buffer.alloc(60 * MEGABYTE, 'x');
      expect(await send(far, signed(far), { chunked })).toMatchObject({ status: 413 });
      expect(fetches()).toBe(1);
    },
  );
});
