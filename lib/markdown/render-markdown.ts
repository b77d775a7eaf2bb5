import remarkHtml from 'remark-html';
import { messagesIn } from '../i18n/catalogue.ts';
import type { Messages } from '../i18n/messages.ts';
import { setMarks } from '../i18n/typography.ts';
import { setElements } from './elements.ts';
import { addAnchors, lowerHeadings } from './headings.ts';
import { htmlHandlers } from './html-handlers.ts';
import { type Illustrations, setIllustrations } from './illustrations.ts';
import { markdownProcessor } from './parser.ts';
import { sanitizeSchema } from './sanitize-schema.ts';

/**
 * The HTML of a Markdown text, with typographic marks and labels of `language` (BCP 47). It is sanitised: it has no raw HTML, only links
 * to http, https, mailto and the site, and only the images of `illustrations`.
 */
export function renderMarkdown(markdown: string, language: string, illustrations?: Illustrations): string {
  const file = { value: markdown, data: { language, illustrations } };
  return String(processorFor(messagesIn(language)).processSync(file)).trim();
}

const htmlProcessor = (messages: Messages) =>
  markdownProcessor()
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
