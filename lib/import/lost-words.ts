import type { Root } from 'hast';
import { readableParagraphs } from '../markdown/plain-text.ts';
import { visibleText } from './html-tree.ts';

/** Returns the words of an HTML text that its Markdown does not have, in the order of the text. */
export function lostWords(before: readonly string[], markdown: string): string[] {
  const rest = new Map<string, number>();
  for (const word of wordsIn(readableParagraphs(markdown).join('\n'))) rest.set(word, (rest.get(word) ?? 0) + 1);
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

/** The words of a text without bare addresses: what they lead to may be a card. */
function wordsIn(text: string): string[] {
  return (
    text
      .replace(/https?:\/\/\S+/g, ' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []
  );
}
