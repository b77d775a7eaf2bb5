import { type HtmlToken, htmlTokens } from '../../markdown/html-tokens.ts';

/**
 * A tag, or what is between two, in the order of the text, with its source. What is no tag has an empty name,
 * and no element has the source of a comment beside it.
 */
export type TagRange = Readonly<{
  kind: 'words' | 'open' | 'close';
  tag: string;
  attributes: Readonly<Record<string, string>>;
  start: number;
  end: number;
}>;

const attributesOf = (token: HtmlToken) => (token.kind === 'open' ? token.attributes : {});

/** Divides HTML into its tags and what is between them. Takes linear time. */
export function tagRanges(html: string): TagRange[] {
  const tokens = htmlTokens(html);
  return tokens.map((token, index): TagRange => {
    const isTag = token.kind === 'open' || token.kind === 'close';
    const end = tokens[index + 1]?.at ?? html.length;
    const kind = token.kind === 'open' || token.kind === 'close' ? token.kind : 'words';
    return { kind, tag: isTag ? token.tag : '', attributes: attributesOf(token), start: token.at, end };
  });
}

/**
 * The ranges of HTML that are in elements with one of these names, with the tags. An element that never ends
 * has none.
 */
export function elementRanges(ranges: readonly TagRange[], names: readonly string[]): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let open: { tag: string; start: number; depth: number } | null = null;
  for (const { kind, tag, start, end } of ranges) {
    if (open === null) {
      if (kind === 'open' && names.includes(tag)) open = { tag, start, depth: 1 };
    } else if (tag === open.tag && kind !== 'words') {
      open.depth += kind === 'open' ? 1 : -1;
      if (open.depth > 0) continue;
      found.push({ start: open.start, end });
      open = null;
    }
  }
  return found;
}
