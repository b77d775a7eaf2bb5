import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type CssNode, generate, type List, parse, type Selector } from 'css-tree';

/**
 * A rule, or a group of rules under one condition (`@media`); or what is sent with every page, such as a
 * face.
 */
type Style = Rule | Group | string;
type Rule = { readonly selectors: readonly { needs: Needs; text: string }[]; readonly block: string };
/** Names that a page must have, all of them; a list among them is of others, of which one is enough. */
type Needs = readonly (string | readonly Needs[])[];
type Group = { readonly condition: string; readonly styles: readonly Style[] };

/** The attributes that come and go while a page is read. */
const READERS_OWN = ['open'];

/**
 * The stylesheets of a build. A page gets of those that it links what can apply to it: a rule that needs an
 * element, class, id, attribute or language which it has nowhere is left out. A page never changes once it is
 * sent, so nothing is missed.
 */
export class Stylesheets {
  readonly #sheets: ReadonlyMap<string, readonly Style[]>;

  /** `texts`: CSS by the path at which a page links it. */
  constructor(texts: ReadonlyMap<string, string>) {
    this.#sheets = new Map([...texts].map(([href, css]) => [href, stylesIn(parse(css))]));
  }

  /** Those of the build in the folder `build`, which Next links under `/_next/`. */
  static of(build: string): Stylesheets {
    const files = globSync('static/**/*.css', { cwd: build });
    return new Stylesheets(
      new Map(files.map((file) => [`/_next/${file}`, readFileSync(path.join(build, file), 'utf8')])),
    );
  }

  has(href: string): boolean {
    return this.#sheets.has(href);
  }

  /**
   * The rules of the stylesheets at `hrefs`, in their order, that can apply to a page with `names`: elements
   * (`h1`), classes (`.story`), ids (`#content`), attributes (`[dir]`), languages (`:lang(ar)`), and the
   * first two in the languages in which they do (`h1:lang(ar)`).
   */
  css(hrefs: readonly string[], names: ReadonlySet<string>): string {
    return withoutUnused(hrefs.map((href) => cssOf(this.#sheets.get(href) ?? [], names)).join(''));
  }
}

/** The same without the values that are named (`--lead: …`) and then used nowhere. */
function withoutUnused(css: string): string {
  const used = new Set(Array.from(css.matchAll(/var\((--[\w-]+)/g), ([, name]) => name));
  return css.replace(/(--[\w-]+):[^;{}"]*;?/g, (value, name) => (used.has(name) ? value : ''));
}

function cssOf(styles: readonly Style[], names: ReadonlySet<string>): string {
  let css = '';
  for (const style of styles) {
    if (typeof style === 'string') {
      css += style;
    } else if ('condition' in style) {
      const within = cssOf(style.styles, names);
      if (within) css += `${style.condition}{${within}}`;
    } else {
      const selectors = style.selectors.filter(({ needs }) => isThere(needs, names));
      if (selectors.length > 0) css += `${selectors.map(({ text }) => text).join(',')}${style.block}`;
    }
  }
  return css;
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

function isThere(needs: Needs, names: ReadonlySet<string>): boolean {
  return needs.every((need) =>
    typeof need === 'string' ? names.has(need) : need.some((other) => isThere(other, names)),
  );
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
