import type { Element, ElementContent, Root } from 'hast';
import { attribute, elementsIn, hasClass } from './html-tree.ts';

// Footnotes of other systems: a list of notes with ids at the end, and links to these in the text. They
// become `<sup data-footnote="1">` and `<div data-footnote-text="1">`, of which `html-to-markdown.ts` makes
// footnotes.

/**
 * Changes the footnotes of a tree to that form, numbered in the order of the text. Those that nothing refers
 * to stay.
 */
export function markFootnotes(tree: Root): void {
  const notes = notesIn(tree);
  const numbers = new Map<string, string>();
  const numberOf = (id: string) => {
    const number = numbers.get(id) ?? String(numbers.size + 1);
    numbers.set(id, number);
    return number;
  };
  refer(tree, (element) => {
    const given = attribute(element, 'dataFootnote');
    if (given !== '') return numberOf(given);
    const to = linkedNote(element);
    return to !== null && notes.has(to) ? numberOf(to) : null;
  });
  for (const [id, note] of notes) {
    const number = numbers.get(id);
    if (number === undefined) continue;
    const children = note.children.map(withoutBackLinks).filter((child) => child !== null);
    Object.assign(note, { tagName: 'div', properties: { dataFootnoteText: number }, children });
  }
  for (const element of [...elementsIn(tree)]) {
    const given = attribute(element, 'dataFootnoteText');
    if (given !== '' && !notes.has(given) && numbers.has(given))
      element.properties.dataFootnoteText = numbers.get(given) ?? given;
    if (isListOfNotes(element)) leaveOutHeading(element);
  }
}

const isListOfNotes = (element: Element) =>
  hasClass(element, /^(?:(?:wp-block-)?footnotes?(?:-list)?|endnotes|easy-footnotes-wrapper)$/) ||
  'dataFootnotes' in element.properties ||
  /^doc-endnotes$/.test(attribute(element, 'role'));

/** The notes of a text by their ids. */
function notesIn(tree: Root): Map<string, Element> {
  const found = new Map<string, Element>();
  for (const list of elementsIn(tree)) {
    if (!isListOfNotes(list)) continue;
    for (const element of elementsIn(list)) {
      const id = attribute(element, 'id');
      if (id !== '' && /^(?:li|p|div)$/.test(element.tagName) && !found.has(id)) found.set(id, element);
    }
  }
  return found;
}

/** The id that a link, or a `sup` with nothing but a link, leads to. */
function linkedNote(element: Element): string | null {
  if (element.tagName === 'sup') {
    const [only, ...rest] = element.children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
    return only?.type === 'element' && rest.length === 0 ? linkedNote(only) : null;
  }
  const href = element.tagName === 'a' ? attribute(element, 'href') : '';
  return href.startsWith('#') ? href.slice(1) : null;
}

/** Replaces each element for which `numberOf` has a number by a reference, outside of lists of notes. */
function refer(parent: Root | Element, numberOf: (element: Element) => string | null): void {
  for (const child of parent.children) {
    if (child.type !== 'element' || isListOfNotes(child)) continue;
    const number = numberOf(child);
    if (number === null) refer(child, numberOf);
    else Object.assign(child, { tagName: 'sup', properties: { dataFootnote: number }, children: [] });
  }
}

/** A part of a note without the links back to the text; null for such a link. */
function withoutBackLinks(node: ElementContent): ElementContent | null {
  if (node.type !== 'element') return node;
  const isBackLink =
    node.tagName === 'a' &&
    attribute(node, 'href').startsWith('#') &&
    (hasClass(node, /back|reverse/) || /back/i.test(attribute(node, 'role')) || !/[\p{L}\p{N}]/u.test(wordsOf(node)));
  if (isBackLink) return null;
  return { ...node, children: node.children.map(withoutBackLinks).filter((child) => child !== null) };
}

const wordsOf = (node: Element): string =>
  node.children
    .map((child) => (child.type === 'text' ? child.value : child.type === 'element' ? wordsOf(child) : ''))
    .join('');

/** The site has a heading of its own above footnotes. A list in which notes are left keeps its own. */
function leaveOutHeading(list: Element): void {
  const within = new Set<Element>();
  for (const note of elementsIn(list)) {
    if (attribute(note, 'dataFootnoteText') === '') continue;
    within.add(note);
    for (const element of elementsIn(note)) within.add(element);
  }
  const rest = [...elementsIn(list)].filter((element) => /^(?:li|p)$/.test(element.tagName) && !within.has(element));
  if (rest.length > 0) return;
  list.children = list.children.filter((child) => child.type !== 'element' || !/^h[1-6r]$/.test(child.tagName));
}
