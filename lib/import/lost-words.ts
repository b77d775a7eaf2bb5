import type { Root } from 'hast';
import type { Nodes, Root as TextRoot } from 'mdast';
import { htmlTokens } from '../markdown/html-tokens.ts';
import { isRemote } from '../markdown/illustrations.ts';
import { isWithinWords, visibleText } from './html-tree.ts';
import { hasBlock } from './markdown-nodes.ts';

/** Returns the words of an HTML text that what became of it does not have, in the order of the text. */
export function lostWords(before: readonly string[], after: TextRoot): string[] {
  const rest = new Map<string, number>();
  for (const word of wordsIn(textOf(after))) rest.set(word, (rest.get(word) ?? 0) + 1);
  return before.filter((word) => {
    const left = rest.get(word) ?? 0;
    rest.set(word, left - 1);
    return left <= 0;
  });
}

/** The words of an HTML text as readers see them. */
export function wordsOfTree(tree: Root): string[] {
  return wordsIn(visibleText(tree));
}

/** The text of a Markdown tree as readers see it. Of an image on another site they do not see the caption. */
function textOf(node: Nodes): string {
  if (node.type === 'image') return ` ${node.alt} ${isRemote(node.url) ? '' : (node.title ?? '')} `;
  if (node.type === 'break') return '\n';
  if (node.type === 'html') return textOfHtml(node.value);
  if ('value' in node) return node.value;
  if (!('children' in node)) return '';
  const text = node.children.map(textOf).join('');
  return hasBlock(node) || node.type === 'tableCell' ? `\n${text}\n` : text;
}

function textOfHtml(html: string): string {
  return htmlTokens(html)
    .map((token) => {
      if (token.kind === 'text') return token.value;
      if (token.kind === 'open' && token.tag === 'img') return ` ${token.attributes.alt ?? ''} `;
      return 'tag' in token && isWithinWords(token.tag) ? '' : ' ';
    })
    .join('');
}

/** The words of a text without bare addresses: what they lead to may be a card. */
function wordsIn(text: string): string[] {
  return (
    text
      .replace(/https?:\/\/\S+/g, ' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []
  );
}
