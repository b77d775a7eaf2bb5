import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { isBlocked } from '#lib/content/parse/diagnostic.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';
import { feedHtml } from '#lib/syndication/feed-html.ts';
import { mapArchive } from './fixtures/archives/map-archive.ts';
import { differences, expectSameWords, imagesIn, pageOf, wordsOfHtml } from './same-words.ts';

/**
 * Publishes the archive in `folder` (see `mapArchive`), and expects that each post with title, date and
 * author is up with all its words, and has the same words on its page, in feeds, in search, in its history
 * and in Markdown. Returns the number of stories.
 */
export async function expectNothingLost(folder: string): Promise<number> {
  const root = mkdtempSync(path.join(tmpdir(), 'dateline-archive-'));
  const content = path.join(root, 'content');
  const complete = mapArchive(folder, content);
  const folders = { content, public: path.join(root, 'public') };
  const { store } = await ContentStore.open({ folders, index: path.join(root, 'index.sqlite') });
  try {
    const queries = queriesFor(store, '');
    const diagnostics = store.diagnostics();
    const refused = diagnostics.filter((diagnostic) => isBlocked([diagnostic]) && complete.has(diagnostic.file));
    expect(refused).toEqual([]);
    expect(diagnostics.filter(({ lost = 0 }) => lost > 0)).toEqual([]);
    for (const file of complete) {
      const name = path.basename(file, '.md');
      const story = queries.story(name);
      if (!story) throw new Error(`${file} is not up.`);
      expectSameWords(story.body, file);
      const images = imagesIn(story.body) as (typeof story)['images'];
      const inFeed = feedHtml({ ...story, images, image: null, corrections: [] }, queries.publication());
      const different = differences(wordsOfHtml(pageOf(story.body, story.language)), wordsOfHtml(inFeed));
      expect.soft(different, `${file} in feeds`).toEqual({ missing: [], added: [] });
    }
    return complete.size;
  } finally {
    await store.close();
    rmSync(root, { recursive: true });
  }
}
