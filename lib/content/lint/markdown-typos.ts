import type { Node, Paragraph, Parents, Root } from 'mdast';
import type { Fault } from '../parse/diagnostic.ts';

// Signs of Markdown that are off by a blank or a line: readers see the signs.

type Slip = Readonly<{
  /** Where it stands in the source of a text. None looks further than some 200 signs, so none takes more than linear time. */
  pattern: RegExp;
  reason(match: RegExpExecArray): string;
  fix(match: RegExpExecArray): string;
}>;

const SLIPS: readonly Slip[] = [
  {
    pattern: /(?<=^[ \t]*)(#{2,6})(?=[^\s#])(.{0,40})/gm,
    reason: ([, signs]) => `This is no heading: there is no blank after “${signs}”.`,
    fix: ([, signs, words]) => `Write “${signs} ${words}”, with an empty line before it.`,
  },
  {
    pattern: /(?<![\\!])\[([^\][\n]{1,200})\][ \t]+\(((?:https?:|mailto:|\/|#)[^()\s]{0,200})\)/g,
    reason: ([, words]) => `“${words}” is no link: there is a blank between the brackets.`,
    fix: ([, words, address]) => `Write [${words}](${address}).`,
  },
  {
    pattern: /(?<!\\)(!?)\[([^\][\n]{0,200})\]\(([^()<>\s"]{1,200}[ \t][^()<>\n"]{0,200})\)/g,
    reason: ([, mark]) => `This is no ${mark ? 'image' : 'link'}: the address has a blank in it.`,
    fix: ([, mark, words, address = '']) =>
      address.startsWith('#')
        ? `Write [${words}](${address.trim().toLowerCase().replace(/\s+/g, '-')}).`
        : `Write ${mark}[${words}](<${address}>).`,
  },
  {
    pattern: /(?<![\w*\\])\*\*(?:[ \t]+(\p{L}[^*\n]{0,100}?)[ \t]*|(\p{L}[^*\n]{0,100}?)[ \t]+)\*\*(?![\w*])/gu,
    reason: ([, words, others]) => `“${words ?? others}” is not set in bold: there is a blank within “**”.`,
    fix: ([, words, others]) => `Write **${words ?? others}**.`,
  },
];

/** So many slips of a text are told. */
const MOST_SLIPS = 20;

const ROW = /^[ \t]*\|[^\n]*\|[ \t]*$/m;

/** Whether a text may hold such slips, told by a look at it. */
export function mayHaveSlips(markdown: string): boolean {
  return SLIPS.some(({ pattern }) => markdown.search(pattern) !== -1) || ROW.test(markdown);
}

/** The slips in a text whose source is `markdown`. What is escaped with a backslash is meant so. */
export function slipFaults(tree: Root, markdown: string): Fault[] {
  const found: Fault[] = [];
  const say = (offset: number, reason: string, fix: string) => {
    if (found.length === MOST_SLIPS) return;
    const before = markdown.slice(0, offset);
    const line = before.split('\n').length;
    const column = offset - (before.lastIndexOf('\n') + 1) + 1;
    found.push({ line, column, severity: 'warning', rule: 'markdown-form', reason, fix });
  };
  const look = ({ children }: Parents): void => {
    for (const node of children as Node[]) {
      const { start, end } = node.position ?? {};
      if (start?.offset === undefined) continue; // what stands beside a bare address, which was taken apart
      if (node.type === 'paragraph' && isTable(node as Paragraph, markdown)) {
        say(start.offset, 'This is no table: it has no line below the first.', 'Write “| --- | --- |” there.');
        continue;
      }
      if ('children' in node) look(node as Parents);
      if (node.type !== 'text') continue;
      const source = markdown.slice(start.offset, end?.offset);
      for (const { pattern, reason, fix } of SLIPS) {
        for (const match of source.matchAll(pattern)) say(start.offset + match.index, reason(match), fix(match));
      }
    }
  };
  look(tree);
  return found;
}

/** Whether a paragraph is made of rows, at least two, as a table is. */
function isTable({ position }: Paragraph, markdown: string): boolean {
  const lines = markdown.slice(position?.start.offset, position?.end.offset).split('\n');
  return lines.length > 1 && lines.every((line) => ROW.test(line));
}
