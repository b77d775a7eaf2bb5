import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The path of a program of a package that only the bench needs (`tests/bench/package.json`). All of them are
 * installed if one is missing.
 */
export function benchProgram(file: string): string {
  const absolute = path.join(import.meta.dirname, 'node_modules', file);
  if (!existsSync(absolute))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: import.meta.dirname, stdio: ['ignore', 2, 2] });
  return absolute;
}
