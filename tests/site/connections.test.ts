import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { end, eventually, launch, project } from './running-site.ts';
import { copySampleIndex } from './sample-index.ts';

const ARTICLE = '/articles/new-alliance-cultural-ip-china';

function ask(origin: string, path: string, headers: Record<string, string> = {}, agent?: Agent) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    get(origin + path, { headers, agent }, resolve).on('error', reject);
  });
}

type Started = Awaited<ReturnType<typeof start>>;

/** Starts the built site on the sample edition as `npm start` does, with `env` in its environment. */
async function start(env: Record<string, string> = {}) {
  const cache = mkdtempSync(path.join(tmpdir(), 'dateline-connections-'));
  copySampleIndex(path.join(project, 'content'), cache);
  const started = launch(['lib/server/main.ts'], { ...process.env, PORT: '0', DATELINE_CACHE: cache, ...env });
  started.child.once('exit', () => rmSync(cache, { recursive: true, force: true }));
  const [, origin = ''] = await started.ready(/is at (http:[^\s"]+)/);
  return { ...started, origin };
}

const folder = mkdtempSync(path.join(tmpdir(), 'dateline-proxy-'));
const log = path.join(folder, 'access.log');
/** A site behind a proxy, which has a load balancer in front of it as well, and one without. Tests on SIGTERM end them. */
let behind: Started;
let direct: Started;
/** The status lines that deliberately slow clients get, and the status of another request meanwhile. */
let slow: Promise<string[]>;
let meanwhile: number | undefined;
beforeAll(async () => {
  const trusted = { TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8, ::1', ACCESS_LOG: log, SHUTDOWN_DELAY: '2' };
  [behind, direct] = await Promise.all([start(trusted), start({ TRUSTED_PROXIES: '10.0.0.0/8' })]);
  slow = slowClients(direct.origin); // this takes ten seconds: the other tests go on meanwhile
  meanwhile = (await ask(direct.origin, ARTICLE)).statusCode;
});
afterAll(async () => {
  for (const { child } of [behind, direct]) await end(child);
  rmSync(folder, { recursive: true });
});

/** Sends requests that never end, a header each second, until the site closes the connections. Returns the first lines of the answers. */
async function slowClients(origin: string): Promise<string[]> {
  const answers = Array.from({ length: 200 }, () => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n');
    const drip = setInterval(() => socket.write('X: y\r\n'), 1000);
    let output = '';
    socket.on('data', (chunk) => {
      output += chunk;
    });
    socket.on('error', () => {});
    return new Promise<string>((resolve) => {
      socket.on('close', () => {
        clearInterval(drip);
        resolve(output.split('\r\n')[0] ?? '');
      });
    });
  });
  return Promise.all(answers);
}

describe('behind a proxy', () => {
  const lines = () =>
    readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  test('its headers about the reader are used, and logged', async () => {
    const forwarded = { 'x-forwarded-for': '192.0.2.1, 203.0.113.77, 10.1.2.3', 'x-forwarded-proto': 'https' };
    const secure = await ask(behind.origin, `${ARTICLE}?a=b`, {
      ...forwarded,
      referer: 'https://elsewhere.example/',
      'x-request-id': 'edge-17',
    });
    expect(secure.headers['strict-transport-security']).toBe('max-age=31536000');
    const again = await ask(behind.origin, ARTICLE, forwarded);
    expect(again.headers['strict-transport-security']).toBe('max-age=31536000');
    const plain = await ask(behind.origin, '/nowhere', { 'x-forwarded-for': '2001:db8:1:2::3' });
    expect(plain.headers['strict-transport-security']).toBeUndefined();
    for (const response of [secure, again, plain]) await once(response.resume(), 'end');
    await eventually(
      async () => readFileSync(log, 'utf8'),
      (text) => text.split('\n').length > 3,
    );
    expect(lines()).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        method: 'GET',
        url: `${ARTICLE}?a=b`,
        status: 200,
        bytes: expect.any(Number),
        ms: expect.any(Number),
        cache: 'rendered',
        referrer: 'https://elsewhere.example/',
        network: '203.0.113.0',
        request: 'edge-17',
      },
      expect.objectContaining({ status: 200, url: ARTICLE, request: expect.stringMatching(/^[\da-f-]{36}$/) }),
      expect.objectContaining({ status: 404, network: '2001:db8:1::' }),
    ]);
    expect(lines()[0].bytes).toBeGreaterThan(10_000);
  });

  test('an invalid address in TRUSTED_PROXIES stops the start', async () => {
    const { child, log: output } = launch(['lib/server/main.ts'], {
      ...process.env,
      PORT: '0',
      DATELINE_CACHE: path.join(folder, 'cache'),
      TRUSTED_PROXIES: '10.0.0.0/33',
    });
    expect((await once(child, 'exit'))[0]).toBe(1);
    expect(output()).toContain('TRUSTED_PROXIES has “10.0.0.0/33”, which is no address and no network.');
  });
});

