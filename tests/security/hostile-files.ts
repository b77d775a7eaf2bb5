/** A story with further `keys`. */
export const story = (keys: string, text = 'Text.') =>
  `---\ntitle: Pumped\nauthor: dario-quennell\ndate: 2026-01-01\n${keys}\n---\n\n${text}\n`;
const COMBINING = '\u0301';

/** Stories that are written to take long, by the name of what they pump. */
export const HOSTILE_FILES: Record<string, string> = {
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
