import type { Paragraph, Root } from 'mdast';
import { SKIP, visit } from 'unist-util-visit';
import { hasTemplateMarkup } from '../../markdown/template-markup.ts';
import type { TextDiagnostic } from '../parse/diagnostic.ts';

// Markdown that is off by a space or a line, so that readers see its signs.

type Typo = Readonly<{
  /** Matches the typo in the source of a text, and the white space before it. */
  pattern: RegExp;
  /** Whether a match is one; by default each is. */
  isTypo?(match: RegExpExecArray): boolean;
  reason(match: RegExpExecArray): string;
  fix(match: RegExpExecArray): string;
}>;

const TYPOS: readonly Typo[] = [
  {
    pattern: /^[ \t]*(#{2,6})([^\s#].{0,40})/gm,
    reason: ([, signs]) => `This is not a heading: there is no space after “${signs}”.`,
    fix: ([, signs, words]) => `Write “${signs} ${words}”, with an empty line before it.`,
  },
  {
    pattern: /\[([^\][\n]+)\][ \t]+\(([^()\s]+)\)/g,
    isTypo: ([, , address = '']) => /^(?:https?:|mailto:|\/|#)/.test(address),
    reason: ([, words]) => `“${words}” is not a link: there is a space between “]” and “(”.`,
    fix: ([, words, address]) => `Write [${words}](${address}).`,
  },
  {
    pattern: /(!?)\[([^\][\n]*)\]\(([^()<>\s"]+[ \t][^()<>\n"]*)\)/g,
    isTypo: ([, , , address = '']) => !hasTemplateMarkup(address),
    reason: ([, mark, , address = '']) =>
      `This is not ${mark ? 'an image' : 'a link'}: ${isAddress(address) ? 'the address has a space in it' : `“${address}” is not an address`}.`,
    fix: ([, mark, words, address = '']) =>
      !isAddress(address)
        ? `Write ${mark ? `![${words}](image.jpg)` : `[${words}](/articles/…), the path of a story or page, or its whole address`}.`
        : address.startsWith('#')
          ? `Write [${words}](${address.trim().toLowerCase().replace(/\s+/g, '-')}).`
          : `Write ${mark}[${words}](<${address}>).`,
  },
  {
    pattern: /(?<![\w*\\])\*\*([^*\n]+)\*\*(?![\w*])/g,
    isTypo: ([, words = '']) => /^[ \t]*\p{L}/u.test(words) && /^[ \t]|[ \t]$/.test(words),
    reason: ([, words = '']) => `“${words.trim()}” is not bold: there is a space inside “**”.`,
    fix: ([, words = '']) => `Write **${words.trim()}**.`,
  },
];

/**
 * Whether a text with spaces may be an address: it has a slash, a “#” or the ending of a file or a domain.
 */
const isAddress = (text: string) => /[/#]|\.[a-z\d]{2,5}(?:$|[\s?#])/i.test(text);

const TABLE_ROW = /^[ \t]*\|.*\|[ \t]*$/m;

/**
 * Whether a text may have such typos: much faster than parsing it, and never wrong about a text that does.
 */
export function mayHaveTypos(markdown: string): boolean {
  return TYPOS.some((typo) => matchesOf(typo, markdown).length > 0) || TABLE_ROW.test(markdown);
}

/** So many typos of a text are reported. */
const MAX_TYPOS = 20;
/** Longer passages are not typos. */
const MAX_TYPO_LENGTH = 400;

/** A warning for each typo in a text with the source `markdown`. Signs after a backslash are not typos. */
export function lintTypos(tree: Root, markdown: string): TextDiagnostic[] {
  const found: TextDiagnostic[] = [];
  const report = (offset: number, reason: string, fix: string) => {
    if (found.length === MAX_TYPOS) return;
    const before = markdown.slice(0, offset);
    const line = before.split('\n').length;
    const column = offset - (before.lastIndexOf('\n') + 1) + 1;
    found.push({ line, column, severity: 'warning', rule: 'markdown-typo', reason, fix });
  };
  // The patterns see the whole source, as in `mayHaveTypos`, not one text between two tags.
  const typos = TYPOS.flatMap((typo) => matchesOf(typo, markdown));
  typos.sort((a, b) => a.index - b.index);
  let next = 0;
  visit(tree, (node) => {
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (start === undefined || end === undefined) return; // text beside a bare address, which the parser split
    if (node.type === 'paragraph' && isTable(node, markdown)) {
      const [reason, fix] = tableAdvice(markdown.slice(start, end).split('\n'));
      report(start, reason, fix);
      return SKIP;
    }
    if (node.type !== 'text') return;
    for (let found = typos[next]; found && found.index < end; found = typos[++next]) {
      const { typo, match, index } = found;
      if (index >= start && match.index + match[0].length <= end) report(index, typo.reason(match), typo.fix(match));
    }
  });
  return found;
}

/** The matches of a typo, each with the offset of its first sign. */
function matchesOf(typo: Typo, markdown: string) {
  return [...markdown.matchAll(typo.pattern)].flatMap((match) => {
    const { index, 0: text } = match;
    if (text.length > MAX_TYPO_LENGTH || /[\\!]/.test(markdown.charAt(index - 1))) return [];
    return typo.isTypo?.(match) === false ? [] : [{ typo, match, index: index + text.search(/\S/) }];
  });
}

/** Why the rows of a table are none, and what to do: its second line has a cell of hyphens for each cell of the first. */
function tableAdvice([first = '', second = '']: readonly string[]): [reason: string, fix: string] {
  const cellsOf = (row: string) =>
    row
      .trim()
      .slice(1, -1)
      .split(/(?<!\\)\|/).length;
  const cells = cellsOf(first);
  const line = `“|${' --- |'.repeat(Math.min(cells, 20))}”`;
  if (!/^[\s|:-]+$/.test(second) || !second.includes('-'))
    return ['This is not a table: the line below its first row is missing.', `Write ${line} there.`];
  const reason = `This is not a table: its first row has ${cells} cells, the line below ${cellsOf(second)}.`;
  return [reason, `Write ${line} instead of that line.`];
}

/** Whether every line of a paragraph, of at least two, is a table row. */
function isTable({ position }: Paragraph, markdown: string): boolean {
  const lines = markdown.slice(position?.start.offset, position?.end.offset).split('\n');
  return lines.length > 1 && lines.every((line) => TABLE_ROW.test(line));
}
