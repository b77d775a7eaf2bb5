import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What the build is made from. Content is not: it is read while the site is served. */
const SOURCES = [
  'app/**',
  'components/**',
  'lib/**',
  'instrumentation.ts',
  'next.config.ts',
  'package-lock.json',
  'tsconfig.json',
];

/** Holds, inside the build, the fingerprint of the sources that it was made from. */
const STAMP = '.next/dateline-sources';

/** Whether `project` has a build, made from the sources as they are now. */
export function isBuilt(project: string): boolean {
  const stamp = path.join(project, STAMP);
  return (
    existsSync(path.join(project, '.next/BUILD_ID')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === fingerprint(project)
  );
}

/**
 * Builds `project` with Next, in a process of its own, with `env` added to its environment; `output` is what becomes of what it says. Throws when that
 * fails.
 */
export function build(
  project: string,
  env: Record<string, string> = {},
  output: 'inherit' | 'ignore' = 'inherit',
): void {
  const next = path.join(project, 'node_modules/next/dist/bin/next');
  const { status } = spawnSync(process.execPath, [next, 'build'], {
    cwd: project,
    stdio: output,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env },
  });
  if (status !== 0) throw new Error('The build failed; what went wrong stands above.');
  writeFileSync(path.join(project, STAMP), fingerprint(project));
}

function fingerprint(project: string): string {
  const digest = createHash('sha256');
  const files = globSync(SOURCES, { cwd: project, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files.map((entry) => path.join(entry.parentPath, entry.name)).sort()) {
    digest
      .update(`${path.relative(project, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return digest.digest('hex');
}

if (import.meta.main) build(process.cwd());
