import { type CssNode, generate, parse, walk } from 'css-tree';
import { NO_USES } from './lint/check-body.ts';
import { BLOCKING, type Diagnostic } from './parse/diagnostic.ts';
import { type Reading, readingOf } from './reading.ts';

/** The rules of `content/publication.css`, written anew without comments. */
export type PublicationCss = Readonly<{ file: string; css: string }>;

/** The largest stylesheet in bytes. What a page needs of it is a part of the page. */
const MAX_BYTES = 30_000;
const MAX_ERRORS = 20;

/** The rules with `@` that may be used. Others load something, or have no meaning within a page. */
const AT_RULES =
  /^(?:media|supports|layer|container|font-face|keyframes|property|counter-style|starting-style|scope|page)$/;

/** Functions of CSS that load what a text names. */
const LOADS = /^(?:-webkit-)?(?:image-set|cross-fade|image|src)$/i;

/**
 * Reads `content/publication.css`. It may load fonts and images of this site only; an error keeps the last good
 * version.
 */
export function readPublicationCss(file: string, source: string): Reading<PublicationCss> {
  const diagnostics: Diagnostic[] = [];
  const report = (node: CssNode | null, reason: string, fix: string) => {
    const { line, column } = node?.loc?.start ?? { line: 1, column: 1 };
    if (diagnostics.length < MAX_ERRORS)
      diagnostics.push({ file, line, column, ...BLOCKING, rule: 'stylesheet-invalid', reason, fix });
  };
  const bytes = Buffer.byteLength(source);
  if (bytes > MAX_BYTES) {
    const reason = `The stylesheet has ${bytes.toLocaleString('en')} bytes; the limit is ${MAX_BYTES.toLocaleString('en')}.`;
    report(null, reason, 'Remove what the theme in publication.yaml can say.');
    return readingOf<PublicationCss>(diagnostics, NO_USES, null);
  }
  const sheet = parse(source, {
    positions: true,
    onParseError: (error, node) => report(node, `CSS cannot read this: ${error.message}.`, 'Correct or remove it.'),
  });
  walk(sheet, (node, item, list) => {
    if (node.type === 'Comment') list.remove(item);
    // Written anew, an escape in a text would be the character itself.
    if (node.type === 'String' && item && node.value.includes('<'))
      item.data = { type: 'Raw', value: generate(node).replaceAll('<', '\\3c ') };
    if (node.type === 'Atrule' && !AT_RULES.test(node.name))
      report(node, `“@${node.name}” cannot be used here.`, 'Write its rules into this file.');
    if (node.type === 'Url') checkAddress(node, node.value, report);
    if (node.type === 'Function' && LOADS.test(node.name)) {
      for (const inner of node.children) if (inner.type === 'String') checkAddress(inner, inner.value, report);
    }
  });
  const css = generate(sheet);
  // A browser would end the style there.
  if (/<[a-z/!?]/i.test(css)) {
    const fix = 'Write \\3c for “<” in a value, and min-width or max-width in a condition.';
    report(null, 'The stylesheet holds “<” before a letter, where a browser could see a tag.', fix);
  }
  return readingOf(diagnostics, NO_USES, { file, css });
}

function checkAddress(
  node: CssNode,
  address: string,
  report: (node: CssNode, reason: string, fix: string) => void,
): void {
  if (/^(?:\/(?![/\\])|#)/.test(address)) return;
  const fix = 'Put the file under public/, and write its address from “/” on: url("/images/paper.png").';
  report(node, `“${address.slice(0, 60)}” is not on this site: nothing is loaded from others.`, fix);
}
