import { expect, test } from 'vitest';
import { readStylesheet } from '#lib/render/read-stylesheet.ts';
import { Stylesheets } from '#lib/render/stylesheets.ts';

const css = (text: string, ...names: string[]) =>
  new Stylesheets({ '/a.css': readStylesheet(text) }).css(['/a.css'], new Set(names));

test.each([
  ['an element', 'h1{a:b}', ['h1'], 'h1{a:b}'],
  ['an element that is not there', 'h1{a:b}', ['h2'], ''],
  ['a class', '.lead{a:b}', ['.lead'], '.lead{a:b}'],
  ['a class with the name of an element', '.table{a:b}', ['table'], ''],
  ['an id', '#content{a:b}', ['#content'], '#content{a:b}'],
  ['all that a selector names', '.lead>h1 a:hover{a:b}', ['.lead', 'h1'], ''],
  ['the selectors that can apply, of several', 'h1,h2,.lead h3{a:b}', ['h2', '.lead'], 'h2{a:b}'],
  ['a language', ':lang(ar){a:b}', [':lang(ar)'], ':lang(ar){a:b}'],
  ['only the languages of the page', ':lang(zh),:lang(ar){a:b}', [':lang(ar)'], ':lang(ar){a:b}'],
  ['a page in a language', ':root:lang(ar){a:b}', ['html:lang(ar)', ':lang(ar)'], ':root:lang(ar){a:b}'],
  ['a page whose parts are in another language', ':root:lang(ar){a:b}', ['html', 'a:lang(ar)', ':lang(ar)'], ''],
  ['an element in a language', 'h1:lang(ar) b{a:b}', ['b', 'h1:lang(ar)', ':lang(ar)'], 'h1:lang(ar) b{a:b}'],
  ['an element in another language', 'h1:lang(ar){a:b}', ['h1', 'h1:lang(en)', 'a:lang(ar)', ':lang(ar)'], ''],
  [
    'elements in :is() in a language',
    ':is(h1,h2):lang(ar){a:b}',
    [':lang(ar)', 'h2:lang(ar)'],
    ':is(h1,h2):lang(ar){a:b}',
  ],
  ['elements in :is() in another language only', ':is(h1,.b h2):lang(ar){a:b}', [':lang(ar)', 'h1', 'h2', '.b'], ''],
  ['a language without elements', ':where(:root,[lang]):lang(zh){a:b}', [':lang(ar)'], ''],
  ['everything', '*,:root{a:b}', [], '*,:root{a:b}'],
  ['a class in :not()', 'p:not(.lead){a:b}', ['p'], 'p:not(.lead){a:b}'],
  ['elements in :is()', '.prose :is(th,td){a:b}', ['.prose', 'td'], '.prose :is(th,td){a:b}'],
  ['missing elements in :is()', '.prose :is(th,td.sum){a:b}', ['.prose', 'td'], ''],
  ['a selector without names in :where()', ':where(:root,.x)>p{a:b}', ['p'], ':where(:root,.x)>p{a:b}'],
  ['a class in :has()', '.a:has(> .b){a:b}', ['.a', '.b'], '.a:has(>.b){a:b}'],
  ['a missing class in :has()', '.a:has(.b){a:b}', ['.a'], ''],
  ['a class in :not() in :is()', ':is(.a:not(.b),.c){a:b}', ['.a'], ':is(.a:not(.b),.c){a:b}'],
  ['a class in :has() in :not()', 'p:not(:has(.a)){a:b}', ['p'], 'p:not(:has(.a)){a:b}'],
  ['an attribute', 'a[href^="http"]:after{a:b}', ['a', '[href]'], 'a[href^="http"]:after{a:b}'],
  ['a missing attribute', '[dir="rtl"] th{a:b}', ['th', '[lang]'], ''],
  ['an attribute that readers set', 'details[open]{a:b}', ['details'], 'details[open]{a:b}'],
  ['a pseudo-element', 'li::marker{a:b}', ['li'], 'li::marker{a:b}'],
  ['a rule under a condition', '@media (width<=40rem){h1{a:b}h2{a:b}}', ['h1'], '@media (width<=40rem){h1{a:b}}'],
  ['a condition without a rule', '@media print{h1{a:b}}', [], ''],
  [
    'a condition in a condition',
    '@media print{@supports (a:b){h1{a:b}}}',
    ['h1'],
    '@media print{@supports (a:b){h1{a:b}}}',
  ],
  ['the order of layers', '@layer base,print;h1{a:b}', ['h1'], '@layer base,print;h1{a:b}'],
  ['the rules of a layer that can apply', '@layer base{h1{a:b}h2{a:b}}', ['h1'], '@layer base{h1{a:b}}'],
  ['a layer without such a rule', '@layer base{h1{a:b}}', ['h2'], ''],
  [
    'a condition in a layer',
    '@layer print{@media print{h1{a:b}h2{a:b}}}',
    ['h2'],
    '@layer print{@media print{h2{a:b}}}',
  ],
  ['a face', '@font-face{font-family:N;src:url("/n.woff2")}', [], '@font-face{font-family:N;src:url(/n.woff2)}'],
  ['a page of paper', '@media print{@page{margin:16mm}}', [], '@media print{@page{margin:16mm}}'],
  ['an at-rule without rules inside', '@view-transition{navigation:auto}', [], '@view-transition{navigation:auto}'],
  ['movements', '@keyframes fade{from{opacity:0}to{opacity:1}}', [], '@keyframes fade{from{opacity:0}to{opacity:1}}'],
  [
    'a value as it was',
    '.a{font:1em/1.2 N,serif;content:"“ “";width:calc(100vw - 2rem);--x: 1px;left:var(--x)}',
    ['.a'],
    '.a{font:1em/1.2 N,serif;content:"“ “";width:calc(100vw - 2rem);--x: 1px;left:var(--x)}',
  ],
  [
    'the values that are used, by whatever is there',
    ':root{--a:1px;--b:2px;--c:clamp(1rem, 2vw, 3rem)}p{width:var(--a, var(--c))}h1{width:var(--b)}',
    ['p'],
    ':root{--a:1px;--c:clamp(1rem, 2vw, 3rem)}p{width:var(--a, var(--c))}',
  ],
])('%s', (_what, text, names, expected) => {
  expect(css(text, ...names)).toBe(expected);
});

test('stylesheets are in the order of their links', () => {
  const sheets = new Stylesheets({ '/a.css': readStylesheet('a{b:c}'), '/b.css': readStylesheet('a{d:e}') });
  expect(sheets.css(['/b.css', '/a.css'], new Set(['a']))).toBe('a{d:e}a{b:c}');
  expect([sheets.has('/a.css'), sheets.has('/c.css')]).toEqual([true, false]);
});
