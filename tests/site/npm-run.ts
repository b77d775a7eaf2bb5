import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { expect } from 'vitest';
import { eventually, project } from './running-site.ts';

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

/** A site that npm started. */
export type NpmRun = Readonly<{
  origin: string;
  /**
   * Sends a signal and expects that everything ends, with code 0. The signal reaches npm alone, as from a
   * process manager, or all processes, as from Ctrl-C in a terminal.
   */
  expectEndOn(signal: NodeJS.Signals, to: 'npm alone' | 'all processes'): Promise<void>;
  /** Kills what is left. */
  kill(): void;
}>;

/** Runs `npm run <script>` as a process manager does, with `env` added to its environment. */
export async function npmRun(script: 'start' | 'dev', env: Record<string, string>): Promise<NpmRun> {
  const npm = spawn('npm', ['run', script], {
    cwd: project,
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const log = output(npm);
  const ended = new Promise<number | string | null>((resolve) =>
    npm.once('exit', (code, bySignal) => resolve(code ?? bySignal)),
  );
  const npmId = npm.pid as number;
  const origin = await eventually(
    async () => /is at (http:\S+)/.exec(log())?.[1] ?? '',
    (found) => found !== '' || npm.exitCode !== null,
    60_000,
  );
  expect(origin, log()).not.toBe('');
  return {
    origin,
    async expectEndOn(signal, to) {
      // A share image is rendered in a separate process.
      await fetch(`${origin}/articles/new-alliance-cultural-ip-china/share.png`);
      const started = descendants(npmId);
      expect(started.length).toBeGreaterThan(script === 'start' ? 1 : 0);
      process.kill(to === 'all processes' ? -npmId : npmId, signal);
      expect(await ended, log()).toBe(0);
      const left = await eventually(
        async () => started.filter(isRunning),
        (ids) => ids.length === 0,
      );
      expect(left).toEqual([]);
    },
    kill() {
      try {
        process.kill(-npmId, 'SIGKILL'); // the group of this test's own npm
      } catch {
        // All have ended.
      }
    },
  };
}
