import matter from 'gray-matter';
import { checkTextLimits } from '../../markdown/check-text-limits.ts';
import { BLOCKING, type Diagnostic, type Rule } from './diagnostic.ts';
import { findMergeConflict } from './merge-conflict.ts';
import { MAX_YAML_LENGTH, readYamlKeys, type YamlKeys } from './yaml-keys.ts';

/** The parts of a content file: its keys, not yet checked, and its Markdown. */
export type FrontMatter = YamlKeys &
  Readonly<{
    /** The Markdown after the front matter. */
    body: string;
    /** The line of the file, from 1, on which `body` begins. */
    bodyLine: number;
    /** The limit that the Markdown exceeds; empty for all that people write. */
    bodyDiagnostics: readonly Diagnostic[];
  }>;

const refuse = () => {
  throw new Error('Only YAML front matter is read.');
};

/**
 * Splits a content file into front matter and Markdown with gray-matter, or returns why that fails. Only YAML is read: the JavaScript
 * engine of gray-matter would run front matter as a program (`---js`), so it is off.
 */
export function readFrontMatter(file: string, source: string): FrontMatter | Diagnostic[] {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const diagnostic = (rule: Rule, reason: string, fix: string): Diagnostic[] => [
    { file, line: 1, column: 1, ...BLOCKING, rule, reason, fix },
  ];
  const conflict = findMergeConflict(file, text);
  if (conflict) return [conflict];
  if (/^\s+---[ \t]*\n/.test(text)) {
    return diagnostic(
      'front-matter-missing',
      'There are spaces or empty lines before the first “---” of the file.',
      'Remove them.',
    );
  }
  if (!text.startsWith('---') || text.startsWith('----')) {
    return diagnostic(
      'front-matter-missing',
      'The file does not begin with front matter.',
      'Begin it with a line “---”, then the keys (title, author, date …), then another line “---”.',
    );
  }
  const language = matter.language(text).name;
  if (language && !/^ya?ml$/i.test(language)) {
    return diagnostic(
      'front-matter-language',
      `The front matter is marked as “${language}”, but only YAML is read: no program in a content file is run.`,
      'Write only “---” on the first line, and YAML below it.',
    );
  }
  const end = text.indexOf('\n---', 3);
  if (end === -1 || !/^\n---[ \t]*(?:\n|$)/.test(text.slice(end))) {
    const almost = /\n(-{1,2}|-{4,10}|[—–]{1,3})[ \t]*(?:\n|$)/.exec(text);
    const line = almost ? text.slice(0, almost.index + 1).split('\n').length : 0;
    return diagnostic(
      'front-matter-unclosed',
      'The front matter that begins on line 1 never ends.',
      almost
        ? `Write three hyphens, “---”, between the last key and the text; line ${line} has “${almost[1]}”.`
        : 'Add a line “---” between the last key and the text.',
    );
  }

  if (end > MAX_YAML_LENGTH) {
    // Now, since gray-matter looks for comments in a time that grows with the square of empty lines.
    const keys = readYamlKeys(file, text.slice('---'.length, end));
    if (Array.isArray(keys)) return keys;
  }
  let yaml = '';
  // With options gray-matter bypasses its cache, which keeps failed parses and shares its objects.
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
  // The YAML begins at the end of line 1, so its line numbers are those of the file.
  const keys = readYamlKeys(file, yaml);
  if (Array.isArray(keys)) return keys;
  // gray-matter keeps spaces after the closing “---”.
  const body = content.replace(/^[ \t]+(?:\n|$)/, '');
  const bodyLine = text.slice(0, end + 1).split('\n').length + 1;
  const limit = checkTextLimits(body);
  const bodyDiagnostics: Diagnostic[] = limit ? [{ file, ...BLOCKING, ...limit, line: bodyLine - 1 + limit.line }] : [];
  return { ...keys, body, bodyLine, bodyDiagnostics };
}
