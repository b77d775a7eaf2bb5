import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Everything that decides what is in an index: these files and all that they import. */
const ENTRIES = [
  'lib/store/tables.ts',
  'lib/store/sync/sync.ts',
  'lib/store/sync/parse-thread.ts',
  'lib/store/sync/file-histories.ts',
  'lib/search/search-index.ts',
  'lib/images/image-process.ts',
];

/** An import of a file of ours that is not of types alone. */
const IMPORT = /\b(?:import|export)\b(?!\s+type\b)[^'";]*'(\.[^']+\.ts)'/g;

const known = new Map<string, string>();

/**
 * The identity of the code in `project` (its folder) that turns files into an index: a hash of its sources and of package-lock.json, which
 * names the versions of the libraries. Computed once per process, in some 10 ms. Throws when `project` is not the folder of Dateline.
 */
export function codeIdentity(project = process.cwd()): string {
  const before = known.get(project);
  if (before) return before;
  const hash = createHash('sha256');
  for (const file of [...parsingSources(project), 'package-lock.json']) {
    const absolute = path.join(/* turbopackIgnore: true */ project, file);
    hash
      .update(`${file}\0`)
      .update(existsSync(absolute) ? readFileSync(absolute) : '')
      .update('\0');
  }
  const identity = hash.digest('hex');
  known.set(project, identity);
  return identity;
}

/** The source files in `project` that decide what is in an index, by their paths (`lib/…`), sorted. */
export function parsingSources(project: string): string[] {
  if (!existsSync(path.join(/* turbopackIgnore: true */ project, 'lib/store/tables.ts')))
    throw new Error(`${project} is not the folder of Dateline. Run the command in that folder.`);
  const found = new Set(ENTRIES);
  // The set grows while it is read.
  for (const file of found) {
    const source = readFileSync(path.join(/* turbopackIgnore: true */ project, file), 'utf8');
    for (const [, imported = ''] of source.matchAll(IMPORT))
      found.add(path.posix.join(path.posix.dirname(file), imported));
  }
  return [...found].sort();
}
