import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

// Which processes a process has started, and their memory.

export type Process = Readonly<{ pid: number; parent: number; command: string }>;

/** Returns the processes of this machine, from /proc if it exists (small container images have no `ps`). */
export function processes(): Process[] {
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

/** Returns the process `pid` and all that it, or one of those, has started. */
export function treeOf(pid: number): Process[] {
  const all = processes();
  const tree = all.filter((process) => process.pid === pid);
  for (const { pid: parent } of tree) tree.push(...all.filter((process) => process.parent === parent));
  return tree;
}

/** Whether `treeMegabytes` and `peakMegabytes` can be measured: only Linux has what they read. */
export const MEASURES_MEMORY = existsSync('/proc/self/smaps_rollup');

/** Returns the megabytes that a process and all that it has started take now; shared memory counts once. */
export function treeMegabytes(pid: number): number {
  return sum(treeOf(pid).map((process) => ownMegabytes(process.pid)));
}

/** Returns the megabytes that a process takes now, without those that it has started; its part of shared memory. */
export function ownMegabytes(pid: number): number {
  return megabytes(`/proc/${pid}/smaps_rollup`, 'Pss');
}

/** Returns the most megabytes that the process `pid` ever had. */
export function peakMegabytes(pid: number): number {
  return megabytes(`/proc/${pid}/status`, 'VmHWM');
}

function megabytes(file: string, field: string): number {
  try {
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // ended meanwhile
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
