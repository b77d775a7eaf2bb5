import type { Document, Element } from 'domhandler';
import { DomUtils, parseDocument } from 'htmlparser2';
import { escapeHtml } from '../../html-escape.ts';
import type { EmbeddedMedia } from '../embedded-media.ts';

// HTML of an archive whose elements a reader replaces by those that `html-to-markdown.ts` knows.

type Parent = Document | Element;

/** Characters stay as they are: a serializer would write “ä” as an entity. */
const AS_WRITTEN = { encodeEntities: 'utf8' } as const;

export const outerHtml = (node: Parent): string => DomUtils.getOuterHTML(node, AS_WRITTEN);
export const innerHtml = (node: Parent): string => DomUtils.getInnerHTML(node, AS_WRITTEN);

export const classesOf = (element: Element): string[] => (element.attribs.class ?? '').split(/\s+/).filter(Boolean);

/** The first element within another one that has a class. */
export function withClass(parent: Parent, name: string): Element | null {
  return DomUtils.findOne((element) => classesOf(element).includes(name), parent.children);
}

/** All elements within another one that have a class. */
export function allWithClass(parent: Parent, name: string): Element[] {
  return DomUtils.findAll((element) => classesOf(element).includes(name), parent.children);
}

/** The first element within another one with a tag. */
export function withTag(parent: Parent, tag: string): Element | null {
  return DomUtils.findOne(({ name }) => name === tag, parent.children);
}

/** All elements within another one, in order; with a tag only those. */
export function elementsOf(parent: Parent, tag = '*'): Element[] {
  return DomUtils.getElementsByTagName(tag, parent);
}

/** The words of an element on one line; empty for none. */
export function wordsOf(node: Parent | null): string {
  return node ? DomUtils.textContent(node).replace(/\s+/g, ' ').trim() : '';
}

/** Puts HTML in the place of an element. */
export function replaceWith(element: Element, html: string): void {
  for (const node of parseDocument(html).children.slice()) DomUtils.prepend(element, node);
  DomUtils.removeElement(element);
}

/** A card of the converter: see `html-to-markdown.ts`. */
export function cardHtml(kind: EmbeddedMedia['name'], url: string, title: string): string {
  return `<div data-card="${kind}" data-url="${escapeHtml(url)}">${escapeHtml(title)}</div>`;
}
