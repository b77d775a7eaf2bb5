import matter from 'gray-matter';
import { checkTextLimits } from '../../markdown/check-text-limits.ts';
import type { Diagnostic, Rule } from './diagnostic.ts';
import { readYamlKeys, type YamlKeys } from './yaml-keys.ts';

/** A content file taken apart: its keys, not yet checked, and its Markdown. */
export type FrontMatter = YamlKeys &
  Readonly<{
    /** The Markdown after the front-matter. */
    body: string;
    /** Line of the file, from 1, on which `body` begins. */
    bodyLine: number;
    /** Why the Markdown cannot be set; empty for what people write. */
    bodyDiagnostics: readonly Diagnostic[];
  }>;

const refuse = () => {
  throw new Error('Only YAML front-matter is read.');
};

/**
 * Splits a content file into front-matter and Markdown with gray-matter. Only YAML is read: gray-matter's own JavaScript engine runs
 * the front-matter as a program (`---js`), so that engine is off.
 */
export function readFrontMatter(file: string, source: string): FrontMatter | Diagnostic[] {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const diagnostic = (rule: Rule, reason: string, fix: string): Diagnostic[] => [
    { file, line: 1, column: 1, severity: 'error', rule, reason, fix },
  ];
  if (/^\s+---[ \t]*\n/.test(text)) {
    return diagnostic(
      'front-matter-missing',
      'Empty lines or blanks stand before the “---” with which the file has to begin.',
      'Remove them.',
    );
  }
  if (!text.startsWith('---') || text.startsWith('----')) {
    return diagnostic(
      'front-matter-missing',
      'The file does not begin with front-matter.',
      'Begin it with a line “---”, then the keys (title, author, date …), then another line “---”.',
    );
  }
  const language = matter.language(text).name;
  if (language && !/^ya?ml$/i.test(language)) {
    return diagnostic(
      'front-matter-language',
      `The front-matter says that it is “${language}”, but only YAML is read: nothing in a content file is ever run.`,
      'Write “---” alone on the first line, and YAML below it.',
    );
  }
  const end = text.indexOf('\n---', 3);
  if (end === -1 || !/^\n---[ \t]*(?:\n|$)/.test(text.slice(end))) {
    const almost = /\n(-{1,2}|-{4,10}|[—–]{1,3})[ \t]*(?:\n|$)/.exec(text);
    const line = almost ? text.slice(0, almost.index + 1).split('\n').length : 0;
    return diagnostic(
      'front-matter-unclosed',
      'The front-matter that begins on line 1 never ends.',
      almost
        ? `Write three hyphens, “---”, on the line between the last key and the text; on line ${line} stands “${almost[1]}”.`
        : 'Add a line “---” between the last key and the text.',
    );
  }

  let yaml = '';
  // Options make gray-matter bypass its cache, which remembers failed parses and hands the same object to everybody.
  const { content } = matter(text, {
    language: 'yaml',
    engines: {
      yaml: {
        parse: (block) => {
          yaml = block;
          return {};
        },
      },
      javascript: refuse,
      json: refuse,
    },
  });
  // The block begins with the end of line 1, so its line numbers are the file's.
  const keys = readYamlKeys(file, yaml);
  if (Array.isArray(keys)) return keys;
  // gray-matter leaves the blanks that may follow the closing “---” on its line.
  const body = content.replace(/^[ \t]+(?:\n|$)/, '');
  const bodyLine = text.slice(0, end + 1).split('\n').length + 1;
  const limit = checkTextLimits(body);
  const bodyDiagnostics: Diagnostic[] = limit
    ? [{ file, severity: 'error', ...limit, line: bodyLine - 1 + limit.line }]
    : [];
  return { ...keys, body, bodyLine, bodyDiagnostics };
}
