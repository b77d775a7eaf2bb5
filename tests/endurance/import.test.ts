import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pathTo } from '#lib/routes/routes.ts';
import { wordsIn } from '../same-words.ts';
import { startSite } from '../site/running-site.ts';
import { expectWordsOfSource, importWhole } from '../whole-import.ts';

// Real archives: `ARCHIVES=/path/one:/path/two npm run test:endurance -- import`. Each is the folder of a site of Hugo
// (with `content/news/`), or of Eleventy.

const folders = (process.env.ARCHIVES ?? '').split(':').filter(Boolean);

test.skipIf(folders.length === 0)('archives are given', () => expect(folders).not.toEqual([]));

/** The words of data files, which tags and front matter name by an id. */
function wordsOfData(folder: string): Set<string> {
  const files = globSync('data/**/*.yml', { cwd: folder }).map((name) => readFileSync(path.join(folder, name), 'utf8'));
  return new Set(files.flatMap(wordsIn));
}

test.each(folders)('%s is imported whole', { timeout: 3_600_000 }, async (folder) => {
  const system = existsSync(path.join(folder, 'content', 'news')) ? 'hugo' : 'eleventy';
  const imported = await importWhole(system, [folder]);
  try {
    const { content, pairs } = imported;
    const allowed = wordsOfData(folder);
    for (const pair of pairs) expectWordsOfSource(folder, pair, allowed);
    const site = await startSite({ on: { content, cache: path.join(content, '..', 'cache') } });
    try {
      const published = pairs.filter(({ story }) => !story.draft && story.kind === 'story');
      expect(published.length).toBeGreaterThan(0);
      for (const { story, file } of published) {
        const slug = path.basename(file, '.md');
        expect.soft(story.oldAddresses.length, story.source).toBeGreaterThan(0);
        for (const old of story.oldAddresses) {
          const { status, headers } = await fetch(site.origin + encodeURI(old), { redirect: 'manual' });
          const to = { status, location: headers.get('location') };
          const path = pathTo({ kind: 'article', edition: '', slug });
          expect.soft(to, `${old} of ${story.source}`).toEqual({ status: 308, location: path });
        }
      }
    } finally {
      await site.stop();
    }
  } finally {
    imported.remove();
  }
});
