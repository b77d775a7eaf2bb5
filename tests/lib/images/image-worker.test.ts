import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ImageWorker } from '#lib/images/image-worker.ts';
import { photograph, put } from '../../fixtures/photographs.ts';

vi.setConfig({ testTimeout: 60_000 });

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
  const decoders = commands().filter(
    ({ parent, command }) => parent === process.pid && command.includes('image-process'),
  );
  for (const { pid } of decoders) process.kill(pid, 'SIGKILL');
  return decoders.length;
}

/** The processes of this machine, from /proc if it exists (small container images have no `ps`). */
function commands(): { pid: number; parent: number; command: string }[] {
  if (!existsSync('/proc/self/stat')) {
    const { stdout } = spawnSync('ps', ['-axo', 'pid=,ppid=,command='], { encoding: 'utf8' });
    return stdout.split('\n').map((line) => {
      const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return { pid: Number(pid), parent: Number(parent), command };
    });
  }
  return readdirSync('/proc').flatMap((name) => {
    try {
      const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
      return [{ pid: Number(name), parent, command: readFileSync(`/proc/${name}/cmdline`, 'utf8') }];
    } catch {
      return []; // no process, or one that has ended meanwhile
    }
  });
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

test('no variant is made when the URL has another hash than the file', async () => {
  expect(await worker.encode(file, { hash: '0'.repeat(20), width: 320, format: 'avif' })).toBeNull();
});
