/** An element of a document: name, whether it is HTML, attributes. */
export type Seen = Readonly<{ name: string; html: boolean; attributes: readonly (readonly [string, string])[] }>;

/** All elements inside of `root`. It also runs in a browser, so it uses nothing outside of itself. */
export function elementsIn(root: ParentNode): Seen[] {
  return [...root.querySelectorAll('*')].map((element) => ({
    name: element.localName,
    html: element.namespaceURI === 'http://www.w3.org/1999/xhtml',
    attributes: [...element.attributes].map(({ name, value }) => [name, value] as const),
  }));
}

/** The elements that a text may become, with their attributes; all may have `lang` and `dir`. Written by hand, independent of the code. */
const ELEMENTS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    a: ['href', 'title', 'id', 'aria-label', 'aria-describedby', 'data-footnote-ref', 'data-footnote-backref', 'class'],
    abbr: ['title'],
    b: [],
    bdi: [],
    bdo: [],
    blockquote: [],
    br: [],
    caption: [],
    cite: [],
    code: ['class'],
    dd: [],
    del: ['datetime'],
    details: ['open'],
    dfn: ['title'],
    div: ['class', 'tabindex', 'role', 'aria-label'],
    dl: [],
    dt: [],
    em: [],
    figcaption: [],
    figure: ['class'],
    h1: [],
    h2: ['id', 'class'],
    h3: ['id'],
    h4: ['id'],
    h5: ['id'],
    h6: ['id'],
    hr: [],
    i: [],
    ins: ['datetime'],
    kbd: [],
    mark: [],
    q: [],
    rp: [],
    rt: [],
    ruby: [],
    s: [],
    samp: [],
    small: [],
    sub: [],
    summary: [],
    tfoot: [],
    time: ['datetime'],
    var: [],
    img: ['src', 'alt', 'title', 'width', 'height', 'loading', 'decoding', 'class'],
    input: ['type', 'checked', 'disabled', 'aria-label'],
    li: ['id', 'class', 'value'],
    ol: ['start', 'reversed', 'type', 'class'],
    nav: ['class', 'aria-label'],
    p: ['class'],
    pre: ['tabindex'],
    section: ['class', 'data-footnotes'],
    span: ['class', 'id'],
    strong: [],
    sup: [],
    table: [],
    tbody: [],
    td: ['class', 'colspan', 'rowspan'],
    th: ['class', 'colspan', 'rowspan', 'scope'],
    thead: [],
    tr: [],
    ul: ['class'],
  }),
);

const CLASSES =
  /^(?:language-\S*|table|left|right|center|sr-only|footnotes|contains-task-list|task-list-item|data-footnote-backref|aside|pull-quote|quotation|gallery|images|interview|poem|contents|title|question|embed|kind|what|host|svg)$/;
/** The id of a footnote, or of a heading. */
const IDS =
  /^(?:user-content-fn(?:ref)?-.+|footnote-label|(?!(?:content|key-points|corrections|related|fn|fnref)$)[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*)$/su;

/** Describes the elements and attributes that Markdown may not become. */
export function unsafe(elements: readonly Seen[]): string[] {
  return elements.flatMap(({ name, html, attributes }) => {
    const known = ELEMENTS.get(name);
    if (!known || !html) return [`<${name}>`];
    return attributes
      .filter(
        ([attribute, value]) =>
          !(known.includes(attribute) || /^(?:lang|dir)$/.test(attribute)) || !isSafe(attribute, value),
      )
      .map(([attribute, value]) => `<${name} ${attribute}="${value}">`);
  });
}

/** Whether the value of an attribute has no other protocol than those of the web, and no name that a page uses. */
export function isSafe(attribute: string, value: string): boolean {
  if (attribute === 'id') return IDS.test(value);
  if (attribute === 'class') return value.split(/ +/).every((one) => CLASSES.test(one));
  if (attribute === 'type') return /^(?:checkbox|[1AaIi])$/.test(value);
  if (attribute === 'width' || attribute === 'height') return /^\d+$/.test(value);
  if (attribute === 'loading') return value === 'lazy';
  if (attribute === 'decoding') return value === 'async';
  return isSafeAddress(attribute, value);
}

/** Whether a link has a protocol of the web, and an image is one of the site. */
export function isSafeAddress(attribute: string, value: string): boolean {
  if (attribute !== 'href' && attribute !== 'src') return true;
  const base = 'https://site.example/articles/x';
  if (!URL.canParse(value, base)) return attribute === 'href'; // a link without a target
  const { protocol, origin } = new URL(value, base);
  return attribute === 'src' ? origin === 'https://site.example' : /^(?:https?|mailto):$/.test(protocol);
}
