import type { Element } from 'hast';
import { attribute, childElements, elementsIn, isWithinWords } from './html-tree.ts';

/**
 * Whether Markdown can say all of a table: it has a row of headings, and its cells hold words in one line.
 */
export function isPlainTable(table: Element): boolean {
  const parts = [...elementsIn(table)];
  const cells = parts.filter(({ tagName }) => /^t[dh]$/.test(tagName));
  const [head, ...rows] = parts.filter(({ tagName }) => tagName === 'tr');
  const isOwn = parts.every(({ tagName }) => !/^(?:table|caption|tfoot)$/.test(tagName));
  const isSingle = cells.every((cell) =>
    ['colSpan', 'rowSpan'].every((name) => Number(attribute(cell, name) || 1) === 1),
  );
  const isOfWords = cells.every((cell) =>
    [...elementsIn(cell)].every(({ tagName }) => (isWithinWords(tagName) && tagName !== 'sup') || tagName === 'p'),
  );
  const isOfParagraph = cells.every((cell) => childElements(cell).filter(({ tagName }) => tagName === 'p').length <= 1);
  const isHead = head !== undefined && childElements(head).every(({ tagName }) => tagName === 'th');
  const areHeads = rows.some((row) => childElements(row).some(({ tagName }) => tagName === 'th'));
  return isOwn && isSingle && isOfWords && isOfParagraph && isHead && !areHeads && cells.length > 0;
}
