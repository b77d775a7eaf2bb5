import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The file of a build with its stylesheets, as JSON; see `read-stylesheet.ts`. */
export const STYLESHEETS_FILE = 'stylesheets.json';

/**
 * A rule, or a group of rules under one condition (`@media`); or what is sent with every page, such as a
 * face.
 */
export type Style = Rule | Group | string;
type Rule = { readonly selectors: readonly { needs: Needs; text: string }[]; readonly block: string };
/** Names that a page must have, all of them; a list among them is of others, of which one is enough. */
export type Needs = readonly (string | readonly Needs[])[];
type Group = { readonly condition: string; readonly styles: readonly Style[] };

/**
 * The stylesheets of a build. A page gets of those that it links what can apply to it: a rule that needs an
 * element, class, id, attribute or language which it has nowhere is left out. A page never changes once it is
 * sent, so nothing is missed.
 */
export class Stylesheets {
  readonly #sheets: ReadonlyMap<string, readonly Style[]>;

  /** `sheets`: the styles by the path at which a page links their sheet. */
  constructor(sheets: Readonly<Record<string, readonly Style[]>>) {
    this.#sheets = new Map(Object.entries(sheets));
  }

  /** Those of the build in the folder `build`. */
  static of(build: string): Stylesheets {
    return new Stylesheets(JSON.parse(readFileSync(path.join(build, STYLESHEETS_FILE), 'utf8')));
  }

  has(href: string): boolean {
    return this.#sheets.has(href);
  }

  /**
   * The rules of the stylesheets at `hrefs`, in their order, that can apply to a page with `names`: elements
   * (`h1`), classes (`.story`), ids (`#content`), attributes (`[dir]`), languages (`:lang(ar)`), and the
   * first two in the languages in which they do (`h1:lang(ar)`). Those of a `theme` follow; a font that it declares
   * replaces those of the same family.
   */
  css(hrefs: readonly string[], names: ReadonlySet<string>, theme: readonly Style[] = []): string {
    const own = cssOf(theme, names);
    const families = new Set(theme.map(familyOf));
    const isKept = (style: Style) => familyOf(style) === null || !families.has(familyOf(style));
    const sheets = hrefs.map((href) => this.#sheets.get(href) ?? []);
    const linked = sheets.map((styles) => cssOf(theme.length > 0 ? styles.filter(isKept) : styles, names)).join('');
    return withoutUnused(linked, linked + own) + own;
  }
}

/** The family that a style declares a font of; null for other styles. */
function familyOf(style: Style): string | null {
  return typeof style === 'string' ? (/^@font-face\{font-family:([^;}]+)/.exec(style)?.[1] ?? null) : null;
}

/** `css` without the values that are named (`--lead: …`) and then used nowhere in `page`. */
function withoutUnused(css: string, page: string): string {
  const used = new Set(Array.from(page.matchAll(/var\((--[\w-]+)/g), ([, name]) => name));
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

function isThere(needs: Needs, names: ReadonlySet<string>): boolean {
  return needs.every((need) =>
    typeof need === 'string' ? names.has(need) : need.some((other) => isThere(other, names)),
  );
}
