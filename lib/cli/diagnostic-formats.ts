import { hash } from 'node:crypto';
import { styleText } from 'node:util';
import { type Diagnostic, effectOf, formatDiagnostic, RULES, visible } from '../content/parse/diagnostic.ts';

// Diagnostics for people, GitHub, GitLab and other tools.

export const FORMATS = ['text', 'github', 'gitlab', 'json', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

/** The result of a check. `pathTo` returns a file's path relative to the working directory, `textOf` its text; null if it has none. */
export type CheckReport = Readonly<{
  diagnostics: readonly Diagnostic[];
  /** A sentence for each fixed file. */
  fixed: readonly string[];
  pathTo(file: string): string;
  textOf(file: string): string | null;
}>;

/** Returns the path of a rule in the editors' guide. */
export function guideTo(rule: string): string {
  return `content/guide/rules.md#${rule}`;
}

export function formatDiagnostics(format: Format, report: CheckReport): string {
  switch (format) {
    case 'text':
      return asText(report);
    case 'github':
      return report.diagnostics.map((diagnostic) => annotation(diagnostic, report)).join('');
    case 'gitlab':
      return `${JSON.stringify(
        report.diagnostics.map((diagnostic) => codeQuality(diagnostic, report)),
        null,
        2,
      )}\n`;
    case 'json':
      return `${JSON.stringify(json(report), null, 2)}\n`;
    case 'sarif':
      return `${JSON.stringify(sarif(report), null, 2)}\n`;
  }
}

/** Returns at most `limit` diagnostics (0: all): what keeps a file off the site first, then other errors, then warnings; in their order. */
export function mostImportant(diagnostics: readonly Diagnostic[], limit: number): readonly Diagnostic[] {
  if (limit === 0 || diagnostics.length <= limit) return diagnostics;
  const weight = ({ severity, blocks }: Diagnostic) => (blocks ? 0 : severity === 'error' ? 1 : 2);
  const chosen = new Set(diagnostics.toSorted((a, b) => weight(a) - weight(b)).slice(0, limit));
  return diagnostics.filter((diagnostic) => chosen.has(diagnostic));
}

/** Returns a line for each rule and severity, with the number of its diagnostics and files: errors first, then by number. */
export function summaryByRule(diagnostics: readonly Diagnostic[]): string {
  const groups = Map.groupBy(diagnostics, ({ severity, rule }) => `${severity.padEnd(7)}  ${rule}`);
  return [...groups]
    .sort(([a, first], [b, second]) =>
      a.slice(0, 7) === b.slice(0, 7) ? second.length - first.length : a < b ? -1 : 1,
    )
    .map(([name, found]) => {
      const files = new Set(found.map(({ file }) => file)).size;
      return `${String(found.length).padStart(7)}  ${name}, ${files === 1 ? '1 file' : `${files} files`}`;
    })
    .join('\n');
}

/** At most so many characters of a line are printed. */
const LINE = 100;

function asText({ diagnostics, textOf }: CheckReport): string {
  const colour = (style: Parameters<typeof styleText>[0], text: string) =>
    styleText(style, text, { stream: process.stdout });
  let file = '';
  let lines: string[] = [];
  return diagnostics
    .map((diagnostic) => {
      if (diagnostic.file !== file) {
        file = diagnostic.file;
        lines = linesOf(textOf(file));
      }
      const { line, column, severity, rule, reason, fix } = diagnostic;
      const position = `${file}:${line}:${column}`;
      const head = `${colour('bold', visible(position))}  ${colour(severity === 'error' ? 'red' : 'yellow', severity)}  ${rule}  ${visible(reason)}`;
      // The name of such a file is wrong, not its text.
      const source = rule === 'file-name' || rule === 'file-folder' ? undefined : lines[line - 1];
      const excerpt = source?.trim() ? excerptOf(source, line, column).map((text) => colour('dim', text)) : [];
      const effect = effectOf(diagnostic);
      const advice = `    ${colour('green', visible(fix))}${effect && ` ${effect}`}  ${colour('dim', guideTo(rule))}`;
      return `${[head, ...excerpt, advice].join('\n')}\n\n`;
    })
    .join('');
}

function linesOf(text: string | null): string[] {
  return text === null ? [] : text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
}

/** Returns the line of a file, and below it a mark at the column. */
function excerptOf(source: string, line: number, column: number): string[] {
  // Of a long line the part around the column is printed.
  const start = column > LINE - 20 ? column - 40 : 0;
  const part = source.slice(start, start + LINE).replace(/\t/g, ' ');
  const number = String(line);
  const before = [...part.slice(0, column - 1 - start)].map((letter) => (isWide(letter) ? '  ' : ' ')).join('');
  return [`    ${number} | ${visible(part)}`, `    ${' '.repeat(number.length)} | ${before}^`];
}

/** Returns whether a letter takes two columns in a terminal (https://www.unicode.org/reports/tr11/, by script only). */
function isWide(letter: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u.test(
    letter,
  );
}

/** Returns why, what to do, and what an error does not do. */
function messageOf(diagnostic: Diagnostic): string {
  return [diagnostic.reason, diagnostic.fix, effectOf(diagnostic)].filter(Boolean).join(' ');
}

/** Returns a line that GitHub turns into an annotation of the file (https://docs.github.com/actions/reference/workflow-commands-for-github-actions). */
function annotation(diagnostic: Diagnostic, { pathTo }: CheckReport): string {
  const { file, line, column, severity, rule } = diagnostic;
  const data = (text: string) => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const property = (text: string) => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
  const properties = `file=${property(pathTo(file))},line=${line},col=${column},title=${property(rule)}`;
  return `::${severity} ${properties}::${data(messageOf(diagnostic))}\n`;
}

/** Returns the object of `--format=json`. */
function json({ diagnostics, fixed }: CheckReport): object {
  const count = (severity: Diagnostic['severity']) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  return {
    errors: count('error'),
    blocking: diagnostics.filter(({ blocks }) => blocks).length,
    warnings: count('warning'),
    fixed,
    diagnostics: diagnostics.map((diagnostic) => ({ ...diagnostic, guide: guideTo(diagnostic.rule) })),
  };
}

/** Returns an entry of GitLab's Code Quality report (https://docs.gitlab.com/ci/testing/code_quality/). */
function codeQuality(diagnostic: Diagnostic, { pathTo }: CheckReport): object {
  const { file, line, severity, rule } = diagnostic;
  return {
    description: messageOf(diagnostic),
    check_name: rule,
    fingerprint: hash('sha256', formatDiagnostic(diagnostic)),
    severity: severity === 'error' ? 'major' : 'minor',
    location: { path: pathTo(file), lines: { begin: line } },
  };
}

/** Returns a SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/). */
function sarif({ diagnostics, pathTo }: CheckReport): object {
  const used = RULES.filter((rule) => diagnostics.some((diagnostic) => diagnostic.rule === rule));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'Dateline', rules: used.map((id) => ({ id, help: { text: `See ${guideTo(id)}.` } })) },
        },
        results: diagnostics.map((diagnostic) => ({
          ruleId: diagnostic.rule,
          level: diagnostic.severity,
          message: { text: messageOf(diagnostic) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: pathTo(diagnostic.file).split('/').map(encodeURIComponent).join('/') },
                region: { startLine: diagnostic.line, startColumn: diagnostic.column },
              },
            },
          ],
        })),
      },
    ],
  };
}
