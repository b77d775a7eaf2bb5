import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { checkContentFile, checkGenerated, checkMarkdown, checkSvg, releaseMemory } from './generated-inputs.ts';

/** Inputs that once failed, as the generator shrank them, and what was wrong. */
const FOUND: readonly (readonly [what: string, check: (input: string) => void, input: string])[] = [
  ['a code block got an empty class', checkMarkdown, '```\ufeff'],
  ['an SVG that ends within a tag was not well-formed', checkSvg, '<svg viewBox="0 0 30 20"><svg id="a"'],
  ['a key that is a list was printed', checkContentFile, '---\n[^1]: a\n---\n'],
  [
    'bytes were taken for a list',
    checkContentFile,
    '---\ntitle: A\nauthor: b\ndate: 2026-10-05\ntags: !!binary aGk=\n---\n',
  ],
  ['an alias within its own value had no end', checkContentFile, '---\n<<: &a [*a]\n---\n'],
  [
    'a space was put between the rows of a table',
    checkMarkdown,
    '| ![x](https://HOST/p.png) |\n|-|\n|![x](https://HOST/p.png)\n',
  ],
  [
    'a space was put between the items of a list',
    checkMarkdown,
    '- ![x](https://HOST/p.png)\n- ![x](https://HOST/p.png)\n',
  ],
  ['a heading after a byte order mark was not checked', checkMarkdown, '\ufeff###### '],
  ['an SVG kept an attribute of HTML', checkSvg, '<svg width="1" height="1" srcset="https://HOST/i.png 1x"></svg>'],
  ['a reference began with a space', checkSvg, '<svg viewBox="0 0 30 20"><svg href=" #a"/></svg>'],
  [
    'a script’s address was hidden by a character that is removed',
    checkSvg,
    '<svg viewBox="0 0 30 20"><style>java\u0000script:RUN</style></svg>',
  ],
];

test.each(FOUND)('%s', (_, check, input) => {
  expect(() => check(input)).not.toThrow();
});

test('the checks keep nothing in memory of what they have checked', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = async () => {
    await releaseMemory();
    collect();
    return process.memoryUsage().heapUsed;
  };
  const checkSome = async (from: number, until: number) => {
    for (let number = from; number < until; number++) {
      checkContentFile(`---\ntitle: ${number}\n---\n`);
      checkSvg(`<svg width="1" height="${number}"></svg>`);
      await releaseMemory();
    }
  };
  await checkSome(1, 200);
  const before = await used();
  await checkSome(200, 600);
  expect(((await used()) - before) / 400, 'bytes of an input').toBeLessThan(2_000);
});

test('1,500 generated texts, files and SVG', { timeout: 300_000 }, async () => {
  await expect(checkGenerated(1_500, 2_026)).resolves.toBeUndefined();
});
