import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../site/running-site.ts';
import { ARTICLE, expectUnharmed, type Figures, figuresOf } from './attacked-site.ts';

// Content that is written to take long. A push of it publishes nothing and holds up nobody. Heavy Markdown is
// in tests/site/untrusted-content.test.ts, hostile files of each kind in tests/fixtures/broken.

let site: Site;
let before: Figures;
beforeAll(async () => {
  site = await startSite({ at: Date.parse('2026-11-22T17:00:00Z') });
  await (await fetch(site.origin + ARTICLE)).text();
  await site.longestTask();
  before = figuresOf(site);
});
afterAll(() => site.stop());

const story = (keys: string, text = 'Text.') =>
  `---\ntitle: Pumped\nauthor: dario-quennell\ndate: 2026-01-01\n${keys}\n---\n\n${text}\n`;
const COMBINING = '\u0301';

/** Files by the name of what they pump. */
const FILES: Record<string, string> = {
  'aliases of aliases': story(
    `a: &a [x, x, x, x, x, x, x, x]\n${[...'bcdefghi'].map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]}, `.repeat(8)}]`).join('\n')}`,
  ),
  'nested lists': story(`keyPoints: ${'['.repeat(20_000)}`),
  'nested maps': story(`image: ${'{a: '.repeat(20_000)}`),
  'many keys': story(Array.from({ length: 20_000 }, (_, number) => `key${number}: 1`).join('\n')),
  'a long key': story(`${'k'.repeat(200_000)}: 1`),
  'quotation marks': story(`standfirst: ${'"'.repeat(50_000)}`),
  'spaces before a comment': story(`standfirst: a${' '.repeat(50_000)}#`),
  'marks in a tag': story(`tags: [a${COMBINING.repeat(16_000)}]`),
  'marks in a link': story('', `[a](${COMBINING.repeat(10_000)}.md)`),
  'a long relative link': story('', `[a](${'a'.repeat(10_000)})`),
  'the ends of names': story('', `[a](${'.md#'.repeat(3_000)})`),
  'many relative links': story('', '[a](x.md)\n'.repeat(3_000)),
  'a date': story(`updated: ${'2026-'.repeat(10_000)}`),
  hyphens: `${'-'.repeat(200_000)}\n${story('')}`,
  'lines of a conflict': story('', '<<<<<<< a\n=======\n'.repeat(10_000)),
};

test('files that are written to take long are read in their time, and their sync holds up no reader', async () => {
  const names = Object.keys(FILES);
  const fileOf = (name: string) => `articles/pumped-${name.replaceAll(' ', '-')}.md`;
  for (const name of names) writeFileSync(path.join(site.content, fileOf(name)), FILES[name] ?? '');
  await site.sync(names.map((name) => `content/${fileOf(name)}`));
  writeFileSync(path.join(site.content, 'articles/afterwards.md'), story(''));
  await site.sync(['content/articles/afterwards.md']);
  expect((await fetch(`${site.origin}/articles/afterwards`)).status).toBe(200);
  await expectUnharmed(site, before);
});
