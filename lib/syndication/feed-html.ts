import { Element, type ParentNode, Text } from 'domhandler';
import { DomUtils, parseDocument } from 'htmlparser2';
import type { PublicationEdition } from '../content/publication.ts';
import { isoInstant, longDate } from '../dates.ts';
import { messagesIn } from '../i18n/catalogue.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { type ImageSlot, variantOf } from '../routes/image-files.ts';
import { pathTo } from '../routes/routes.ts';
import type { Story } from '../store/views.ts';

/** One size for all feed readers: few of them support `srcset`. */
const ROOM: ImageSlot = { sizes: '', narrowest: 960, widest: 960 };

/** Attributes that work without the site's styles and that feed readers keep. */
const ATTRIBUTES = [
  'href',
  'src',
  'alt',
  'title',
  'width',
  'height',
  'lang',
  'dir',
  'colspan',
  'rowspan',
  'cite',
  'start',
  'datetime',
  'open',
  'scope',
  'value',
];

/** Returns the full text of a story for feed readers: lead image, body and corrections, as HTML without the page's styles. */
export function feedHtml(story: Story, publication: PublicationEdition): string {
  const { origin } = publication;
  const address = origin + pathTo({ kind: 'article', edition: story.edition, slug: story.slug });
  const { images, language, image } = story;
  const body = parseDocument(renderMarkdown(story.body, language, { images, slot: ROOM, gallerySlot: ROOM }));
  simplify(body, address, origin);
  const lead = image && leadFigure(image, origin);
  return DomUtils.getOuterHTML([...(lead ? [lead] : []), ...body.children, ...corrections(story, publication)], {
    encodeEntities: 'utf8',
  });
}

/** Removes what works only on the site's own page, and makes URLs absolute. */
function simplify(parent: ParentNode, address: string, origin: string): void {
  for (const node of [...parent.children]) {
    if (!(node instanceof Element)) continue;
    if (node.name === 'nav' || node.name === 'source') {
      DomUtils.removeElement(node);
      continue;
    }
    if (node.name === 'input') {
      DomUtils.replaceElement(node, new Text('checked' in node.attribs ? '☑' : '☐'));
      continue;
    }
    simplify(node, address, origin);
    if (node.name === 'picture') {
      const img = DomUtils.findOne(({ name }) => name === 'img', node.children);
      if (img) DomUtils.replaceElement(node, img);
      continue;
    }
    const kept = Object.entries(node.attribs).filter(([name]) => ATTRIBUTES.includes(name));
    node.attribs = Object.fromEntries(
      kept.map(([name, value]) => [
        name,
        ['href', 'src', 'cite'].includes(name) ? absolute(value, address, origin) : value,
      ]),
    );
  }
}

function absolute(link: string, address: string, origin: string): string {
  if (link.startsWith('#')) return address + link;
  return link.startsWith('/') ? origin + link : link;
}

function leadFigure({ facts, alt, caption, credit }: NonNullable<Story['image']>, origin: string): Element {
  const { path, width, height } = variantOf(facts, ROOM.widest);
  const img = new Element('img', { src: origin + path, alt, width: String(width), height: String(height) });
  const messages = [caption, credit].filter(Boolean).join(' ');
  return new Element('figure', {}, messages ? [img, element('figcaption', messages)] : [img]);
}

function corrections({ corrections }: Story, publication: PublicationEdition): Element[] {
  if (corrections.length === 0) return [];
  const messages = messagesIn(publication.language);
  const items = corrections.map(({ date, text }) => {
    const time = new Element('time', { datetime: isoInstant(date) }, [new Text(longDate(date, publication))]);
    // The separator between date and text depends on the language.
    return new Element('p', {}, [time, new Text(messages.dated('', text))]);
  });
  return [element('h2', messages.corrections), ...items];
}

function element(name: string, messages: string): Element {
  return new Element(name, {}, [new Text(messages)]);
}
