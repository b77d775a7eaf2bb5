import { defaultSchema, type Schema } from 'hast-util-sanitize';

/**
 * The HTML that a text may become. Every class and id is ours, since `parseRawHtml` keeps none: the default
 * prefix for ids would break the links between footnotes.
 */
export const sanitizeSchema: Schema = {
  ...defaultSchema,
  clobberPrefix: '',
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'] },
  attributes: {
    ...defaultSchema.attributes,
    '*': ['id', 'lang', 'dir'],
    a: [...(defaultSchema.attributes?.a ?? []), 'title'],
    abbr: ['title'],
    dfn: ['title'],
    del: ['dateTime'],
    details: ['open'],
    ins: ['dateTime'],
    li: [...(defaultSchema.attributes?.li ?? []), 'value'],
    ol: [...(defaultSchema.attributes?.ol ?? []), 'start', 'reversed', 'type'],
    time: ['dateTime'],
    div: [['className', 'table', 'aside', 'images', 'interview', 'poem'], 'tabIndex', 'ariaLabel', 'role'],
    figure: [['className', 'pull-quote', 'gallery', 'quotation']],
    input: [...(defaultSchema.attributes?.input ?? []), 'checked', 'ariaLabel'],
    pre: ['tabIndex'],
    nav: [['className', 'contents'], 'ariaLabel'],
    p: [['className', 'title', 'question', 'embed']],
    span: [['className', 'kind', 'what', 'host']],
    td: [['className', 'left', 'right', 'center'], 'colSpan', 'rowSpan'],
    th: [['className', 'left', 'right', 'center'], 'colSpan', 'rowSpan', 'scope'],
    source: ['type', 'srcSet', 'sizes'],
    img: ['src', 'alt', 'width', 'height', 'loading', 'decoding', ['className', 'svg', 'upright', /^c[\da-f]{3}$/]],
  },
  tagNames: [
    ...(defaultSchema.tagNames ?? []),
    ...['abbr', 'bdi', 'bdo', 'caption', 'cite', 'dfn', 'figcaption', 'figure', 'mark', 'nav', 'small', 'time'],
  ],
};
