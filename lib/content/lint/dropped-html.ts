import type { Html, Root } from 'mdast';
import { isHtmlTag, MEDIA_TAGS } from '../../markdown/html-tags.ts';
import type { HtmlToken } from '../../markdown/html-tokens.ts';
import { mediaOf } from '../../markdown/players.ts';
import { pointsIn, tokensIn } from '../../markdown/raw-html.ts';
import { shortened, type TextDiagnostic } from '../parse/diagnostic.ts';

type Open = Extract<HtmlToken, { kind: 'open' }>;
type Finding = TextDiagnostic & { count: number };

const EMBED_INSTEAD =
  'Write ::video[Title]{url="https://…"} on a line of its own instead, or ::audio, ::post or ::map.';

/** The fix for a player whose address is known. */
function linkWith(tag: string, address: string, title: string): string {
  const words = title.replace(/[[\]\\]/g, '') || 'what it shows';
  const name = tag === 'audio' ? 'audio' : 'video';
  return `Write a link to it instead: [${words}](${address}); or, if it is ${name === 'audio' ? 'a sound' : 'a video'}, ::${name}[${words}]{url="${address}"} on a line of its own.`;
}

/** What to do about tags that have an effect in a browser, and none here. */
const FIXES: ReadonlyMap<string, string> = new Map([
  ...['script', 'style'].map((tag) => [tag, `Remove it, up to “</${tag}>”: ${tag}s are not allowed.`] as const),
  ...['form', 'input', 'button', 'select', 'textarea'].map(
    (tag) => [tag, 'Remove the tag: forms are not allowed.'] as const,
  ),
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
      const finding = isUnclosed
        ? unclosedHeading(name)
        : findingFor(writtenTag(node, token), name, token, source?.attributes.src ?? '');
      const before = found.get(token.tag);
      if (before) before.count++;
      else if (finding) found.set(token.tag, { ...pointAt(token.at), ...finding, count: 1 });
    }
  }
  return [...found.values()].map(({ count, reason, fix, ...rest }) => ({
    ...rest,
    ...(count === 1
      ? { reason, fix }
      : { reason: `${reason} The text has ${count} of them.`, fix: `${fix} Likewise the others.` }),
  }));
}

/**
 * The finding for a heading without an end tag: “Use <h2> for headings” makes a heading of all that follows.
 */
function unclosedHeading(name: string): Omit<TextDiagnostic, 'line' | 'column'> {
  const fix = `To show the tag to readers, write &lt;${name}>; otherwise write “</${name}>” where the heading ends.`;
  const reason = `The tag “<${name}>” is not closed, so that all the words after it are a heading.`;
  return { severity: 'warning', rule: 'html-dropped', reason, fix };
}

/** The name of a tag as it is written. */
function nameOf({ value }: Html, { tag, at }: Open): string {
  return value.slice(at + 1, at + 1 + tag.length);
}

/** A tag as it is written, cut to some characters. */
function writtenTag({ value }: Html, { at }: Open): string {
  const text = value.slice(at, at + 200);
  const end = text.indexOf('>');
  return shortened(end === -1 ? text : text.slice(0, end + 1)).replace(/\s+/g, ' ');
}

function findingFor(
  written: string,
  name: string,
  { tag, attributes }: Open,
  source: string,
): Omit<TextDiagnostic, 'line' | 'column'> | null {
  const warning = { severity: 'warning', rule: 'html-dropped' } as const;
  if (!isHtmlTag(tag)) {
    const fix = 'To show it to readers, write “&lt;” instead of its “<”; otherwise remove it.';
    return { ...warning, reason: `“${written}” is not a tag of HTML, so readers do not see it.`, fix };
  }
  const { src = source } = attributes;
  const address = src.replace(/^\/\//, 'https://');
  const isKnown = MEDIA_TAGS.has(tag) && /^https:\/\/[^\s"{}]+$/.test(address) && address.length <= 100;
  const fix = isKnown ? linkWith(tag, address, attributes.title ?? '') : FIXES.get(tag);
  if (!fix || (MEDIA_TAGS.has(tag) && mediaOf(tag, attributes, source))) return null;
  return { ...warning, reason: `The tag “<${name}>” is not published.`, fix };
}

/** Whether a token is the `source` of a video or audio element, which may have white space before it. */
const isSource = (token: HtmlToken): token is Open => token.kind === 'open' && token.tag === 'source';
