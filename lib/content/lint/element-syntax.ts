import type { Node, Paragraph, Root } from 'mdast';
import type { ContainerDirective, LeafDirective } from 'mdast-util-directive';
import { toString as plainText } from 'mdast-util-to-string';
import { EXIT, visit } from 'unist-util-visit';
import {
  addressOf,
  type Directive,
  ELEMENT_NAMES,
  isDirective,
  isEmbed,
  isLabel,
  PASSAGES,
} from '../../markdown/elements.ts';
import { startOf, type TextDiagnostic } from '../parse/diagnostic.ts';
import { didYouMean } from '../parse/suggestion.ts';

/** An error for each element of a text that is unknown, unclosed or incomplete; `source` is the text. */
export function lintElements(tree: Root, source: string): TextDiagnostic[] {
  const found: TextDiagnostic[] = [];
  visit(tree, (node) => {
    const finding = isDirective(node)
      ? checkElement(node, source)
      : node.type === 'paragraph'
        ? checkColons(node)
        : null;
    if (finding) found.push({ ...startOf(node), severity: 'error', ...finding });
  });
  return found;
}

type Finding = Pick<TextDiagnostic, 'rule' | 'reason' | 'fix'>;

function checkElement(node: Directive, source: string): Finding | null {
  const { name, type } = node;
  const isPassage = PASSAGES.includes(name);
  const colons = isPassage ? ':::' : '::';
  if (!ELEMENT_NAMES.includes(name)) {
    const fix = didYouMean(name, ELEMENT_NAMES, `The elements are ${ELEMENT_NAMES.join(', ')}.`);
    return { rule: 'element-unknown', reason: `There is no element “${name}”.`, fix };
  }
  if (isPassage !== (type === 'containerDirective')) {
    const how = isPassage ? `:::${name}, the passage, and a line “:::”` : `::${name}[Title]{url="https://…"}`;
    return { rule: 'element-unknown', reason: `“${name}” is written with ${colons}.`, fix: `Write ${how}.` };
  }
  const allowed = isPassage ? [] : ['url'];
  const odd = Object.keys(node.attributes ?? {}).find((key) => !allowed.includes(key));
  if (odd !== undefined) {
    const otherwise = allowed.length > 0 ? `Write {${allowed[0]}="…"} and nothing else.` : 'Remove the braces.';
    const fix = didYouMean(odd, allowed, otherwise);
    return { rule: 'element-unknown', reason: `“${colons}${name}” has no attribute “${odd}”.`, fix };
  }
  return type === 'containerDirective' ? checkPassage(node, source) : checkEmbed(node);
}

function checkPassage(node: ContainerDirective, source: string): Finding | null {
  const { name, position } = node;
  const text = source.slice(position?.start.offset, position?.end.offset);
  if (!/\n[ \t>]*:{3,}[ \t]*$/.test(text)) {
    const fix = 'Add a line “:::” after its last paragraph.';
    return { rule: 'element-unclosed', reason: `The “:::${name}” that begins here never ends.`, fix };
  }
  const content = node.children.filter((child) => !isLabel(child));
  if (content.length === 0) {
    const fix = 'Write a passage between its two lines, or remove both.';
    return { rule: 'element-incomplete', reason: `The “:::${name}” is empty.`, fix };
  }
  if (name === 'gallery' && !content.some(hasImage)) {
    const fix = 'Write one in each paragraph: ![Three ferries in fog](ferries.jpg "The fleet.")';
    return { rule: 'element-incomplete', reason: 'The “:::gallery” has no image.', fix };
  }
  return null;
}

function checkEmbed({ name, attributes, children }: LeafDirective): Finding | null {
  const like = `Write it like this: ::${name}[The first crossing]{url="https://video.example/crossing"}`;
  if (addressOf(attributes) === null) {
    const reason = `The “::${name}” has no url that begins with https://.`;
    return { rule: 'element-incomplete', reason, fix: like };
  }
  if (plainText(children).trim() === '') {
    return { rule: 'element-incomplete', reason: `The “::${name}” has no title.`, fix: like };
  }
  return null;
}

/** Colons in a paragraph that were meant as an element, such as `::: aside`, or that end none. */
function checkColons(paragraph: Paragraph): Finding | null {
  const [first] = paragraph.children;
  const written = first?.type === 'text' ? /^(:{2,})([ \t]*)([A-Za-z]*)/.exec(first.value) : null;
  if (!written) return null;
  const [, colons = '', space = '', name = ''] = written;
  if (isEmbed(name)) {
    const fix = `Write it on one line, the address in quotes: ::${name}[Title]{url="https://…"}`;
    return { rule: 'element-unknown', reason: `“${colons}${name}” is not written as an element.`, fix };
  }
  if (colons.length < 3 && !ELEMENT_NAMES.includes(name)) return null;
  if (name === '') {
    const fix = 'Remove it, or begin an element above it, such as :::aside';
    return { rule: 'element-unknown', reason: `This “${colons}” ends no element.`, fix };
  }
  const fix = `Write the name right after at least three colons${space ? ', without a space' : ''}: :::aside`;
  return { rule: 'element-unknown', reason: `“${colons}${space}${name}” is not written as an element.`, fix };
}

function hasImage(node: Node): boolean {
  let found = false;
  visit(node as Root, ['image', 'imageReference'], () => {
    found = true;
    return EXIT;
  });
  return found;
}
