import { describe, expect, test } from 'vitest';
import { readFrontMatter } from '#lib/content/parse/front-matter.ts';

const FILE = 'content/articles/x.md';

/** The front matter of a valid source. */
function sound(source: string) {
  const keys = readFrontMatter(FILE, source);
  return Array.isArray(keys) ? expect.unreachable(JSON.stringify(keys)) : keys;
}

/** The rules that a source breaks. */
function rules(source: string): string[] {
  const keys = readFrontMatter(FILE, source);
  return Array.isArray(keys) ? keys.map(({ rule }) => rule) : [];
}

describe('front matter and Markdown are separated', () => {
  test.each([
    ['line feeds', '---\ntitle: Fog\n---\nText\n', 'Text\n', 4],
    ['carriage returns', '---\r\ntitle: Fog\r\n---\r\nText\r\n', 'Text\n', 4],
    ['old carriage returns', '---\rtitle: Fog\r---\rText\r', 'Text\n', 4],
    ['a byte order mark', '\uFEFF---\ntitle: Fog\n---\nText\n', 'Text\n', 4],
    ['a named language', '---yaml\ntitle: Fog\n---\nText\n', 'Text\n', 4],
    ['a named language in capitals', '---YML\ntitle: Fog\n---\nText\n', 'Text\n', 4],
    ['blanks after the lines', '--- \ntitle: Fog\n--- \t\nText\n', 'Text\n', 4],
    ['no Markdown', '---\ntitle: Fog\n---', '', 4],
    ['no Markdown but blanks', '---\ntitle: Fog\n---  ', '', 4],
    ['a comment', '---\n# Note\ntitle: Fog\n---\nText\n', 'Text\n', 5],
    ['a rule in the text', '---\ntitle: Fog\n---\nText\n\n---\nMore\n', 'Text\n\n---\nMore\n', 4],
    ['an indented text', '---\ntitle: Fog\n---\n    code\n', '    code\n', 4],
  ])('with %s', (_, source, body, bodyLine) => {
    expect(sound(source)).toMatchObject({ data: { title: 'Fog' }, body, bodyLine });
  });

  test.each(['---\n---\n', '---\n\n---\n', '---\n# only a comment\n---\n'])('%j has no keys', (source) => {
    expect(sound(source)).toMatchObject({ data: {}, body: '' });
  });
});

describe('values are those of the YAML 1.2 core schema', () => {
  test.each([
    ['2024-01-14', '2024-01-14'],
    ['2024-01-14 01:04:00 -05:00', '2024-01-14 01:04:00 -05:00'],
    ['no', 'no'],
    ['NO', 'NO'],
    ['true', true],
    ['12:30:45', '12:30:45'],
    ['0o14', 12],
    ['1_000', '1_000'],
    ['~', null],
    ['x # a comment', 'x'],
    ['<<', '<<'],
  ])('%s', (written, value) => {
    expect(sound(`---\nkey: ${written}\n---\n`).data).toEqual({ key: value });
  });
});

test('the same text parsed twice gives independent results', () => {
  const source = '---\ntags: [River]\n---\nText\n';
  const first = sound(source);
  (first.data.tags as string[]).push('Changed');
  const second = sound(source);
  expect(second.data).toEqual({ tags: ['River'] });
  expect(second.data).not.toBe(first.data);
});

test('a broken text is broken each time it is parsed', () => {
  const source = '---\ntitle: a: b\n---\nText\n';
  expect([rules(source), rules(source)]).toEqual([['yaml-syntax'], ['yaml-syntax']]);
});

describe('front-matter is never run', () => {
  test.each(['js', 'javascript', 'JS', ' js', 'coffee', 'json', 'toml', 'yaml js'])('---%s', (language) => {
    const source = `---${language}\n{ "title": (globalThis.ran = true) }\n---\nText\n`;
    expect(rules(source)).toEqual(['front-matter-language']);
    expect(globalThis).not.toHaveProperty('ran');
  });

  test('JavaScript tags in YAML are never run', () => {
    expect(rules('---\ntitle: !!js/function "globalThis.ran = true"\n---\n')).toEqual(['yaml-syntax']);
    expect(globalThis).not.toHaveProperty('ran');
  });
});

describe('missing front matter is a diagnostic', () => {
  test.each([
    ['', 'front-matter-missing'],
    ['Text\n', 'front-matter-missing'],
    ['\n---\ntitle: Fog\n---\n', 'front-matter-missing'],
    ['----\ntitle: Fog\n----\n', 'front-matter-missing'],
    ['---', 'front-matter-unclosed'],
    ['---\ntitle: Fog\n', 'front-matter-unclosed'],
    ['---\ntitle: Fog\n----\n', 'front-matter-unclosed'],
    ['---\ntitle: Fog\n---x\n', 'front-matter-unclosed'],
  ])('%j: %s', (source, rule) => {
    expect(rules(source)).toEqual([rule]);
  });
});

