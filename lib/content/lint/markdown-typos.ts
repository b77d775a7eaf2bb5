import type { Paragraph, Root } from 'mdast';
import { SKIP, visit } from 'unist-util-visit';
import type { TextDiagnostic } from '../parse/diagnostic.ts';

// Markdown that is off by a space or a line, so that readers see its signs.

type Typo = Readonly<{
  /** Matches the typo in the source of a text. It reads at most some 200 characters ahead, so that it takes linear time. */
  pattern: RegExp;
  reason(match: RegExpExecArray): string;
  fix(match: RegExpExecArray): string;
}>;

const TYPOS: readonly Typo[] = [
  {
    pattern: /(?<=^[ \t]*)(#{2,6})(?=[^\s#])(.{0,40})/gm,
    reason: ([, signs]) => `This is not a heading: there is no space after “${signs}”.`,
    fix: ([, signs, words]) => `Write “${signs} ${words}”, with an empty line before it.`,
  },
  {
    pattern: /(?<![\\!])\[([^\][\n]{1,200})\][ \t]+\(((?:https?:|mailto:|\/|#)[^()\s]{0,200})\)/g,
    reason: ([, words]) => `“${words}” is not a link: there is a space between “]” and “(”.`,
    fix: ([, words, address]) => `Write [${words}](${address}).`,
  },
  {
    pattern: /(?<!\\)(!?)\[([^\][\n]{0,200})\]\(([^()<>\s"]{1,200}[ \t][^()<>\n"]{0,200})\)/g,
    reason: ([, mark]) => `This is not ${mark ? 'an image' : 'a link'}: the address has a space in it.`,
    fix: ([, mark, words, address = '']) =>
      address.startsWith('#')
        ? `Write [${words}](${address.trim().toLowerCase().replace(/\s+/g, '-')}).`
        : `Write ${mark}[${words}](<${address}>).`,
  },
  {
    pattern: /(?<![\w*\\])\*\*(?:[ \t]+(\p{L}[^*\n]{0,100}?)[ \t]*|(\p{L}[^*\n]{0,100}?)[ \t]+)\*\*(?![\w*])/gu,
    reason: ([, words, others]) => `“${words ?? others}” is not bold: there is a space inside “**”.`,
    fix: ([, words, others]) => `Write **${words ?? others}**.`,
  },
];

const TABLE_ROW = /^[ \t]*\|[^\n]*\|[ \t]*$/m;

/** Whether a text may have such typos: much faster than parsing it, and never wrong about a text that does. */
export function mayHaveTypos(markdown: string): boolean {
  return TYPOS.some(({ pattern }) => markdown.search(pattern) !== -1) || TABLE_ROW.test(markdown);
}

/** So many typos of a text are reported. */
const MAX_TYPOS = 20;

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
  const typos = TYPOS.flatMap((typo) => [...markdown.matchAll(typo.pattern)].map((match) => ({ typo, match })));
  typos.sort((a, b) => a.match.index - b.match.index);
  let next = 0;
  visit(tree, (node) => {
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (start === undefined || end === undefined) return; // text beside a bare address, which the parser split
    if (node.type === 'paragraph' && isTable(node, markdown)) {
      report(start, 'This is not a table: the line below its first row is missing.', 'Write “| --- | --- |” there.');
      return SKIP;
    }
    if (node.type !== 'text') return;
    for (let typo = typos[next]; typo && typo.match.index < end; typo = typos[++next]) {
      const { index, 0: text } = typo.match;
      if (index >= start && index + text.length <= end)
        report(index, typo.typo.reason(typo.match), typo.typo.fix(typo.match));
    }
  });
  return found;
}

/** Whether every line of a paragraph, of at least two, is a table row. */
function isTable({ position }: Paragraph, markdown: string): boolean {
  const lines = markdown.slice(position?.start.offset, position?.end.offset).split('\n');
  return lines.length > 1 && lines.every((line) => TABLE_ROW.test(line));
}
