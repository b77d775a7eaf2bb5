import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { end, launch, startSite } from './running-site.ts';

const ARTICLE = '/articles/new-alliance-cultural-ip-china';

function ask(origin: string, path: string, headers: Record<string, string> = {}, agent?: Agent) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    get(origin + path, { headers, agent }, resolve).on('error', reject);
  });
}

describe('behind a proxy', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-proxy-'));
  const log = path.join(folder, 'access.log');
  const lines = () =>
    readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  test('its headers about the reader are used, and logged', async () => {
    const site = await startSite({ env: { TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8, ::1', ACCESS_LOG: log } });
    const forwarded = { 'x-forwarded-for': '192.0.2.1, 203.0.113.77, 10.1.2.3', 'x-forwarded-proto': 'https' };
    const secure = await ask(site.origin, `${ARTICLE}?a=b`, { ...forwarded, referer: 'https://elsewhere.example/' });
    expect(secure.headers['strict-transport-security']).toBe('max-age=31536000');
    expect((await ask(site.origin, ARTICLE, forwarded)).headers['strict-transport-security']).toBe('max-age=31536000');
    const plain = await ask(site.origin, '/nowhere', { 'x-forwarded-for': '2001:db8:1:2::3' });
    expect(plain.headers['strict-transport-security']).toBeUndefined();
    for (const response of [secure, plain]) await once(response.resume(), 'end');
    await site.stop();
    expect(lines()).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        method: 'GET',
        url: `${ARTICLE}?a=b`,
        status: 200,
        bytes: expect.any(Number),
        ms: expect.any(Number),
        referrer: 'https://elsewhere.example/',
        network: '203.0.113.0',
      },
      expect.objectContaining({ status: 200, url: ARTICLE }),
      expect.objectContaining({ status: 404, network: '2001:db8:1::' }),
    ]);
    expect(lines()[0].bytes).toBeGreaterThan(10_000);
  });

  test('headers of others are ignored', async () => {
    const site = await startSite({ env: { TRUSTED_PROXIES: '10.0.0.0/8' } });
    const { headers } = await ask(site.origin, ARTICLE, { 'x-forwarded-proto': 'https' });
    expect(headers['strict-transport-security']).toBeUndefined();
    await site.stop();
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

describe('on SIGTERM', () => {
  test('open requests are answered, idle connections are closed, and the exit code is 0', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'dateline-end-'));
    const { child, ready } = launch(['lib/server/main.ts'], { ...process.env, PORT: '0', DATELINE_CACHE: folder });
    const [, origin = ''] = await ready(/is at (http:\S+)/);
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const kept = await ask(origin, '/', {}, agent);
    await once(kept.resume(), 'end');
    // None of these has been rendered yet: Next takes longest for the first.
    const pages = [ARTICLE, '/authors', '/tags', '/tags/china', '/about'].map((page) => ask(origin, page, {}, agent));
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

describe('a deliberately slow client', () => {
  test('is cut off after ten seconds, and others are answered meanwhile', async () => {
    const site = await startSite();
    const port = Number(new URL(site.origin).port);
    const slow = Array.from({ length: 200 }, () => {
      const socket = connect(port, '127.0.0.1');
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
    expect((await ask(site.origin, ARTICLE)).statusCode).toBe(200);
    // Data sent after the answer resets the connection, and the answer can be lost.
    const answers = (await Promise.all(slow)).filter((line) => line !== '');
    expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 408 Request Timeout']));
    expect((await ask(site.origin, ARTICLE)).statusCode).toBe(200);
    await site.stop();
  }, 30_000);
});

test('the site keeps running when its output is closed', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-unheard-'));
  const { child, ready } = launch(['lib/server/main.ts'], {
    ...process.env,
    PORT: '0',
    DATELINE_CACHE: folder,
    ACCESS_LOG: '-',
  });
  const [, origin = ''] = await ready(/is at (http:\S+)/);
  child.stdout.destroy();
  child.stderr.destroy();
  for (let times = 0; times < 3; times++) {
    const response = await ask(origin, ARTICLE);
    await once(response.resume(), 'end');
    await new Promise((resolve) => setTimeout(resolve, 600)); // the log is written
  }
  const before = cpuTime(child.pid);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  // A second without requests.
  expect(cpuTime(child.pid) - before).toBeLessThan(0.5);
  expect(await end(child)).toBe(0);
});

/** Processor seconds of a process (proc(5)). */
function cpuTime(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