describe('a value is located in the file', () => {
  const keys = sound(
    [
      '---',
      'title: Fog',
      'tags: [River, Sea]',
      'image:',
      '  src: /x.jpg',
      'author: {author: mira-oakhurst, role: Text}',
      '"quoted": x',
      '2024: x',
      'empty:',
      '---',
    ].join('\n'),
  );

  test.each([
    [['title'], '2:8'],
    [['tags'], '3:7'],
    [['tags', 0], '3:8'],
    [['tags', 1], '3:15'],
    [['tags', 9], '3:7'], // missing: the list around it
    [['title', 0], '2:8'], // a list of one
    [['image', 'src'], '5:8'],
    [['image', 'alt'], '5:3'], // missing: the group around it
    [['author', 0, 'role'], '6:39'], // a group that stands for a list of one
    [['quoted'], '7:11'],
    [['2024'], '8:7'],
    [['empty'], '9:7'],
    [['missing'], '1:1'],
    [[], '1:1'],
  ])('%j at %s', (path, position) => {
    const { line, column } = keys.locate(path);
    expect(`${line}:${column}`).toBe(position);
  });

  test.each([
    [['image', 'src'], '5:3'],
    [['author', 0, 'role'], '6:33'],
    [['2024'], '8:1'],
  ])('the key of %j at %s', (path, position) => {
    const { line, column } = keys.locate(path, 'key');
    expect(`${line}:${column}`).toBe(position);
  });
});

test('keys such as `__proto__` are keys like any other', () => {
  const { data } = sound('---\n__proto__: {draft: true}\nconstructor: x\n---\n');
  expect(Object.keys(data)).toEqual(['__proto__', 'constructor']);
  expect(({} as Record<string, unknown>).draft).toBeUndefined();
});

test.each([
  ['aliases', `---\na: &a [x]\nb: [${'*a, '.repeat(20_000)}]\n---\n`],
  ['brackets', `---\na: ${'['.repeat(20_000)}\n---\n`],
  ['braces', `---\na: ${'{a: '.repeat(20_000)}\n---\n`],
])('many %s are rejected within two seconds', (_, source) => {
  const started = performance.now();
  expect(rules(source)).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(2000);
});

describe('front-matter is read in bounded time and depth', () => {
  const list = (sign: string) => sign.repeat(14_000 / sign.length);

  test('front matter that is too long is rejected', () => {
    expect(rules(`---\ntitle: ${'x'.repeat(29_000)}\n---\n`)).toEqual([]);
    expect(rules(`---\ntitle: ${'x'.repeat(31_000)}\n---\n`)).toEqual(['yaml-long']);
    expect(rules(`---\n${Array.from({ length: 500_000 }, (_, index) => `a${index}: x\n`).join('')}---\n`)).toEqual([
      'yaml-long',
    ]);
  });

  test.each([
    ['lists in brackets', `a: ${list('[')}`, 'yaml-nesting'],
    ['lists in brackets on many lines', `a:\n${list(' [\n')}`, 'yaml-nesting'],
    ['groups in braces', `a: ${list('{a: ')}`, 'yaml-nesting'],
    ['lists by hyphens', `a:\n ${list('- ')}x`, 'yaml-nesting'],
    ['keys of keys', `${list('? ')}x`, 'yaml-nesting'],
    ['aliases of aliases', `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\ne: [*d, *d]`, 'yaml-aliases'],
    ['one alias many times', `a: &a x\nb: [${list('*a, ')}]`, 'yaml-aliases'],
    ['tags', `a: ${list('!a ')}`, 'yaml-syntax'],
    ['anchors', `a: ${list('&a ')}`, 'yaml-syntax'],
    ['tags of JavaScript', 'a: !!js/function "globalThis.ran = true"', 'yaml-syntax'],
    ['tags of Python', 'a: !!python/object/apply:os.system ["touch /tmp/ran"]', 'yaml-syntax'],
    ['tags of Ruby', 'a: !ruby/object:Gem::Installer {}', 'yaml-syntax'],
  ])('%s', (_, yaml, rule) => {
    expect(rules(`---\n${yaml}\n---\n`)).toEqual([rule]);
  });

  test.each([
    ['stairs of groups', Array.from({ length: 150 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
    ['thousands of keys', Array.from({ length: 3_000 }, (_, index) => `a${index}:\n`).join('')],
    ['a list of thousands', `a: [${list('1, ')}]`],
    ['a number of thousands of digits', `a: ${list('9')}`],
    ['a circle', 'a: &a [*a]'],
    ['the prototype', '__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}'],
  ])('%s: nothing but values', (_, yaml) => {
    expect(rules(`---\n${yaml}\n---\n`)).toEqual([]);
    expect({}).not.toHaveProperty('polluted');
  });
});

test('a comment line, and a “#” after a space, lose no text', () => {
  const source = '---\ntitle: X # so far\n#draft: true\ntags:\n  - A\n  #- B\n  - C#\n---\n';
  expect(readFrontMatter('a.md', source)).toMatchObject({ data: { title: 'X', tags: ['A', 'C#'] } });
});
