import { type CssNode, generate, type List, parse, type Selector } from 'css-tree';
import type { Needs, Style } from './stylesheets.ts';

/** The attributes that come and go while a page is read. */
const READERS_OWN = ['open'];

/** Returns the styles of a stylesheet, each rule with what a page must have for it to apply. */
export function readStylesheet(css: string): Style[] {
  return stylesIn(parse(css));
}

function stylesIn(sheet: CssNode): Style[] {
  const children = 'children' in sheet ? (sheet.children as List<CssNode>).toArray() : [];
  return children.map((node): Style => {
    if (node.type === 'Rule' && node.prelude.type === 'SelectorList') {
      const selectors = node.prelude.children.toArray() as Selector[];
      return {
        selectors: selectors.map((selector) => ({ needs: needsOf(selector), text: generate(selector) })),
        block: generate(node.block),
      };
    }
    // The blocks of these hold rules. Those of `@font-face` and `@keyframes` hold declarations and steps.
    if (node.type === 'Atrule' && node.block && /^(?:media|supports|layer|container)$/.test(node.name)) {
      const condition = `@${node.name} ${node.prelude ? generate(node.prelude) : ''}`.trim();
      return { condition, styles: stylesIn(node.block) };
    }
    return generate(node);
  });
}

/**
 * The names that a page must have for a selector to apply: one of those within `:is()` or `:where()`, none of
 * those within `:not()`. Within a `:lang()` rule the elements must also be in one of `languages`.
 */
function needsOf(selector: Selector, languages: readonly string[] = []): Needs {
  const needs: Needs[number][] = [];
  const compounds: CssNode[][] = [[]];
  for (const node of selector.children) {
    if (node.type === 'Combinator') compounds.push([]);
    else compounds.at(-1)?.push(node);
  }
  for (const compound of compounds) {
    const spoken = compound
      .filter((node) => node.type === 'PseudoClassSelector' && node.name === 'lang')
      .map((node) => generate(node));
    const within = compound === compounds.at(-1) ? [...spoken, ...languages] : spoken;
    const need = (name: string) => needs.push(...(within.length === 0 ? [name] : within.map((one) => name + one)));
    needs.push(...spoken);
    for (const node of compound) {
      if (node.type === 'ClassSelector') need(`.${node.name}`);
      if (node.type === 'IdSelector') needs.push(`#${node.name}`);
      if (node.type === 'AttributeSelector' && !READERS_OWN.includes(node.name.name)) needs.push(`[${node.name.name}]`);
      if (node.type === 'TypeSelector' && node.name !== '*') need(node.name);
      if (node.type !== 'PseudoClassSelector') continue;
      if (node.name === 'root' && within.length > 0) need('html');
      if (!/^(?:is|where|has)$/.test(node.name)) continue;
      const lists = (node.children?.toArray() ?? []).filter((child) => child.type === 'SelectorList');
      // What an element has within it may be in any language.
      const ofItself = node.name === 'has' ? [] : within;
      needs.push(lists.flatMap((list) => (list.children.toArray() as Selector[]).map((one) => needsOf(one, ofItself))));
    }
  }
  return needs;
}
