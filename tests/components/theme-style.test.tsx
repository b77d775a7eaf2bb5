import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'css-tree';
import { expect, test } from 'vitest';
import { Logo } from '#components/logo.tsx';
import { facts } from '#components/styleguide/examples.ts';
import { themeStyle } from '#components/theme-style.ts';
import { readFont } from '#lib/content/font-file.ts';
import { themeColours } from '#lib/content/theme-colours.ts';
import type { ThemeFaces } from '#lib/content/theme-faces.ts';
import { readStylesheet } from '#lib/render/read-stylesheet.ts';
import { Stylesheets } from '#lib/render/stylesheets.ts';
import type { ThemeView } from '#lib/store/queries/theme-queries.ts';
import { show } from './reading.ts';

const project = path.resolve(import.meta.dirname, '../..');
const TOKENS = readFileSync(path.join(project, 'components/design-tokens.css'), 'utf8');

const view = (overrides: Partial<ThemeView>): ThemeView => ({
  logo: null,
  colours: null,
  faces: null,
  grid: null,
  css: '',
  ...overrides,
});
const face = (name: string) => ({
  files: [{ url: `/fonts/${name}-1.woff2`, range: null }],
  measures: readFont(readFileSync(path.join(project, `public/fonts/${name}-1.woff2`))),
});
const faces: ThemeFaces = {
  pairing: 'newsreader',
  text: face('newsreader-text'),
  italic: face('newsreader-italic'),
  bold: null,
  headline: face('newsreader-display'),
};

test('a theme that says nothing has no rules', () => {
  expect(themeStyle(view({}))).toBe('');
});

test('every style is CSS that can be read', () => {
  const colours = themeColours({ dark: {}, sections: { Arts: { light: '#6a3d8f' } } }, () => {});
  const logo = { light: facts({ svg: true }), dark: null, height: 48 };
  for (const grid of ['airy', 'dense'] as const) {
    const css = themeStyle(view({ colours, faces, grid, logo, css: '.a{color:red}' }));
    const errors: string[] = [];
    parse(css, { onParseError: (error) => errors.push(error.message) });
    expect(errors).toEqual([]);
    expect(css.endsWith('.a{color:red}')).toBe(true);
  }
});

test('colours are tokens in both modes, and sections are classes', () => {
  const colours = themeColours(
    { accent: '#0b5d4b', dark: {}, sections: { Arts: { light: '#6a3d8f', dark: '#c7a3e6' } } },
    () => {},
  );
  const css = themeStyle(view({ colours }));
  expect(css).toContain('--accent:#0b5d4b');
  expect(css).toContain('.section-own-1{--accent:#6a3d8f}');
  expect(css).toMatch(/@media \(prefers-color-scheme:dark\)\{.*\.section-own-1\{--accent:#c7a3e6\}/);
});

test('the substitutes of our own fonts have the measures that design-tokens.css gives them', () => {
  const css = themeStyle(view({ faces }));
  const adjusted = (text: string, name: string) =>
    Number(new RegExp(`local\\("${name}"\\)[^}]*?size-adjust:\\s*([\\d.]+)%`).exec(text)?.[1]);
  for (const name of ['Georgia', 'Georgia Bold', 'Georgia Italic', 'Noto Serif', 'Noto Serif Bold']) {
    expect(adjusted(css, name), name).toBeGreaterThan(adjusted(TOKENS, name) - 1);
    expect(adjusted(css, name), name).toBeLessThan(adjusted(TOKENS, name) + 1);
  }
});

test('a page with own fonts declares no others of that family, and names only what it uses', () => {
  const sheets = new Stylesheets({ '/a.css': readStylesheet(TOKENS) });
  const names = new Set(['html', 'body', 'h1']);
  const plain = sheets.css(['/a.css'], names);
  expect(plain).toContain('/fonts/newsreader-text-1.woff2');
  const own = { files: [{ url: '/fonts/ours.woff2?1234abcd', range: null }], measures: faces.text.measures };
  const style = themeStyle(view({ faces: { ...faces, text: own, italic: null, headline: own } }));
  const themed = sheets.css(['/a.css'], names, readStylesheet(style));
  expect(themed).toContain('/fonts/ours.woff2?1234abcd');
  expect(themed).not.toContain('newsreader');
});

test('rules of a theme for classes that a page lacks are not sent', () => {
  const sheets = new Stylesheets({
    '/a.css': readStylesheet(':root{--accent:red;--other:blue}h1{color:var(--accent)}'),
  });
  const theme = readStylesheet('.kicker{color:var(--other)}h1{margin:0}');
  expect(sheets.css(['/a.css'], new Set(['h1']), theme)).toBe(
    ':root{--accent:red;}h1{color:var(--accent)}h1{margin:0}',
  );
  expect(sheets.css(['/a.css'], new Set(['.kicker']), theme)).toBe(':root{--other:blue}.kicker{color:var(--other)}');
});

test('a logo has the name as alt text, its size, and on dark screens its other file', () => {
  const [light, dark] = [
    facts({ hash: 'a'.repeat(20), width: 400, height: 100, svg: true }),
    facts({ hash: 'b'.repeat(20), width: 400, height: 100, svg: true }),
  ];
  const { container } = show(<Logo logo={{ light, dark, height: 48 }} name="The Harbor Courier" />);
  const img = container.querySelector('img');
  expect(['alt', 'src', 'width', 'height'].map((name) => img?.getAttribute(name))).toEqual([
    'The Harbor Courier',
    `/media/${'a'.repeat(20)}/400.svg`,
    '192',
    '48',
  ]);
  const source = container.querySelector('source');
  expect(source?.getAttribute('srcset')).toBe(`/media/${'b'.repeat(20)}/400.svg`);
  expect(source?.getAttribute('media')).toBe('screen and (prefers-color-scheme: dark)');
});

test('a logo without another one is turned round on dark screens', () => {
  const logo = { light: facts({ svg: true }), dark: null, height: 48 };
  expect(themeStyle(view({ logo }))).toContain('invert(1)');
  expect(themeStyle(view({ logo: { ...logo, dark: facts({ svg: true }) } }))).not.toContain('invert(1)');
});
