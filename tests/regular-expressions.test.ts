import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkSync } from 'recheck';
import { expect, test } from 'vitest';
import { parseAst } from 'vitest/node';

const project = path.resolve(import.meta.dirname, '..');

/** An expression as it stands in the sources. `pattern` is null when it is put together at run time. */
type Expression = Readonly<{ file: string; source: string; pattern: string | null; flags: string }>;

/** Expressions that may stay although the check refuses them or cannot read them: why they take linear time, or how long their input can be. */
const EXCEPTIONS: readonly { file: string; source: string; reason: string }[] = [
  {
    file: 'lib/search/tokens.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the source.
    source: "new RegExp(`[${UNSPACED}]\\\\p{M}*|[[\\\\p{L}\\\\p{M}\\\\p{N}]--[${UNSPACED}]]+`, 'gv')",
    reason: 'One class is repeated in each alternative, and nothing follows it.',
  },
  {
    file: 'lib/search/tokens.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the source.
    source: "new RegExp(`^[${UNSPACED}]`, 'u')",
    reason: 'It matches one character.',
  },
  {
    file: 'lib/search/tokens.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the source.
    source: "new RegExp(`[${Object.keys(TYPED_AS).join('')}]`, 'gu')",
    reason: 'It matches one character.',
  },
  {
    file: 'lib/store/code-identity.ts',
    source: "/\\b(?:import|export)\\b(?!\\s+type\\b)[^'\";]*'(\\.[^']+\\.ts)'/g",
    reason: 'It reads the sources of this project, at most 300 lines each.',
  },
  {
    file: 'lib/render/stylesheets.ts',
    source: '/(--[\\w-]+):[^;{}"]*;?/g',
    reason: 'It reads the stylesheets of this project.',
  },
];

/** Limits count characters and not time, but for one that ends the check of an expression far beyond all others. */
const LIMITS = { timeout: 300_000, attackTimeout: null, incubationTimeout: null };

test('no regular expression takes more than linear time', { timeout: 600_000 }, () => {
  // The same result on every machine: no native program, and no limit that depends on the machine's speed.
  process.env.RECHECK_SYNC_BACKEND = 'pure';
  const different = new Map(repeating(expressions()).map((expression) => [expression.source, expression]));
  const refused = [...different.values()].flatMap(({ file, source, pattern, flags }) => {
    if (pattern === null) return [`${file}: ${source} is put together at run time`];
    const result = checkSync(pattern, flags, LIMITS);
    if (result.status === 'safe') return [];
    return [
      `${file}: ${source} is ${'complexity' in result ? result.complexity.summary : 'too complex to be checked'}`,
    ];
  });
  expect(refused).toEqual([]);
});

test('each exception is an expression of the sources', () => {
  const all = expressions({ withExceptions: true });
  const unused = EXCEPTIONS.filter((exception) => !all.some((expression) => isSame(exception, expression)));
  expect(unused).toEqual([]);
});

test('the check finds what is slow only since the search starts at every character', () => {
  process.env.RECHECK_SYNC_BACKEND = 'pure';
  expect(checkSync('<!--[^]*?-->', 'g').status).toBe('vulnerable');
  expect(checkSync('([^/]+)\\.md(?:#.*)?$', 'i').status).toBe('vulnerable');
});

const isSame = (a: { file: string; source: string }, b: { file: string; source: string }) =>
  a.file === b.file && a.source === b.source;

function expressions({ withExceptions = false } = {}): Expression[] {
  const files = globSync(['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}', 'lib/**/*.ts', '*.ts'], { cwd: project });
  const all = files.sort().flatMap((file) => expressionsIn(file, readFileSync(path.join(project, file), 'utf8')));
  return withExceptions ? all : all.filter((one) => !EXCEPTIONS.some((exception) => isSame(exception, one)));
}

/** Those that repeat something: without a quantifier an expression takes the same time at each character. */
function repeating(all: readonly Expression[]): Expression[] {
  return all.filter(({ pattern }) => pattern === null || /[*+]|\{\d/.test(pattern));
}

/** The regular expressions of a source file, written as literals or made with `RegExp`. */
function expressionsIn(file: string, text: string): Expression[] {
  const found: Expression[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, start, end, regex, callee } = node as Node;
    const source = text.slice(start, end);
    if (type === 'Literal' && regex) found.push({ file, source, ...regex });
    if ((type === 'NewExpression' || type === 'CallExpression') && callee?.name === 'RegExp')
      found.push({ file, source, pattern: null, flags: '' });
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }, file));
  return found;
}

/** What is read of a node of ESTree. */
type Node = Readonly<{
  type: string;
  start: number;
  end: number;
  regex?: { pattern: string; flags: string };
  callee?: { name?: string };
}>;
