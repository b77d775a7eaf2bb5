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

/** What to do about tags that have an effect in a browser, and none here. */
const FIXES: ReadonlyMap<string, string> = new Map([
  ...['script', 'style', 'form', 'input', 'button', 'select', 'textarea'].map((tag) => [tag, NOT_ALLOWED] as const),
  ...['svg', 'canvas', 'math'].map((tag) => [tag, 'Save it as an image, and write ![alt text](image.svg).'] as const),
  ...[...MEDIA_TAGS].map((tag) => [tag, EMBED_INSTEAD] as const),
]);

/** Elements whose content is no HTML. */
const FOREIGN: readonly string[] = ['svg', 'math', 'script', 'style'];

/**
 * A warning for each kind of tag that readers miss, at the first one: a tag that would do something, and one that is not HTML. `tree` has its
 * HTML as it is written in `source`.
 */
export function lintDroppedHtml(tree: Root, source: string): TextDiagnostic[] {
  const lines = source.split('\n');
  const found = new Map<string, Finding>();
  for (const [node, tokens] of tokensIn(tree)) {
    const pointAt = pointsIn(node, lines);
    let foreign = '';
    for (const [index, token] of tokens.entries()) {
      if (token.kind === 'close' && token.tag === foreign) foreign = '';
      if (token.kind !== 'open' || foreign !== '') continue;
      if (FOREIGN.includes(token.tag)) foreign = token.tag;
      const name = nameOf(node, token);
      const source = tokens.slice(index + 1, index + 3).find(isSource);
      const finding = findingFor(name, token, source?.attributes.src ?? '');
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
  const fix = FIXES.get(tag);
  if (!fix || (MEDIA_TAGS.has(tag) && mediaOf(tag, attributes, source))) return null;
  return { ...warning, reason: `The tag “<${name}>” is not published.`, fix };
}

/** Whether a token is the `source` of a video or audio element, which may have white space before it. */
const isSource = (token: HtmlToken): token is Open => token.kind === 'open' && token.tag === 'source';
