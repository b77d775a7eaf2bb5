import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { type Diagnostic, formatDiagnostic, RULES, visible } from '../content/parse/diagnostic.ts';

// Diagnostics as people, forges and other tools read them.

export const FORMATS = ['text', 'github', 'gitlab', 'json', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

/** What is to be shown. `pathTo` gives a file's path from where the reader stands, `absolute` where it is on this machine. */
export type Shown = Readonly<{
  diagnostics: readonly Diagnostic[];
  pathTo(file: string): string;
  absolute(file: string): string;
}>;

/** Where the editors' guide says more of a rule. */
export function guideTo(rule: string): string {
  return `content/guide/rules.md#${rule}`;
}

export function formatDiagnostics(format: Format, shown: Shown): string {
  switch (format) {
    case 'text':
      return asText(shown);
    case 'github':
      return shown.diagnostics.map((diagnostic) => annotation(diagnostic, shown)).join('');
    case 'gitlab':
      return `${JSON.stringify(
        shown.diagnostics.map((diagnostic) => codeQuality(diagnostic, shown)),
        null,
        2,
      )}\n`;
    case 'json':
      return `${JSON.stringify(
        shown.diagnostics.map((diagnostic) => ({ ...diagnostic, guide: guideTo(diagnostic.rule) })),
        null,
        2,
      )}\n`;
    case 'sarif':
      return `${JSON.stringify(sarif(shown), null, 2)}\n`;
  }
}

/** So much of a long line is shown. */
const LINE = 100;

function asText({ diagnostics, absolute }: Shown): string {
  const colour = (style: Parameters<typeof styleText>[0], text: string) =>
    styleText(style, text, { stream: process.stdout });
  let file = '';
  let lines: string[] = [];
  return diagnostics
    .map((diagnostic) => {
      if (diagnostic.file !== file) {
        file = diagnostic.file;
        lines = linesOf(absolute(file));
      }
      const { line, column, severity, rule, reason, fix } = diagnostic;
      const route = `${file}:${line}:${column}`;
      const head = `${colour('bold', visible(route))}  ${colour(severity === 'error' ? 'red' : 'yellow', severity)}  ${rule}  ${visible(reason)}`;
      const source = lines[line - 1];
      const excerpt = source?.trim() ? excerptOf(source, line, column).map((text) => colour('dim', text)) : [];
      return `${[head, ...excerpt, `    ${colour('green', visible(fix))}  ${colour('dim', guideTo(rule))}`].join('\n')}\n\n`;
    })
    .join('');
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r\n?|\n/);
  } catch {
    return []; // it has gone, or it is no text
  }
}

/** The line of a file, and below it a mark at the column. */
function excerptOf(source: string, line: number, column: number): string[] {
  // A long line is shown around the place.
  const start = column > LINE - 20 ? column - 40 : 0;
  const part = source.slice(start, start + LINE).replace(/\t/g, ' ');
  const number = String(line);
  const before = [...part.slice(0, column - 1 - start)].map((letter) => (isWide(letter) ? '  ' : ' ')).join('');
  return [`    ${number} | ${visible(part)}`, `    ${' '.repeat(number.length)} | ${before}^`];
}

/** Whether a terminal gives a letter two columns (https://www.unicode.org/reports/tr11/, as far as scripts tell). */
function isWide(letter: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u.test(
    letter,
  );
}

/** A line that GitHub shows at the file (https://docs.github.com/actions/reference/workflow-commands-for-github-actions). */
function annotation({ file, line, column, severity, rule, reason, fix }: Diagnostic, { pathTo }: Shown): string {
  const data = (text: string) => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const property = (text: string) => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
  const route = `file=${property(pathTo(file))},line=${line},col=${column},title=${property(rule)}`;
  return `::${severity} ${route}::${data(`${reason} ${fix}`)}\n`;
}

/** An entry of GitLab's Code Quality report (https://docs.gitlab.com/ci/testing/code_quality/). */
function codeQuality(diagnostic: Diagnostic, { pathTo }: Shown): object {
  const { file, line, severity, rule, reason, fix } = diagnostic;
  return {
    description: `${reason} ${fix}`,
    check_name: rule,
    fingerprint: hash('sha256', formatDiagnostic(diagnostic)),
    severity: severity === 'error' ? 'major' : 'minor',
    location: { path: pathTo(file), lines: { begin: line } },
  };
}

/** SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/). */
function sarif({ diagnostics, pathTo }: Shown): object {
  const used = RULES.filter((rule) => diagnostics.some((diagnostic) => diagnostic.rule === rule));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'Dateline', rules: used.map((id) => ({ id, help: { text: `See ${guideTo(id)}.` } })) },
        },
        results: diagnostics.map(({ file, line, column, severity, rule, reason, fix }) => ({
          ruleId: rule,
          level: severity,
          message: { text: `${reason} ${fix}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: pathTo(file).split('/').map(encodeURIComponent).join('/') },
                region: { startLine: line, startColumn: column },
              },
            },
          ],
        })),
      },
    ],
  };
}
