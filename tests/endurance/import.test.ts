import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { wordsIn } from '../same-words.ts';
import { expectOldAddresses, expectWordsOfSource, importWhole } from '../whole-import.ts';

// Real archives: `ARCHIVES=/path/one:/path/two npm run test:endurance -- import`. Each is the folder of a site of Hugo
// (with `hugo.toml`), of Jekyll (with `_config.yml`), or else of Eleventy.

const folders = (process.env.ARCHIVES ?? '').split(':').filter(Boolean);

test.skipIf(folders.length === 0)('archives are given', () => expect(folders).not.toEqual([]));

function systemOf(folder: string): string {
  if (existsSync(path.join(folder, 'hugo.toml'))) return 'hugo';
  return existsSync(path.join(folder, '_config.yml')) ? 'jekyll' : 'eleventy';
}

/** The words of data files, which tags and front matter name by an id. */
function wordsOfData(folder: string): Set<string> {
  const files = globSync('data/**/*.yml', { cwd: folder }).map((name) => readFileSync(path.join(folder, name), 'utf8'));
  return new Set(files.flatMap(wordsIn));
}

test.each(folders)('%s is imported whole', { timeout: 3_600_000 }, async (folder) => {
  const imported = await importWhole(systemOf(folder), [folder]);
  try {
    const allowed = wordsOfData(folder);
    for (const pair of imported.pairs) expectWordsOfSource(folder, pair, allowed);
    expect(await expectOldAddresses(imported)).toBeGreaterThan(imported.pairs.length - 1);
  } finally {
    imported.remove();
  }
});
