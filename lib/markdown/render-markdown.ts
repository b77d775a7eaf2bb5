import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Root } from 'mdast';
import remarkHtml from 'remark-html';
import { messagesIn } from '../i18n/catalogue.ts';
import type { Messages } from '../i18n/messages.ts';
import { setMarks } from '../i18n/typography.ts';
import { setElements } from './elements.ts';
import { addAnchors, lowerHeadings } from './headings.ts';
import { htmlHandlers } from './html-handlers.ts';
import { type Illustrations, setIllustrations } from './illustrations.ts';
import { markdownProcessor } from './parser.ts';
import { parseRawHtml } from './raw-html.ts';
import { sanitizeSchema } from './sanitize-schema.ts';

/**
 * The HTML of a Markdown text, with typographic marks and labels of `language` (BCP 47). It is sanitised: it has
 * only the HTML of `html-tags.ts`, links to http, https, mailto and the site, and the images of `illustrations`.
 */
export function renderMarkdown(markdown: string, language: string, illustrations?: Illustrations): string {
  const key = hash('sha1', JSON.stringify([markdown, language, illustrations]), 'base64');
  const known = made.get(key);
  if (known !== undefined) return known;
  const file = { value: markdown, data: { language, illustrations } };
  const html = String(processorFor(messagesIn(language)).processSync(file)).trim();
  made.set(key, html);
  return html;
}

/** Characters of HTML that are kept. */
const MAX_KEPT = 16_000_000;

// Pages and feeds of one text share its HTML: a text may take a second to parse. Next's bundles and Node each have a copy of this module; a symbol on
// `globalThis` is the same for all.
const shared = globalThis as unknown as Record<symbol, LRUCache<string, string> | undefined>;
const kept = Symbol.for('dateline.markdown');
shared[kept] ??= new LRUCache({ maxSize: MAX_KEPT, sizeCalculation: (html: string) => html.length + 100 });
const made = shared[kept];

const htmlProcessor = (messages: Messages) =>
  markdownProcessor()
    .use(() => (tree: Root, file) => parseRawHtml(tree, String(file)))
    .use(lowerHeadings)
    .use(setElements)
    .use(setIllustrations)
    .use(setMarks)
    .use(addAnchors)
    .use(remarkHtml, { sanitize: sanitizeSchema, handlers: htmlHandlers(messages) })
    .freeze();

/** A processor takes milliseconds to make: one is kept for each language of the interface. */
const processors = new Map<Messages, ReturnType<typeof htmlProcessor>>();

function processorFor(messages: Messages): ReturnType<typeof htmlProcessor> {
  const processor = processors.get(messages) ?? htmlProcessor(messages);
  processors.set(messages, processor);
  return processor;
}
