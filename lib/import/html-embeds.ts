import type { Element, Root } from 'hast';
import { embeddedMedia } from './embedded-media.ts';
import { attribute, elementsIn, hasClass, oneLine, visibleText } from './html-tree.ts';

/**
 * Changes the code by which social networks embed their posts to `<div data-card="post" data-url="…">`, of which
 * `html-to-markdown.ts` makes a card. A script of the network would have filled it.
 */
export function markEmbeds(tree: Root): void {
  for (const element of elementsIn(tree)) {
    const found = embeddedMedia(addressOfPost(element));
    if (!found) continue;
    const words = oneLine(visibleText(element)).replace(/^View this post on Instagram\s*/i, '');
    const properties = { dataCard: found.name, dataUrl: found.url };
    Object.assign(element, { tagName: 'div', properties, children: [{ type: 'text', value: words || found.title }] });
  }
}

/** The address of the post that an element embeds; empty for another element. */
function addressOfPost(element: Element): string {
  const permalink = attribute(element, 'dataInstgrmPermalink') || attribute(element, 'dataTextPostPermalink');
  if (permalink !== '') return permalink.replace(/\?.*/s, '');
  if (hasClass(element, /^fb-(?:post|video)$/)) return attribute(element, 'dataHref');
  if (element.tagName !== 'blockquote') return '';
  if (hasClass(element, /^tiktok-embed$/)) return attribute(element, 'cite');
  const parts = [...elementsIn(element)];
  const isEmpty = visibleText(element).trim() === '' && !parts.some(({ tagName }) => tagName === 'img');
  const link = parts.find(({ tagName }) => tagName === 'a');
  return isEmpty && link ? attribute(link, 'href') : '';
}
