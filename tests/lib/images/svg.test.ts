import { describe, expect, test } from 'vitest';
import { sanitizeSvg, UnsafeSvgError } from '#lib/images/svg.ts';

const svg = (content: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 20" ${attributes}>${content}</svg>`;

/** The content of the root element after sanitising. */
const inside = (content: string) => sanitizeSvg(svg(content)).svg.replace(/^<svg[^>]*>|<\/svg>$/g, '');

/** `unsafe`, `broken`, or null for a valid SVG. */
function rejection(source: string): string | null {
  try {
    sanitizeSvg(source);
    return null;
  } catch (error) {
    if (error instanceof UnsafeSvgError) return error.kind;
    throw error;
  }
}

describe('an SVG that could do something is rejected', () => {
  test.each([
    '<script>alert(1)</script>',
    '<SCRIPT>alert(1)</SCRIPT>',
    '<svg:script xmlns:svg="http://www.w3.org/2000/svg">alert(1)</svg:script>',
    '<metadata><script/></metadata>',
    '<rect onclick="alert(1)"/>',
    '<rect ONCLICK="alert(1)"/>',
    '<foreignObject><div/></foreignObject>',
    '<iframe src="/"/>',
    '<a href="/"><rect/></a>',
    '<image href="photo.jpg"/>',
    '<feImage href="#a"/>',
    '<use href="other.svg#a"/>',
    '<use xlink:href="https://images.example/a.svg#a"/>',
    '<use href="data:image/svg+xml,x#a"/>',
    '<linearGradient href="/a.svg#a"/>',
    '<rect fill="url(https://images.example/a.svg#a)"/>',
    '<rect fill="URL( \'a.svg#a\' )"/>',
    '<rect style="background:url(//images.example/x)"/>',
    '<style>rect{fill:url(/x)}</style>',
    '<style>@import "/x.css";</style>',
    '<style>@font-face{src:local(x),u\\72l(/x)}</style>',
    '<style>rect{background:image-set("/x" 1x)}</style>',
    '<rect fill="u\\72l(/x)"/>',
    '<rect href="javascript:alert(1)"/>',
  ])('%s', (content) => {
    expect(rejection(svg(content))).toBe('unsafe');
  });

  test('also by what precedes its root element', () => {
    expect(rejection(`<!DOCTYPE svg [<!ENTITY a "b">]>${svg('')}`)).toBe('unsafe');
    expect(rejection(`<?xml-stylesheet href="/x.css"?>${svg('')}`)).toBe('unsafe');
    expect(rejection(svg('', 'onload="alert(1)"'))).toBe('unsafe');
  });
});

describe('files that are no SVG are rejected', () => {
  test.each(
    [
      ['', 'nothing'],
      ['<html><svg/></html>', 'another document'],
      ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'one without a size'],
      [svg('').replace('30 20', '0 20'), 'one without a width'],
      [svg('').replace('30 20', '30 99999'), 'one too high'],
      [svg('') + svg(''), 'two'],
      [svg('<g>'.repeat(300)), 'a deep one'],
      ['<svg viewBox="0 0 30 20"><rect ', 'one that is cut off'],
      [svg('<rect/>'.repeat(60_000)), 'a large one'],
      [svg('<g id="a"><use href="#a"/></g>'), 'one that holds itself'],
      [
        svg(
          `<g id="a0"/>${Array.from({ length: 9 }, (_, n) => `<g id="a${n + 1}">${`<use href="#a${n}"/>`.repeat(9)}</g>`).join('')}`,
        ),
        'one that grows by reference',
      ],
      [
        svg(Array.from({ length: 20_000 }, (_, n) => `<g id="a${n}"><use href="#a${n + 1}"/></g>`).join('')),
        'a long chain of references',
      ],
    ].map(([source = '', what]) => [what, source] as const),
  )('%s', (_what, source) => {
    expect(rejection(source)).toBe('broken');
  });
});

describe('drawing elements are kept, and nothing else', () => {
  test.each([
    ['<rect width="3" height="2" fill="#aabbcc"/>', '<rect width="3" height="2" fill="#aabbcc"></rect>'],
    ['<!-- who --><metadata>who</metadata><inkscape:grid/><rect inkscape:label="who"/>', '<rect></rect>'],
    ['<defs><g id="a"/></defs><use xlink:href="#a"/>', '<defs><g id="a"></g></defs><use href="#a"></use>'],
    ['<rect fill="url(#a)" data-n="1"/>', '<rect fill="url(#a)" data-n="1"></rect>'],
    ['<style><![CDATA[rect>g{fill:url(#a)}]]></style>', '<style>rect&gt;g{fill:url(#a)}</style>'],
    ['<text>a &lt;script&gt; &amp; b</text>', '<text>a &lt;script&gt; &amp; b</text>'],
    ['<text>a\u0000\uffff\ud800b</text>', '<text>a\ufffdb</text>'],
    ['<title>A "map"</title>', '<title>A &quot;map&quot;</title>'],
    ['<animate attributeName="x"/><set/><marquee>x</marquee>', ''],
  ])('%s', (content, expected) => {
    expect(inside(content)).toBe(expected);
  });

  test('the result is the same when it is sanitised again', () => {
    const { svg: once } = sanitizeSvg(svg('<style>a>b{}</style><text x="1">a &amp; "b"</text>'));
    expect(sanitizeSvg(once).svg).toBe(once);
  });
});

test.each([
  ['width="40" height="30"', 40, 30],
  ['width="40px" height=" 30 "', 40, 30],
  ['width="100%" height="100%"', 30, 20],
  ['width="4cm" height="3cm"', 30, 20],
  ['width="0.2" height="0.2"', 1, 1],
])('an SVG with %s is %i by %i', (attributes, width, height) => {
  expect(sanitizeSvg(svg('', attributes))).toMatchObject({ width, height });
});
