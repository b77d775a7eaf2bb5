import { expect, test } from 'vitest';
import { expectNothingLost } from '../archives.ts';

// Real archives: `ARCHIVES=/path/one:/path/two npm run test:endurance -- archives`. Each has the folder
// `posts/` of Jekyll, or `news/` and `authors/` of Hugo.

const folders = (process.env.ARCHIVES ?? '').split(':').filter(Boolean);

test.skipIf(folders.length === 0)('archives are given', () => expect(folders).not.toEqual([]));

test.each(folders)('nothing of %s is lost', { timeout: 3_600_000 }, async (folder) => {
  expect(await expectNothingLost(folder)).toBeGreaterThan(0);
});
