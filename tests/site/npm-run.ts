import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { eventually, project } from './running-site.ts';
import { copySampleIndex } from './sample-index.ts';

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
 * Runs `npm run <script>` as a process manager does, and sends it a signal; expects that everything ends, with code
 * 0. The signal reaches npm alone, as from a process manager, or `toAll` processes, as from Ctrl-C in a terminal.
 */
export async function expectEndOnSignal(
  script: 'start' | 'dev',
  signal: NodeJS.Signals,
  toAll: boolean,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-npm-'));
  if (script === 'start') copySampleIndex(path.join(project, 'content'), folder);
  const npm = spawn('npm', ['run', script], {
    cwd: project,
    env: { ...process.env, PORT: '0', DATELINE_CACHE: folder },
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
    rmSync(folder, { recursive: true, force: true });
    try {
      process.kill(-npmId, 'SIGKILL'); // the group of this test's own npm
    } catch {
      // All have ended.
    }
  }
}
