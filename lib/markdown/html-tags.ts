// Which HTML a text keeps: what GitHub keeps, and figures, video and audio. Every other tag goes, and its text stays.

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Elements within a paragraph that are kept. */
export const INLINE_TAGS = words(
  'a abbr b bdi bdo cite code del dfn em i ins kbd mark q rp rt ruby s samp small strong sub sup time var',
);

/** Elements of their own that are kept. Those of tables are in `TABLE_TAGS`, too. */
export const BLOCK_TAGS = words(
  'p h1 h2 h3 h4 h5 h6 blockquote pre ul ol li dl dt dd figure figcaption details summary ' +
    'table caption thead tbody tfoot tr td th',
);

/** The parts of a table that hold other parts of it only. */
export const TABLE_TAGS = words('table thead tbody tfoot tr');

/** Elements whose tag goes, and whose text is a paragraph of its own. */
export const BOUNDARY_TAGS = words(
  'address article aside body button caption center dialog div dd dt fieldset figcaption footer form frameset head header hgroup ' +
    'html legend li main nav noframes noscript optgroup option search section select summary table tbody td template ' +
    'textarea tfoot th thead title tr',
);

/** Elements that lead to something to watch, hear or visit. */
export const MEDIA_TAGS = words('audio embed iframe object video');

/** Elements without content, besides those of `MEDIA_TAGS`. */
export const VOID_TAGS = words(
  'area base basefont bgsound br col frame hr img input keygen link meta param source track wbr',
);

/** Tags that have a better name today. */
export const RENAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    acronym: 'abbr',
    dir: 'ul',
    image: 'img',
    listing: 'pre',
    menu: 'ul',
    plaintext: 'pre',
    strike: 's',
    tt: 'code',
    xmp: 'pre',
  }),
);

/** Elements that only make sense within others. */
export const PARENTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['li', words('ul ol')],
  ...['dt', 'dd'].map((tag) => [tag, words('dl')] as const),
  ...['rt', 'rp'].map((tag) => [tag, words('ruby')] as const),
  ...['caption', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th'].map((tag) => [tag, words('table')] as const),
  ['figcaption', words('figure')],
  ['summary', words('details')],
]);

/** For an element that begins: the elements that end before it, and those that keep it from ending elements around them. */
export const ENDED_BY: ReadonlyMap<string, { ends: ReadonlySet<string>; within: ReadonlySet<string> }> = new Map([
  ['li', { ends: words('li'), within: words('ul ol td th') }],
  ...['dt', 'dd'].map((tag) => [tag, { ends: words('dt dd'), within: words('dl td th') }] as const),
  ...['rt', 'rp'].map((tag) => [tag, { ends: words('rt rp'), within: words('ruby') }] as const),
  ...['td', 'th'].map((tag) => [tag, { ends: words('td th caption'), within: words('tr table') }] as const),
  ['tr', { ends: words('tr caption'), within: words('table') }],
  ...['thead', 'tbody', 'tfoot'].map(
    (tag) => [tag, { ends: words('thead tbody tfoot tr caption'), within: words('table') }] as const,
  ),
  ['a', { ends: words('a'), within: words('td th') }],
]);

/** The attributes that are kept, by tag; `lang` and `dir` are kept everywhere. Each value has a form that it must have. */
const WORDS = /^.{1,1000}$/s;
const NUMBER = /^-?\d{1,9}$/;
const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  abbr: { title: WORDS },
  dfn: { title: WORDS },
  details: { open: /^/ },
  time: { datetime: WORDS },
  ins: { datetime: WORDS },
  del: { datetime: WORDS },
  ol: { start: NUMBER, reversed: /^/, type: /^[1AaIi]$/ },
  li: { value: NUMBER },
  td: { colspan: NUMBER, rowspan: NUMBER },
  th: { colspan: NUMBER, rowspan: NUMBER, scope: /^(?:row|col|rowgroup|colgroup)$/ },
};
const EVERYWHERE: Readonly<Record<string, RegExp>> = {
  lang: /^[a-z]{2,3}(?:-[a-z\d]{1,8}){0,3}$/i,
  dir: /^(?:ltr|rtl|auto)$/,
};
const PROPERTIES: Readonly<Record<string, string>> = { datetime: 'dateTime', colspan: 'colSpan', rowspan: 'rowSpan' };

/** A browser draws a cell over at most so many columns. */
const MAX_SPAN = 1_000;

/** The attributes of a tag that are kept, as properties of a node. */
export function propertiesOf(tag: string, attributes: Readonly<Record<string, string>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, form] of Object.entries({ ...EVERYWHERE, ...ATTRIBUTES[tag] })) {
    const value = attributes[name];
    if (value === undefined || !form.test(value)) continue;
    if (name === 'open' || name === 'reversed') kept[name] = true;
    else if (name.endsWith('span')) kept[PROPERTIES[name] ?? name] = Math.min(Math.max(Number(value), 1), MAX_SPAN);
    else kept[PROPERTIES[name] ?? name] = value;
  }
  const align = attributes.align?.toLowerCase() ?? '';
  if ((tag === 'td' || tag === 'th') && /^(?:left|right|center)$/.test(align)) kept.className = [align];
  return kept;
}

const OTHER_TAGS = words(
  'applet big blink canvas data datalist font label map marquee math meter nobr output picture progress script slot span ' +
    'style svg u',
);

/** Whether a tag is one of HTML, of today or of the past, or one that its author made up as HTML allows. */
export function isHtmlTag(tag: string): boolean {
  return (
    /[-:]/.test(tag) ||
    RENAMED.has(tag) ||
    [INLINE_TAGS, BLOCK_TAGS, BOUNDARY_TAGS, MEDIA_TAGS, VOID_TAGS, OTHER_TAGS].some((tags) => tags.has(tag))
  );
}

/** Whether a text may hold raw HTML: much faster than parsing it, and never wrong about a text that does. */
export function mayHaveRawHtml(markdown: string): boolean {
  return /<(?!https?:|mailto:)[a-z/!?]/i.test(markdown);
}
