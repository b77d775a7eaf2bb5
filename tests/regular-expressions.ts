import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { checkSync } from 'recheck';
import { parseAst } from 'vitest/node';

// The regular expressions of the sources, and how long they may take.

const project = path.resolve(import.meta.dirname, '..');

/** An expression as it stands in the sources. `pattern` is null when it is put together at run time. */
export type Expression = Readonly<{ file: string; source: string; pattern: string | null; flags: string }>;

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

// The same result on every machine: no native program, and no limit that depends on the machine's speed.
process.env.RECHECK_SYNC_BACKEND = 'pure';

/** Checks an expression. Returns why it may take more than linear time, or null. Takes 150 ms on average. */
export function refusal({ file, source, pattern, flags }: Expression): string | null {
  if (pattern === null) return `${file}: ${source} is put together at run time`;
  const result = checkSync(pattern, flags, LIMITS);
  if (result.status === 'safe') return null;
  return `${file}: ${source} is ${'complexity' in result ? result.complexity.summary : 'too complex to be checked'}`;
}

/** The exceptions that are no expression of the sources. */
export function unusedExceptions(): object[] {
  const all = allExpressions();
  return EXCEPTIONS.filter((exception) => !all.some((expression) => isSame(exception, expression)));
}

/** Where the expressions stand that were checked before, by the version of `recheck` that did it. */
const CHECKED_FILE = path.join(project, 'tests/fixtures/checked-expressions.json');
const { version } = createRequire(import.meta.url)('recheck/package.json') as { version: string };

/** The sources of expressions that this version of `recheck` has found linear. */
export function checkedBefore(): ReadonlySet<string> {
  const checked = JSON.parse(readFileSync(CHECKED_FILE, 'utf8')) as { version: string; linear: string[] };
  return new Set(checked.version === version ? checked.linear : []);
}

/** Writes the expressions that need not be checked again. */
export function keepChecked(linear: readonly Expression[]): void {
  const sources = linear.map(({ source }) => source).sort();
  writeFileSync(CHECKED_FILE, `${JSON.stringify({ version, linear: sources }, null, 2)}\n`);
}

const isSame = (a: { file: string; source: string }, b: { file: string; source: string }) =>
  a.file === b.file && a.source === b.source;

function allExpressions(): Expression[] {
  const files = globSync(['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}', 'lib/**/*.ts', '*.ts'], { cwd: project });
  return files.sort().flatMap((file) => expressionsIn(file, readFileSync(path.join(project, file), 'utf8')));
}

/**
 * The different expressions of the sources that repeat something, without the exceptions: without a quantifier an
 * expression takes the same time at each character.
 */
export function repeatingExpressions(): Expression[] {
  const repeating = allExpressions()
    .filter(({ pattern }) => pattern === null || /[*+]|\{\d/.test(pattern))
    .filter((one) => !EXCEPTIONS.some((exception) => isSame(exception, one)));
  return [...new Map(repeating.map((expression) => [expression.source, expression])).values()];
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
