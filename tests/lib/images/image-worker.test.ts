import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ImageWorker } from '#lib/images/image-worker.ts';
import { photograph, put } from '../../fixtures/photographs.ts';
import { MEASURES_MEMORY, peakMegabytes, processes } from '../../process-tree.ts';

// Each starts a process of low priority, which a busy machine lets wait.
vi.setConfig({ testTimeout: 300_000 });

let folder: string;
let file: string;
let worker: ImageWorker;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'dateline-dev-overlay-'));
  file = path.join(folder, 'a.jpg');
  put(file, await photograph(2400, 1600));
  worker = new ImageWorker();
});
afterEach(() => {
  worker.close();
  rmSync(folder, { recursive: true });
});

/** Kills the decoders that this process has started, as a hostile image would. Returns their number. */
function bringDown(): number {
  const decoders = processes().filter(
    ({ parent, command }) => parent === process.pid && command.includes('image-process'),
  );
  for (const { pid } of decoders) process.kill(pid, 'SIGKILL');
  return decoders.length;
}

test('an image has a size and a colour, and a known image is not decoded again', async () => {
  const seen = await worker.inspect(file, 'content/a.jpg', '');
  expect(seen).toEqual({
    hash: expect.stringMatching(/^[\da-f]{20}$/),
    facts: { hash: seen?.hash, width: 2400, height: 1600, colour: '636', transparent: false, svg: false },
    finding: null,
  });
  expect(await worker.inspect(file, 'content/a.jpg', seen?.hash ?? '')).toEqual({
    hash: seen?.hash,
    facts: null,
    finding: null,
  });
  expect(await worker.inspect(`${file}x`, 'content/b.jpg', '')).toBeNull();
});

test('an image of too many bytes is reported as too large, not as broken', async () => {
  truncateSync(file, 50_000_001);
  expect(await worker.inspect(file, 'content/a.jpg', '')).toEqual({
    hash: '',
    facts: null,
    finding: {
      severity: 'error',
      rule: 'image-large',
      reason: 'content/a.jpg has 50,000,001 bytes; an image may have 50,000,000.',
      fix: 'Make it smaller: 2,000 pixels in width are enough.',
    },
  });
});

test('a new process takes over when the decoder ends in the middle of a job', async () => {
  const { hash = '' } = (await worker.inspect(file, 'content/a.jpg', '')) ?? {};
  const widths = [1920, 1600, 320];
  const made = Promise.all(widths.map((width) => worker.encode(file, { hash, width, format: 'avif' })));
  await vi.waitUntil(() => bringDown() > 0);
  const found = await Promise.all((await made).map((bytes) => sharp(bytes ?? Buffer.alloc(0)).metadata()));
  expect(found.map(({ width }) => width)).toEqual(widths);
});

test('an image that crashes every decoder is rejected, and the next is decoded', async () => {
  const again = setInterval(bringDown, 5);
  const seen = await worker.inspect(file, 'content/a.jpg', '');
  clearInterval(again);
  expect([seen?.facts, seen?.finding?.rule]).toEqual([null, 'image-broken']);
  expect(seen?.finding?.reason).toBe('content/a.jpg cannot be read: its decoder ended (SIGKILL).');
  expect((await worker.inspect(file, 'content/a.jpg', ''))?.facts?.width).toBe(2400);
});

test.runIf(existsSync('/proc/self/environ'))('the process that decodes images gets no secret', async () => {
  vi.stubEnv('PUBLISH_SECRET', 'a secret of hooks');
  vi.stubEnv('PREVIEW_SECRET', 'a secret of previews');
  vi.stubEnv('INDEXNOW_KEY', 'a-key-of-indexnow');
  vi.stubEnv('SOME_TOKEN', 'a token of another program');
  await worker.inspect(file, 'content/a.jpg', '');
  vi.unstubAllEnvs();
  const [decoder] = processes().filter(
    ({ parent, command }) => parent === process.pid && command.includes('image-process'),
  );
  const environment = readFileSync(`/proc/${decoder?.pid}/environ`, 'utf8');
  expect(environment).toContain('FONTCONFIG_FILE');
  expect(environment).not.toMatch(/SECRET|INDEXNOW|TOKEN|a secret|a-key|a token/);
});

test.runIf(MEASURES_MEMORY)('the costliest image that is allowed takes a bounded amount of memory', async () => {
  const create = { width: 4000, height: 4000, channels: 3, background: '#a35' } as const;
  const avif = await sharp({ create }).avif({ effort: 0 }).toBuffer();
  put(path.join(folder, 'b.avif'), avif);
  const found = await worker.inspect(path.join(folder, 'b.avif'), 'content/b.avif', '');
  expect(found?.facts?.width).toBe(4000);
  const [decoder] = processes().filter(
    ({ parent, command }) => parent === process.pid && command.includes('image-process'),
  );
  const peak = peakMegabytes(decoder?.pid ?? 0);
  expect(peak).toBeGreaterThan(200); // else it is not what decoded them
  expect(peak).toBeLessThan(500);
});

test('no variant is made when the URL has another hash than the file', async () => {
  expect(await worker.encode(file, { hash: '0'.repeat(20), width: 320, format: 'avif' })).toBeNull();
});
