import { defaultSchema, type Schema } from 'hast-util-sanitize';

/**
 * The HTML that a text may become. Raw HTML never gets this far (remark-html drops it), so every id is ours: the default prefix for ids
 * would break the links between footnotes.
 */
export const sanitizeSchema: Schema = {
  ...defaultSchema,
  clobberPrefix: '',
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'] },
  attributes: {
    ...defaultSchema.attributes,
    div: [['className', 'table', 'aside', 'images', 'interview', 'poem'], 'tabIndex', 'ariaLabel', 'role'],
    figure: [['className', 'pull-quote', 'gallery', 'quotation']],
    input: [...(defaultSchema.attributes?.input ?? []), 'ariaLabel'],
    pre: ['tabIndex'],
    nav: [['className', 'contents'], 'ariaLabel'],
    p: [['className', 'title', 'question', 'embed']],
    span: [['className', 'kind', 'what', 'host']],
    td: [['className', 'left', 'right', 'center']],
    th: [['className', 'left', 'right', 'center']],
    source: ['type', 'srcSet', 'sizes'],
    img: ['src', 'alt', 'width', 'height', 'loading', 'decoding', ['className', 'svg', /^c[\da-f]{3}$/]],
  },
  tagNames: [...(defaultSchema.tagNames ?? []), 'figure', 'figcaption', 'nav'],
};
