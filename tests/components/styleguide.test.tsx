import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { screen } from '@testing-library/react';
import { isValidElement, type ReactNode } from 'react';
import { describe, expect, test } from 'vitest';
import { COLOURS, LENGTHS, SECTIONS, SIZES } from '#components/styleguide/design-tokens.tsx';
import type { ExampleImages } from '#components/styleguide/example-builders.tsx';
import { LONG_HEADLINE } from '#components/styleguide/example-texts.ts';
import { facts } from '#components/styleguide/examples.ts';
import { EXAMPLES, StyleguideExample, StyleguideIndex } from '#components/styleguide/styleguide.tsx';
import { contrast } from '#lib/colours.ts';
import { ARTICLE_TYPES } from '#lib/content/schema/article-schema.ts';
import { SECTION_COLOURS } from '#lib/content/schema/tag-schema.ts';
import { STYLEGUIDE_EXAMPLES } from '#lib/routes/styleguide-paths.ts';
import { show } from './reading.ts';

const project = path.resolve(import.meta.dirname, '../..');

const IMAGES: ExampleImages = {
  wide: facts(),
  upright: facts({ hash: 'fedcba98765432100123', width: 2000, height: 3000 }),
  portrait: facts({ hash: '11112222333344445555', width: 600, height: 600 }),
};
const NONE: ExampleImages = { wide: null, upright: null, portrait: null };

/** Every component in the tree of `node`. Components are pure functions of their props, so they can be called. */
function componentsIn(node: ReactNode, found = new Set<unknown>()): Set<unknown> {
  if (Array.isArray(node)) for (const child of node) componentsIn(child, found);
  if (!isValidElement<{ children?: ReactNode }>(node)) return found;
  const { type, props } = node;
  if (typeof type === 'function') {
    found.add(type);
    return componentsIn((type as (props: object) => ReactNode)(props), found);
  }
  return componentsIn(props.children, found);
}

test('every component is in the styleguide', async () => {
  const listed = componentsIn([
    ...STYLEGUIDE_EXAMPLES.map((name) => <StyleguideExample key={name} name={name} images={IMAGES} />),
    <StyleguideIndex key="index" />,
  ]);
  const files = globSync('components/**/*.tsx', { cwd: project });
  expect(files.length).toBeGreaterThan(20);
  const missing: string[] = [];
  for (const file of files) {
    const exported = (await import(path.join(project, file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) {
      if (typeof value === 'function' && /^[A-Z][a-z]/.test(name) && !listed.has(value))
        missing.push(`${file} ${name}`);
    }
  }
  expect(missing).toEqual([]);
});

test('every type of article has an example', () => {
  expect(ARTICLE_TYPES.filter((type) => !(`story-${type}` in EXAMPLES))).toEqual([]);
});

describe.each([
  ['with images', IMAGES],
  ['without any', NONE],
])('%s', (_what, images) => {
  test.each(STYLEGUIDE_EXAMPLES)('%s has one first-level heading, and no id twice', (name) => {
    const { container } = show(<StyleguideExample name={name} images={images} />);
    expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1);
    const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(container.querySelectorAll('img').length > 0 && images === NONE).toBe(false);
  });
});

test('the list links to every example by its title', () => {
  show(<StyleguideIndex />);
  const links = screen.getAllByRole('link');
  expect(links.map((link) => link.getAttribute('href'))).toEqual(
    STYLEGUIDE_EXAMPLES.map((name) => `/_dateline/styleguide/${name}`),
  );
  expect(new Set(links.map(({ textContent }) => textContent)).size).toBe(STYLEGUIDE_EXAMPLES.length);
});

test('every element of a text is in the styleguide', () => {
  const classes = STYLEGUIDE_EXAMPLES.flatMap((name) => {
    const { container, unmount } = show(<StyleguideExample name={name} images={IMAGES} />);
    const found = [...container.querySelectorAll('.prose *')].flatMap((element) => [
      element.localName,
      ...element.classList,
    ]);
    unmount();
    return found;
  });
  const wanted =
    'h2 h3 h4 ul ol li table blockquote pre code hr em strong del sup input picture figure figcaption footnotes \
contents pull-quote quotation aside gallery images poem interview question embed kind what host title right center';
  expect(wanted.split(' ').filter((name) => !classes.includes(name))).toEqual([]);
});

test('the long headline has the length that its title states', () => {
  expect(LONG_HEADLINE).toHaveLength(200);
});

describe('tokens', () => {
  const css = readFileSync(path.join(project, 'components/design-tokens.css'), 'utf8');
  const [day = '', night = ''] = css.slice(css.indexOf(':root'), css.indexOf('.section-')).split('@media');
  const valuesIn = (text: string) =>
    Object.fromEntries([...text.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));

  test('the styleguide has all tokens', () => {
    const listed = [...COLOURS, ...SIZES, ...LENGTHS].map(({ name }) => name);
    const others = ['serif'];
    expect(listed.toSorted()).toEqual(
      Object.keys(valuesIn(day))
        .filter((name) => !others.includes(name))
        .toSorted(),
    );
  });

  test.each(COLOURS)('$name has its value in the styleguide', ({ name, light, dark }) => {
    expect([valuesIn(day)[name], valuesIn(night)[name]]).toEqual([light, dark]);
  });

  test.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#000000', 21],
    ['#777777', '#ffffff', 4.48],
    ['#1a1713', '#1a1713', 1],
  ])('the contrast between %s and %s is %d', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 2);
  });

  test.each(['light', 'dark'] as const)('text can be read on paper and on tint, in %s (WCAG 2.2, AA)', (scheme) => {
    const colour = (name: string) => COLOURS.find((colour) => colour.name === name)?.[scheme] ?? '';
    for (const ground of ['paper', 'tint'])
      for (const text of ['ink', 'soft', 'accent'])
        expect(contrast(colour(text), colour(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    for (const section of SECTIONS)
      expect(contrast(section[scheme], colour('paper')), section.name).toBeGreaterThanOrEqual(4.5);
  });

  test('every section colour is in the styleguide, with its value', () => {
    expect(SECTIONS.map(({ name }) => name).toSorted()).toEqual(
      SECTION_COLOURS.filter((name) => name !== 'red').toSorted(),
    );
    for (const { name, light, dark } of SECTIONS) {
      const values = [...css.matchAll(new RegExp(`\\.section-${name} \\{\\s*--accent: (#\\w+);`, 'g'))];
      expect(values.map(([, value]) => value)).toEqual([light, dark]);
    }
  });
});

const Inner = () => <p>Inner</p>;
const Outer = ({ children }: { children: ReactNode }) => <div>{children}</div>;

test('the walk above finds nested components only', () => {
  expect(componentsIn([<Outer key="outer">{[<Inner key="inner" />, 'text', null]}</Outer>])).toEqual(
    new Set([Outer, Inner]),
  );
  expect(componentsIn(<p>Text</p>)).toEqual(new Set());
});
