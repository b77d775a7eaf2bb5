import { expect, test } from 'vitest';
import { readDataFile, splitPage } from '#lib/import/systems/foreign-front-matter.ts';

test.each([
  ['YAML', '---\ntitle: A\ndate: 2020-01-02\n---\nText\n'],
  [
    'YAML after empty lines, with a mark and Windows line ends',
    '\uFEFF\r\n---\r\ntitle: A\r\ndate: 2020-01-02\r\n---\r\nText\r\n',
  ],
  ['YAML that ends with dots', '---\ntitle: A\ndate: 2020-01-02\n...\nText\n'],
  ['TOML', '+++\ntitle = "A"\ndate = 2020-01-02\n+++\nText\n'],
  ['JSON', '{\n"title": "A",\n"date": "2020-01-02"\n}\nText\n'],
  ['JSON with braces in it', '{"title": "A", "date": "2020-01-02", "x": "}{"}\nText\n'],
  ['JSON between lines', '---json\n{"title": "A", "date": "2020-01-02"}\n---\nText\n'],
])('%s front matter is read', (_, source) => {
  const { keys, body, problem } = splitPage(source);
  expect({ title: keys.title, date: keys.date, body, problem }).toEqual({
    title: 'A',
    date: '2020-01-02',
    body: 'Text\n',
    problem: null,
  });
});

test('of a key that is given twice the last one counts, as in Jekyll', () => {
  expect(splitPage('---\na: 1\na: 2\n---\n')).toMatchObject({ keys: { a: 2 }, problem: null });
});

test('the lines of a value in quotation marks need no indentation, as in Jekyll', () => {
  const { keys, problem } = splitPage(
    '---\nlead: "It \\"sails\\"\nat: nine"\nother: \'It\'\'s\nat ten\'\nlast: 1\n---\n',
  );
  expect({ keys, problem }).toEqual({
    keys: { lead: 'It "sails" at: nine', other: "It's at ten", last: 1 },
    problem: null,
  });
});

test('a text without front matter is a text', () => {
  expect(splitPage('# Title\n')).toEqual({ keys: {}, problem: null, body: '# Title\n', hasFrontMatter: false });
  expect(splitPage('{{ x }}\n')).toMatchObject({ hasFrontMatter: false, body: '{{ x }}\n' });
});

test.each([
  ['---\ntitle: [a\nb: c\n---\n', /^line [34]: /],
  ['+++\ntitle = \n+++\n', /^line 2: /],
  ['---\ntitle: A\n', /never ends: add a line “---”/],
  ['---js\nprocess.exit(1)\n---\n', /a program in “js”, which is not run/],
  [`---\n${'a: &a [*a]\n'}---\n`, /./],
])('what cannot be read in %j is named with its line', (source, message) => {
  const { problem } = splitPage(source);
  if (source.includes('&a')) expect(problem === null || message.test(problem)).toBe(true);
  else expect(problem).toMatch(message);
});

test('an alias bomb and deep nesting are refused', () => {
  const bomb = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`).join('\n');
  expect(splitPage(`---\na0: &a0 x\n${bomb}\n---\n`).problem).toMatch(/cannot be read/);
  expect(splitPage(`---\na: ${'['.repeat(50_000)}\n---\n`).problem).not.toBeNull();
});

test('data files are read by their endings', () => {
  expect(readDataFile('a.toml', '[x]\ny = 1\n')?.keys).toEqual({ x: { y: 1 } });
  expect(readDataFile('a.json', '[1]')?.keys).toEqual({ '0': 1 });
  expect(readDataFile('a.csv', 'x')).toBeNull();
});
