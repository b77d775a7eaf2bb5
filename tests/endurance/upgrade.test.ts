import { expect, test } from 'vitest';
import { has, PROXIES, startProxy } from '../site/proxies.ts';
import { eventually, startSite } from '../site/running-site.ts';
import { freePort } from '../site/varnish.ts';

// The upgrade that lib/server/README.md describes, behind nginx and HAProxy: another site starts, and the first one stops,
// while readers read.

/** Requests of readers that are under way all the time. */
const READERS = 8;
const PATHS = ['/', '/about', '/articles/school-meals-pilot', '/feed.xml', '/search?q=ferry'];

/** Caddy loses no request either, but is slow while a site stops: its example is tried in tests/site only. */
const TRIED = PROXIES.filter(({ program }) => program !== 'caddy');

test.each(TRIED)('behind $program a site is replaced without a lost request', async (proxy) => {
  if (!has(proxy.program)) return console.warn(`Not tried: ${proxy.program} is not installed.`);
  const ports = [await freePort(), await freePort()] as const;
  const start = (port: number) => startSite({ env: { PORT: String(port), TRUSTED_PROXIES: '127.0.0.1' } });
  const first = await start(ports[0]);
  const running = await startProxy(proxy, ports);
  const answers: Record<string, number> = {};
  let isOver = false;
  let requests = 0;
  const count = (answer: string) => {
    answers[answer] = (answers[answer] ?? 0) + 1;
  };
  const reader = async () => {
    while (!isOver) {
      const at = PATHS[requests++ % PATHS.length] ?? '/';
      await running.get(at).then(
        ({ status }) => count(String(status)),
        ({ message }) => count(message),
      );
    }
  };
  const readers = Array.from({ length: READERS }, reader);
  const readsMore = async () => {
    const before = requests;
    await eventually(
      async () => requests,
      (now) => now > before + 10 * READERS,
    );
  };
  await readsMore();
  const second = await start(ports[1]);
  const ready = () => fetch(`${second.origin}/_dateline/ready`).then(({ status }) => status);
  expect(await eventually(ready, (status) => status === 200)).toBe(200);
  await first.stop();
  await readsMore();
  isOver = true;
  await Promise.all(readers);
  await running.stop();
  await second.stop();
  expect(Object.keys(answers)).toEqual(['200']);
  expect(answers['200']).toBeGreaterThan(20 * READERS);
});
