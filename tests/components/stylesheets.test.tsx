import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type CssNode, parse, walk } from 'css-tree';
import { describe, expect, test } from 'vitest';

const folder = path.join(import.meta.dirname, '../../components');
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
const files = globSync('**/*.css', { cwd: folder }).toSorted();
const tokens = read('design-tokens.css');
const layers = (/@layer ([^{};]*);/.exec(tokens)?.[1] ?? '').split(/,\s*/);

/** Classes that are not of one component: of the Markdown's HTML, of several components, of pages. */
const SHARED = /^(?:unseen|svg|credit|image|page|profile|prose-body|section-\w+|story(?:-feature)?|related-stories)$/;
const MARKDOWN =
  /^(?:aside|center|contents|embed|footnotes|gallery|host|images|interview|kind|poem|pull-quote|question|quotation|right|table|title|upright|what)$/;

const components = globSync('*.tsx', { cwd: folder }).map((file) => file.replace('.tsx', ''));

function classesIn(css: CssNode): string[] {
  const names: string[] = [];
  walk(css, (node) => {
    if (node.type === 'ClassSelector') names.push(node.name);
  });
  return names;
}

test('the layers are in order', () => {
  expect(layers).toEqual(['tokens', 'base', 'components', 'utilities', 'print', 'scripts']);
});

describe.each(files)('%s', (file) => {
  const css = parse(read(file));

  test('has its rules in layers', () => {
    const outside: string[] = [];
    const within = (node: CssNode): void => {
      if (node.type === 'Rule') outside.push('a rule');
      if (node.type === 'Atrule' && node.name === 'layer') {
        if (node.prelude && node.block) {
          walk(node.prelude, (part) => {
            if (part.type === 'Layer') expect(layers).toContain(part.name);
          });
        }
      } else if (node.type === 'Atrule' && node.name === 'media') node.block?.children.forEach(within);
      else if (node.type === 'StyleSheet') node.children.forEach(within);
    };
    within(css);
    expect(outside).toEqual([]);
  });

  test('has media queries of documented widths only', () => {
    const [list = ''] = /The widths of media queries[^*]*(?:\*[^/][^*]*)*\*\//.exec(tokens) ?? [];
    const documented = list.match(/[\d.]+rem/g);
    const used = Array.from(read(file).matchAll(/@media[^{]*?(?:width[^{]*?)([\d.]+rem)/g), ([, width]) => width);
    for (const width of used) expect(documented).toContain(width);
  });

  test('names classes by their component', () => {
    const known = (name: string) =>
      SHARED.test(name) ||
      MARKDOWN.test(name) ||
      name.startsWith('story__') ||
      name.startsWith('styleguide') ||
      name.startsWith('profile__') ||
      components.some((component) => name === component || new RegExp(`^${component}(?:__|-)`).test(name));
    expect([...new Set(classesIn(css))].filter((name) => !known(name))).toEqual([]);
  });
});
