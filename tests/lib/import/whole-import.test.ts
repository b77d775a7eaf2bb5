import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { wordsIn } from '../../same-words.ts';
import { expectOldAddresses, expectWordsOfSource, importWhole } from '../../whole-import.ts';
import { fixture } from './read-archive.ts';

// `tests/endurance/import.test.ts` does the same with large archives.

test.each(['jekyll', 'hugo', 'eleventy'])('a small site of %s is imported whole', async (system) => {
  const folder = fixture(system);
  const imported = await importWhole(system, [folder]);
  const { pairs, remove } = imported;
  try {
    expect(pairs.length).toBeGreaterThan(2);
    expect(await expectOldAddresses(imported)).toBeGreaterThan(1);
    const data = globSync('{data,_data}/**/*.*', { cwd: folder }).map((name) =>
      readFileSync(path.join(folder, name), 'utf8'),
    );
    const allowed = new Set([...data.flatMap(wordsIn), ...wordsIn(readFileSync(configOf(folder), 'utf8'))]);
    for (const pair of pairs) {
      if (pair.file.endsWith('.md') && !pair.story.source.endsWith('.html')) expectWordsOfSource(folder, pair, allowed);
    }
  } finally {
    remove();
  }
});

const configOf = (folder: string) =>
  path.join(folder, globSync(['_config.yml', 'hugo.toml', '_data/site.json'], { cwd: folder })[0] ?? '');
