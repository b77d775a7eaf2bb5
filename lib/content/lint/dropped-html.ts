import type { Html, Root } from 'mdast';
import { isHtmlTag, MEDIA_TAGS } from '../../markdown/html-tags.ts';
import type { HtmlToken } from '../../markdown/html-tokens.ts';
import { mediaOf } from '../../markdown/players.ts';
import { pointsIn, tokensIn } from '../../markdown/raw-html.ts';
import type { TextDiagnostic } from '../parse/diagnostic.ts';

type Open = Extract<HtmlToken, { kind: 'open' }>;
type Finding = TextDiagnostic & { count: number };

const NOT_ALLOWED = 'Remove it: scripts, styles and forms are not allowed.';
const EMBED_INSTEAD =
  'Write ::video[Title]{url="https://…"} on a line of its own instead, or ::audio, ::post or ::map.';

/** The fix for a player whose address is known. */
const embedWith = (tag: string, address: string) =>
  `Write ::${tag === 'audio' ? 'audio' : 'video'}[Title]{url="${address}"} on a line of its own instead, or a link.`;

/** What to do about tags that have an effect in a browser, and none here. */
const FIXES: ReadonlyMap<string, string> = new Map([
  ...['script', 'style', 'form', 'input', 'button', 'select', 'textarea'].map((tag) => [tag, NOT_ALLOWED] as const),
  ...['svg', 'canvas', 'math'].map((tag) => [tag, 'Save it as an image, and write ![alt text](image.svg).'] as const),
  ...[...MEDIA_TAGS].map((tag) => [tag, EMBED_INSTEAD] as const),
]);

/** Elements whose content is no HTML. */
const FOREIGN: readonly string[] = ['svg', 'math', 'script', 'style'];

/**
 * A warning for each kind of tag that readers miss, at the first one: a tag that would do something, and one
 * that is not HTML. `tree` has its HTML as it is written in `source`.
 */
export function lintDroppedHtml(tree: Root, source: string): TextDiagnostic[] {
  const lines = source.split('\n');
  const found = new Map<string, Finding>();
  const tokens = tokensIn(tree);
  // Markdown makes a node of each tag in a paragraph, so that an element lies in several nodes.
  const all = [...tokens.values()].flat();
  const lastEnds = new Map(all.flatMap((token, at) => (token.kind === 'close' ? [[token.tag, at] as const] : [])));
  let next = 0;
  for (const [node, ofNode] of tokens) {
    const pointAt = pointsIn(node, lines);
    let foreign = '';
    for (const token of ofNode) {
      next++;
      if (token.kind === 'close' && token.tag === foreign) foreign = '';
      if (token.kind !== 'open' || foreign !== '') continue;
      if (FOREIGN.includes(token.tag)) foreign = token.tag;
      const name = nameOf(node, token);
      const source = all.slice(next, next + 2).find(isSource);
      const isUnclosed = /^h[1-6]$/.test(token.tag) && (lastEnds.get(token.tag) ?? -1) < next;
      const finding = isUnclosed ? unclosedHeading(name) : findingFor(name, token, source?.attributes.src ?? '');
      const before = found.get(token.tag);
      if (before) before.count++;
      else if (finding) found.set(token.tag, { ...pointAt(token.at), ...finding, count: 1 });
    }
  }
  return [...found.values()].map(({ count, reason, ...rest }) => ({
    ...rest,
    reason: count === 1 ? reason : `${reason} The text has ${count} of them.`,
  }));
}

/**
 * The finding for a heading without an end tag: “Use <h2> for headings” makes a heading of all that follows.
 */
function unclosedHeading(name: string): Omit<TextDiagnostic, 'line' | 'column'> {
  const fix = `To show the tag to readers, write \\<${name}>; otherwise write “</${name}>” where the heading ends.`;
  const reason = `The tag “<${name}>” is not closed, so that all the words after it are a heading.`;
  return { severity: 'warning', rule: 'html-dropped', reason, fix };
}

/** The name of a tag as it is written. */
function nameOf({ value }: Html, { tag, at }: Open): string {
  return value.slice(at + 1, at + 1 + tag.length);
}

function findingFor(
  name: string,
  { tag, attributes }: Open,
  source: string,
): Omit<TextDiagnostic, 'line' | 'column'> | null {
  const warning = { severity: 'warning', rule: 'html-dropped' } as const;
  if (!isHtmlTag(tag)) {
    const fix = `To show it to readers, write \\<${name}>; otherwise remove it.`;
    return { ...warning, reason: `The tag “<${name}>” is not HTML, so readers do not see it.`, fix };
  }
  const { src = source } = attributes;
  const address = src.replace(/^\/\//, 'https://');
  const isKnown = MEDIA_TAGS.has(tag) && /^https:\/\/[^\s"{}]+$/.test(address) && address.length <= 100;
  const fix = isKnown ? embedWith(tag, address) : FIXES.get(tag);
  if (!fix || (MEDIA_TAGS.has(tag) && mediaOf(tag, attributes, source))) return null;
  return { ...warning, reason: `The tag “<${name}>” is not published.`, fix };
}

/** Whether a token is the `source` of a video or audio element, which may have white space before it. */
const isSource = (token: HtmlToken): token is Open => token.kind === 'open' && token.tag === 'source';
