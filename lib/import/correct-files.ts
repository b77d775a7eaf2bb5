import type { Nodes, Parents, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import { readFrontMatter } from '../content/parse/front-matter.ts';
import { ELEMENT_NAMES } from '../markdown/elements.ts';
import { parseWithRawHtml } from '../markdown/parser.ts';

// What the check finds in imported files, and has one right correction: links that lead nowhere, images that
// are not sound, old addresses that belong to another page.

/** A text with corrections, and a sentence for each; those diagnostics that stay. */
export type Correction = Readonly<{ text: string; changes: readonly string[]; left: readonly Diagnostic[] }>;

type Edit = Readonly<{ start: number; end: number; text?: string; change: string }>;

/** Corrects the text of a file, whose errors `diagnostics` are. */
export function corrected(file: string, source: string, diagnostics: readonly Diagnostic[]): Correction {
  const frontMatter = readFrontMatter(file, source);
  if (Array.isArray(frontMatter)) return { text: source, changes: [], left: diagnostics };
  const { body, bodyLine } = frontMatter;
  const head = source.slice(0, source.length - body.length);
  const tree = parseWithRawHtml(body);
  const edits: Edit[] = [];
  const removed = new Set<number>();
  const changes: string[] = [];
  const left: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const { line, column, rule, reason } = diagnostic;
    if (line >= bodyLine) {
      const found = editsFor(rule, nodesAt(tree, line - bodyLine + 1, column), reason, body);
      if (found.length > 0) edits.push(...found);
      else left.push(diagnostic);
    } else if (rule === 'redirect-taken' && /^\s*- /.test(lineOf(source, line))) {
      removed.add(line);
      changes.push(`${reason} It was removed from “redirectFrom”.`);
    } else if (rule.startsWith('image-')) {
      for (const other of linesOfKey(source, 'image')) removed.add(other);
      changes.push(`${reason} The story came without its lead image.`);
    } else left.push(diagnostic);
  }
  let text = body;
  for (const { start, end, text: instead = '', change } of edits.sort((a, b) => b.start - a.start)) {
    text = text.slice(0, start) + instead + text.slice(end);
    if (change && !changes.includes(change)) changes.push(change);
  }
  const lines = head.split('\n').filter((_, index) => !removed.has(index + 1));
  return { text: withoutEmptyList(lines.join('\n')) + text, changes, left };
}

const lineOf = (source: string, line: number): string => source.split('\n')[line - 1] ?? '';

/** The numbers of the lines of a key with its values. */
function linesOfKey(source: string, key: string): number[] {
  const lines = source.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`${key}:`));
  const length = lines.slice(start + 1).findIndex((line) => !/^\s/.test(line));
  return start === -1 ? [] : Array.from({ length: length + 1 }, (_, index) => start + 1 + index);
}

/** Front matter without `redirectFrom` if nothing is left in it. */
const withoutEmptyList = (head: string): string => head.replace(/^redirectFrom:\n(?!\s*- )/m, '');

function nodesAt(tree: Root, line: number, column: number): Nodes[] {
  const found: Nodes[] = [];
  visit(tree, (node) => {
    const start = node.position?.start;
    if (start?.line === line && start.column === column) found.push(node);
  });
  return found;
}

function editsFor(rule: string, nodes: readonly Nodes[], reason: string, body: string): Edit[] {
  if (rule.startsWith('element-')) return editsOfElement(nodes, reason, body);
  if (rule === 'link-broken') {
    const link = nodes.find(({ type }) => type === 'link' || type === 'linkReference') as
      | (Parents & { children: Nodes[] })
      | undefined;
    const [start, end] = [link?.position?.start.offset, link?.position?.end.offset];
    const first = link?.children[0]?.position?.start.offset;
    const last = link?.children.at(-1)?.position?.end.offset;
    if (start === undefined || end === undefined || first === undefined || last === undefined) return [];
    return [
      { start, end: first, change: `${reason} Its words stay.` },
      { start: last, end, change: '' },
    ];
  }
  const image = rule.startsWith('image-') ? nodes.find(({ type }) => type === 'image') : undefined;
  const [start, end] = [image?.position?.start.offset, image?.position?.end.offset];
  return start === undefined || end === undefined
    ? []
    : [{ start, end, change: `${reason} The text came without it.` }];
}

/** A passage with a name that is none of ours is an aside. Other signs of elements become code, as they are. */
function editsOfElement(nodes: readonly Nodes[], reason: string, body: string): Edit[] {
  const passage = nodes.find((node) => node.type === 'containerDirective');
  const start = (passage ?? nodes.find(({ type }) => type !== 'root'))?.position?.start.offset;
  if (start === undefined) return [];
  if (passage && !ELEMENT_NAMES.includes(passage.name)) {
    const at = body.indexOf(passage.name, start);
    return [{ start: at, end: at + passage.name.length, text: 'aside', change: `${reason} It became an aside.` }];
  }
  const lineEnd = body.indexOf('\n', start);
  const end = lineEnd === -1 ? body.length : lineEnd;
  if (body.slice(start, end).includes('`')) return [];
  return [
    { start, end: start, text: '`', change: `${reason} It became code.` },
    { start: end, end, text: '`', change: '' },
  ];
}
