import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../site/running-site.ts';
import { AFTER_SAMPLE } from '../site/sample-index.ts';
import { ARTICLE, expectUnharmed, type Figures, figuresOf } from './attacked-site.ts';
import { HOSTILE_FILES, story } from './hostile-files.ts';

// Content that is written to take long. A push of it publishes nothing and holds up nobody. Heavy Markdown is
// in tests/site/untrusted-content.test.ts, hostile files of each kind in tests/fixtures/broken.

let site: Site;
let before: Figures;
beforeAll(async () => {
  site = await startSite({ at: AFTER_SAMPLE });
  await (await fetch(site.origin + ARTICLE)).text();
  await site.longestTask();
  before = figuresOf(site);
});
afterAll(() => site.stop());

test('files that are written to take long are read in their time, and their sync holds up no reader', async () => {
  const names = Object.keys(HOSTILE_FILES);
  const fileOf = (name: string) => `articles/pumped-${name.replaceAll(' ', '-')}.md`;
  for (const name of names) writeFileSync(path.join(site.content, fileOf(name)), HOSTILE_FILES[name] ?? '');
  await site.sync(names.map((name) => `content/${fileOf(name)}`));
  writeFileSync(path.join(site.content, 'articles/afterwards.md'), story(''));
  await site.sync(['content/articles/afterwards.md']);
  expect((await fetch(`${site.origin}/articles/afterwards`)).status).toBe(200);
  await expectUnharmed(site, before);
});
