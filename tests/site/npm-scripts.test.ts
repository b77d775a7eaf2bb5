import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { eventually, project } from './running-site.ts';

// `npm start` and `npm run dev` as a process manager runs them: a signal goes to npm, and everything has to end.

const folder = mkdtempSync(path.join(tmpdir(), 'dateline-npm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The ids of all processes that `ancestor` started, directly or not. */
function descendants(ancestor: number): number[] {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const below = (parent: number): number[] =>
    processes.filter(([, of]) => of === parent).flatMap(([id]) => [id, ...below(id)]);
  return below(ancestor);
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

function output(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  return () => text;
}

/**
 * Whether a signal reaches npm alone, as from a process manager, or all processes, as from Ctrl-C in a
 * terminal.
 */
const TO_NPM = false;
const TO_ALL = true;

test.each([
  ['start', 'SIGTERM', TO_NPM],
  ['start', 'SIGINT', TO_NPM],
  ['start', 'SIGINT', TO_ALL],
  ['dev', 'SIGTERM', TO_NPM],
] as const)('npm run %s ends everything with 0 on %s (to its children too: %s)', async (script, signal, toAll) => {
  const npm = spawn('npm', ['run', script], {
    cwd: project,
    env: { ...process.env, PORT: '0', DATELINE_CACHE: path.join(folder, `${script}-${signal}-${toAll}`) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const log = output(npm);
  const ended = new Promise<number | string | null>((resolve) =>
    npm.once('exit', (code, bySignal) => resolve(code ?? bySignal)),
  );
  const npmId = npm.pid as number;
  try {
    const origin = await eventually(
      async () => /is at (http:\S+)/.exec(log())?.[1] ?? '',
      (found) => found !== '' || npm.exitCode !== null,
      60_000,
    );
    expect(origin, log()).not.toBe('');
    // A share image is rendered in a separate process.
    await fetch(`${origin}/articles/new-alliance-cultural-ip-china/share.png`);
    const started = descendants(npmId);
    expect(started.length).toBeGreaterThan(script === 'start' ? 1 : 0);
    process.kill(toAll ? -npmId : npmId, signal);
    expect(await ended, log()).toBe(0);
    const left = await eventually(
      async () => started.filter(isRunning),
      (ids) => ids.length === 0,
    );
    expect(left).toEqual([]);
  } finally {
    try {
      process.kill(-npmId, 'SIGKILL'); // the group of this test's own npm
    } catch {
      // All have ended.
    }
  }
});