describe('a request to upgrade the connection', () => {
  const UPGRADES = {
    'an unknown protocol': 'Connection: Upgrade\r\nUpgrade: x',
    'HTTP/2': 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
    WebSocket:
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==',
  };
  const TARGETS = [ARTICLE, '//x', '/\\x', '/_next/webpack-hmr'];

  test('is answered as the plain request, logged, and leaves nothing open', async () => {
    const { child, origin } = behind;
    const plain = new Map<string, number[]>();
    for (const target of TARGETS) plain.set(target, (await exchange(origin, target)).statuses);
    expect(plain.get(ARTICLE)).toEqual([200]);
    const openNow = () => readdirSync(`/proc/${child.pid}/fd`).length;
    const before = openNow();
    for (const target of TARGETS) {
      for (const [protocol, headers] of Object.entries(UPGRADES)) {
        const { statuses, closes } = await exchange(origin, target, headers);
        // Node loses requests that have already come after an ignored upgrade: the client must send them again.
        expect([protocol, target, statuses, closes]).toEqual([protocol, target, plain.get(target), true]);
      }
    }
    await Promise.all(Array.from({ length: 100 }, () => exchange(origin, '//x', UPGRADES['an unknown protocol'])));
    // Threads of the site may open a few files meanwhile; a leak would be of a hundred sockets.
    const most = before + 5;
    expect(
      await eventually(
        async () => openNow(),
        (open) => open <= most,
      ),
    ).toBeLessThanOrEqual(most);
  });

  // Last: it ends the site. A socket that nobody answers would keep the process alive.
  test('keeps no site alive that gets SIGTERM; it is not ready from then on, and still answers for SHUTDOWN_DELAY', async () => {
    const { child, origin } = behind;
    const left = connect(Number(new URL(origin).port), '127.0.0.1');
    left.write(`GET //x HTTP/1.1\r\nHost: a\r\n${UPGRADES['an unknown protocol']}\r\n\r\n`);
    await once(left, 'data');
    const statusOf = async (at: string) => (await fetch(origin + at, { headers: { connection: 'close' } })).status;
    const untilReady = (expected: number) =>
      eventually(
        () => statusOf('/_dateline/ready'),
        (status) => status === expected,
      );
    expect(await untilReady(200)).toBe(200);
    const ended = end(child);
    expect(await untilReady(503)).toBe(503);
    expect([await statusOf('/_dateline/live'), await statusOf('/robots.txt')]).toEqual([200, 200]);
    expect(await ended).toBe(0);
    left.destroy();
    const logged = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"url":"//x"'));
    expect(logged).toHaveLength(1 + Object.keys(UPGRADES).length + 100 + 1);
  });
});

describe('without a proxy', () => {
  test('headers of others are ignored', async () => {
    const response = await ask(direct.origin, ARTICLE, { 'x-forwarded-proto': 'https' });
    expect(response.headers['strict-transport-security']).toBeUndefined();
    await once(response.resume(), 'end');
  });

  test('a deliberately slow client is cut off after ten seconds, and others are answered meanwhile', async () => {
    expect(meanwhile).toBe(200);
    // Data sent after the answer resets the connection, and the answer can be lost.
    expect(new Set((await slow).filter((line) => line !== ''))).toEqual(new Set(['HTTP/1.1 408 Request Timeout']));
    expect((await ask(direct.origin, ARTICLE)).statusCode).toBe(200);
  });

  // Last: it ends the site.
  test('on SIGTERM open requests are answered, idle connections are closed, and the exit code is 0', async () => {
    const { child, origin } = direct;
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const kept = await ask(origin, '/', {}, agent);
    await once(kept.resume(), 'end');
    // None of these has been rendered yet.
    const paths = ['/articles/budget-small-print', '/authors', '/tags', '/tags/china', '/about'];
    const pages = paths.map((page) => ask(origin, page, {}, agent));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const ended = end(child);
    for (const response of await Promise.all(pages)) {
      let html = '';
      for await (const chunk of response) html += chunk;
      expect([response.statusCode, html.endsWith('</html>')]).toEqual([200, true]);
    }
    expect(await ended).toBe(0);
    agent.destroy();
  });
});

test('a site that logs JSON keeps running when its output is closed', async () => {
  const { child, origin, log } = await start({ ACCESS_LOG: '-', LOG_FORMAT: 'json' });
  // Each line is JSON, also those of the store and of other processes, as a program that collects logs expects.
  const lines = log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  // On a busy machine images are pending at first, which is a warning each.
  const levels = lines.filter(({ message }) => !/image-pending/.test(message)).map(({ level }) => level);
  expect(levels).toEqual(levels.map(() => 'info'));
  expect(lines.at(-1)).toMatchObject({ time: expect.any(String), pid: child.pid, message: expect.any(String) });
  child.stdout.destroy();
  child.stderr.destroy();
  for (let times = 0; times < 3; times++) {
    const response = await ask(origin, ARTICLE);
    await once(response.resume(), 'end');
    await new Promise((resolve) => setTimeout(resolve, 600)); // the log is written
  }
  // A second without requests, once the work after the start is done.
  const idle = async () => {
    const before = cpuTime(child.pid);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return cpuTime(child.pid) - before;
  };
  expect(await eventually(idle, (seconds) => seconds < 0.5)).toBeLessThan(0.5);
  expect(await end(child)).toBe(0);
});

/** Requests `target` on a connection of its own. Returns the statuses of the answers, and whether the last says that the connection closes. */
async function exchange(origin: string, target: string, headers = 'Connection: close') {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.write(`GET ${target} HTTP/1.1\r\nHost: a\r\n${headers}\r\n\r\n`);
  let text = '';
  socket.setEncoding('latin1');
  for await (const chunk of socket) text += chunk;
  const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
  return { statuses, closes: /^connection: close\r$/im.test(text) };
}

/** Processor seconds of a process (proc(5)). */
function cpuTime(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
