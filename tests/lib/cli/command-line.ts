import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { vi } from 'vitest';
import { runCommand } from '#lib/cli/run-command.ts';

const project = path.resolve(import.meta.dirname, '../../..');

/** The output of a command, and its exit code. */
export type CommandResult = { status: number | null; stdout: string; stderr: string };

/**
 * Runs a command in a process of its own, in the project's folder, as npm does. Its standard input is empty,
 * so it cannot prompt.
 */
export function runInProcess(args: readonly string[], env: Readonly<Record<string, string>>): CommandResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['lib/cli/main.ts', ...args], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}

/** Runs a command in this process, which takes a tenth of the time. */
export async function runHere(args: readonly string[], env: Readonly<Record<string, string>>): Promise<CommandResult> {
  let stdout = '';
  let stderr = '';
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((text) => {
      stdout += `${text}\n`;
    }),
    vi.spyOn(console, 'error').mockImplementation((text) => {
      stderr += `${text}\n`;
    }),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      stdout += text;
      return true;
    }),
  ];
  try {
    return { status: await runCommand(args, project, { ...process.env, ...env }), stdout, stderr };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
