import { hash } from 'node:crypto';
import { parse } from 'css-tree';
import { expect, test } from 'vitest';
import type { Theme } from '#lib/content/theme.ts';
import { themeColours } from '#lib/content/theme-colours.ts';
import type { ThemeFace } from '#lib/content/theme-faces.ts';
import { errorPage } from '#lib/server/error-page.ts';
import type { EditionQueries } from '#lib/store/queries/queries.ts';
import { feedStyle } from '#lib/syndication/feed-style.ts';

// The look of a publication outside of its pages: feeds in a browser, the error page.

const colours = themeColours({ paper: '#ffffff', accent: '#0f6068', dark: {}, sections: {} }, () => {});
const face = (url: string): ThemeFace => ({
  files: [{ url, range: null }],
  measures: { ascent: 0.9, descent: 0.3, width: 0.45, isSans: false, scripts: ['Latn'] },
});
const faces = {
  pairing: 'newsreader',
  text: face('/fonts/own.woff2?1'),
  italic: null,
  bold: null,
  headline: face('/fonts/head.woff2?2'),
} as const;
const theme: Theme = { logo: null, grid: null, colours, faces };

/** Parses a style, and expects that it has no error. */
function expectSound(style: string): void {
  const errors: string[] = [];
  parse(style, { onParseError: ({ message }) => errors.push(message) });
  expect(errors).toEqual([]);
}

test('feeds have the colours and fonts of the theme after those of the engine', () => {
  const styleOf = (view: object | null) => feedStyle({ theme: () => view } as unknown as EditionQueries);
  const plain = styleOf(null);
  const own = styleOf(theme);
  expectSound(own);
  expect(own.startsWith(plain)).toBe(true);
  const added = own.slice(plain.length);
  expect(added).toContain(`rss,atom|feed{--paper:#ffffff;--ink:${colours.light.ink};`);
  expect(added).toContain(
    `@media (prefers-color-scheme:dark){rss,atom|feed{--paper:${colours.dark.paper};--ink:${colours.dark.ink};`,
  );
  expect(added).toContain('src:url(/fonts/own.woff2?1)format("woff2");font-weight:400');
  expect(added).toContain('src:url(/fonts/head.woff2?2)format("woff2");font-weight:500 800');
});

test('the error page has them too, and its policy allows its style', () => {
  for (const publication of [null, { name: 'The Courier' }, { name: 'The Courier', theme }]) {
    const { html, styleHash } = errorPage(publication);
    const [, style = ''] = /<style>(.*)<\/style>/.exec(html) ?? [];
    expectSound(style);
    expect(styleHash).toBe(`sha256-${hash('sha256', style, 'base64')}`);
    expect(style.includes('--paper:#ffffff')).toBe(publication !== null && 'theme' in publication);
    expect(style.includes('/fonts/own.woff2?1')).toBe(publication !== null && 'theme' in publication);
    expect(html.includes('The Courier')).toBe(publication !== null);
  }
});
