import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { analyseBody } from '#lib/content/lint/analyse-body.ts';
import { firstWords } from '#lib/markdown/plain-text.ts';
import { renderMarkdown } from '#lib/markdown/render-markdown.ts';
import type { ImageFacts } from '#lib/routes/image-files.ts';

const documentOf = (markdown: string) => new JSDOM(renderMarkdown(markdown, 'en')).window.document;

describe('Markdown becomes HTML', () => {
  test.each([
    ['A *b* **c** `d`', '<p>A <em>b</em> <strong>c</strong> <code>d</code></p>'],
    ['~~gone~~', '<p><del>gone</del></p>'],
    [
      '- [x] a\n- [ ] b',
      '<ul class="contains-task-list">\n<li class="task-list-item"><input type="checkbox" checked disabled aria-label="Done"> a</li>\n<li class="task-list-item"><input type="checkbox" disabled aria-label="Not done"> b</li>\n</ul>',
    ],
    ['> said', '<blockquote>\n<p>said</p>\n</blockquote>'],
    ['a & b < c', '<p>a &#x26; b &#x3C; c</p>'],
    ['', ''],
    ['  \n\n', ''],
  ])('%j', (markdown, html) => {
    expect(renderMarkdown(markdown, 'en')).toBe(html);
  });
});

describe('raw HTML loses what could run', () => {
  test.each([
    ['<script>alert(1)</script>', ''],
    ['a <script>alert(1)</script> b', '<p>a  b</p>'],
    ['<img src=x onerror=alert(1)>', ''],
    ['a <b onclick="alert(1)">b</b>', '<p>a <b>b</b></p>'],
    ['<!-- note -->', ''],
    ['<iframe src="https://evil.example"></iframe>', ''],
    ['<style>p{display:none}</style>', ''],
    ['<svg><script>alert(1)</script></svg>', ''],
    ['<div id="x">\n\nText\n\n</div>', '<p>Text</p>'],
    ['`<script>`', '<p><code>&#x3C;script></code></p>'],
    ['&lt;script&gt;', '<p>&#x3C;script></p>'],
    [
      '| <script>x</script> |\n| - |\n',
      '<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n<thead>\n<tr>\n<th></th>\n</tr>\n</thead>\n</table></div>',
    ],
  ])('%j', (markdown, html) => {
    expect(renderMarkdown(markdown, 'en')).toBe(html);
  });
});

describe('a link with another protocol loses its URL', () => {
  test.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](<java\tscript:alert(1)>)',
    '[x](&#106;avascript:alert(1))',
    '[x](javascript&colon;alert(1))',
    '[x](<\u0001javascript:alert(1)>)',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:x)',
    '[x](file:///etc/passwd)',
    '[x](blob:x)',
    '[x](irc://chat.example)',
    '[x](xmpp:mira@chat.example)',
    '[x][y]\n\n[y]: javascript:alert(1)',
    '<javascript:alert(1)>',
    '[![x](data:image/png;base64,x)](javascript:alert(1))',
  ])('%s', (markdown) => {
    const links = [...documentOf(markdown).querySelectorAll('a')];
    expect(links.length).toBeGreaterThan(0);
    expect(links.flatMap((element) => element.getAttributeNames())).toEqual([]);
  });

  test.each([
    'https://courier.example/x?y=1#z',
    'http://courier.example',
    'mailto:desk@courier.example',
    '/about',
    'other-article',
    '#part',
  ])('but %s is kept', (address) => {
    expect(documentOf(`[x](${address})`).querySelector('a')?.getAttribute('href')).toBe(address);
  });
});

describe('a bare URL', () => {
  test.each([
    ['www.courier.example', 'http://www.courier.example'],
    ['https://courier.example/x', 'https://courier.example/x'],
    ['desk@courier.example', 'mailto:desk@courier.example'],
  ])('%s is a link', (address, href) => {
    const link = documentOf(`Write, or see ${address}, tomorrow.`).querySelector('a');
    expect([link?.textContent, link?.getAttribute('href')]).toEqual([address, href]);
  });
});

describe('footnotes', () => {
  const document = documentOf('One[^a], two[^b], one again[^a].\n\n[^a]: First.\n[^b]: Second.\n');
  const links = [...document.querySelectorAll('a[href^="#"]')];

  test('have a link from each reference and a link back', () => {
    expect(links).toHaveLength(6);
  });

  test('each link leads to an element', () => {
    const missing = links.filter((link) => !document.getElementById(link.getAttribute('href')?.slice(1) ?? ''));
    expect(missing).toEqual([]);
  });

  test('each `aria-describedby` names an element', () => {
    const described = [...document.querySelectorAll('[aria-describedby]')];
    const targets = described.map((mark) => document.getElementById(mark.getAttribute('aria-describedby') ?? ''));
    expect(targets.map((target) => target?.textContent)).toEqual(['Footnotes', 'Footnotes', 'Footnotes']);
  });

  test('ids are unique', () => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('a table scrolls in a frame that can have the focus', () => {
  const table = documentOf('| a | b |\n| - | - |\n| 1 | 2 |\n').querySelector('table');
  expect(table?.parentElement?.outerHTML.split('\n')[0]).toBe(
    '<div class="table" tabindex="0" role="group" aria-label="Table"><table>',
  );
  expect([...(table?.querySelectorAll('th, td') ?? [])].map((cell) => cell.textContent)).toEqual(['a', 'b', '1', '2']);
});

describe('the headline stays the only heading of the first level', () => {
  const headings = (markdown: string) =>
    [...documentOf(markdown).querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ localName }) => localName);

  test.each([
    ['# A\n\n## B\n\n# C', ['h2', 'h3', 'h2']],
    ['## A\n\n### B', ['h2', 'h3']],
    ['## A\n\n# B', ['h3', 'h2']],
    ['###### A\n\n# B', ['h6', 'h2']],
    ['> # A', ['h2']],
    ['- # A', ['h2']],
    ['> > - # A\n\n## B', ['h2', 'h3']],
  ])('%j', (markdown, expected) => {
    expect(headings(markdown)).toEqual(expected);
  });
});

describe('the first words are those of the first paragraph, cut at a word', () => {
  test.each([
    ['One *two* three.\n\nFour.', 100, 'One two three.'],
    ['# Head\n\n- a list\n\nOne\ntwo.', 100, 'One two.'],
    ['One[^1] two.\n\n[^1]: Note.', 100, 'One two.'],
    ['One <b>two</b> [three](/x).', 100, 'One two three.'],
    ['One two three four', 18, 'One two three four'],
    ['One two three four', 17, 'One two three…'],
    ['One two three four', 9, 'One two…'],
    ['One two three four', 8, 'One…'],
    ['夜の船がまた出る', 5, '夜の船が…'],
    ['😀😀😀', 4, '😀…'], // never half a character
    ['', 10, ''],
    ['# Head only', 10, ''],
  ])('%j to %d', (markdown, limit, words) => {
    expect(firstWords(markdown, limit)).toBe(words);
  });
});

describe('images', () => {
  const hash = '0123456789abcdef0123';
  const photograph: ImageFacts = { hash, width: 400, height: 300, colour: '8a7', transparent: false, svg: false };
  const images = { 'a.jpg': photograph, 'map.svg': { ...photograph, svg: true, colour: '' } };
  const slot = { sizes: '50vw', narrowest: 320, widest: 480 };
  const render = (markdown: string) => renderMarkdown(markdown, 'en', { images, slot, gallerySlot: slot });
  const files = (format: string) => `/media/${hash}/320.${format} 320w, /media/${hash}/400.${format} 400w`;
  const source = (format: string) => `<source type="image/${format}" srcset="${files(format)}" sizes="50vw">`;
  const photo = (alt: string) =>
    `<picture>${source('avif')}${source('webp')}<img src="/media/${hash}/400.jpg" alt="${alt}" width="400" height="300" loading="lazy" decoding="async" class="c8a7"></picture>`;
  const map = `<img src="/media/${hash}/400.svg" alt="Map" width="400" height="300" loading="lazy" decoding="async" class="svg">`;

  test.each([
    ['![Fog](a.jpg)', `<figure>${photo('Fog')}</figure>`],
    ['![Fog](a.jpg "Thick *fog*.")', `<figure>${photo('Fog')}<figcaption>Thick *fog*.</figcaption></figure>`],
    ['![Fog](a.jpg "<b>")', `<figure>${photo('Fog')}<figcaption>&#x3C;b></figcaption></figure>`],
    ['![Fog][1]\n\n[1]: a.jpg "Thick."', `<figure>${photo('Fog')}<figcaption>Thick.</figcaption></figure>`],
    ['![Fog][]\n\n[fog]: a.jpg', `<figure>${photo('Fog')}</figure>`],
    ['![Map](map.svg)', `<figure>${map}</figure>`],
    ['![Fog](a.jpg)\n![Map](map.svg)', `<figure>${photo('Fog')}</figure>\n<figure>${map}</figure>`],
    ['See ![Map](map.svg) here.', `<p>See ${map} here.</p>`],
    ['> ![Map](map.svg)', `<blockquote>\n<figure>${map}</figure>\n</blockquote>`],
    ['[![Map](map.svg)](/tags/china)', `<p><a href="/tags/china">${map}</a></p>`],
    ['![“><script>](a.jpg)', `<figure>${photo('“><script>')}</figure>`],
    // Missing images leave no empty elements.
    ['![Gone](b.jpg)', ''],
    ['A ![Gone](b.jpg) B', '<p>A  B</p>'],
    ['![x](javascript:alert(1))', ''],
    ['![x](data:image/svg+xml,<svg/onload=alert(1)>)', ''],
    ['![x](constructor) ![x](__proto__)', ''],
    // Without alt text an image has its caption as one; with neither it is left out.
    ['![](a.jpg "Thick.")', `<figure>${photo('Thick.')}<figcaption>Thick.</figcaption></figure>`],
    ['![](a.jpg)', ''],
    ['A ![](a.jpg) B', '<p>A  B</p>'],
    // A link keeps words.
    ['[![Gone](b.jpg)](/about)', '<p><a href="/about">Gone</a></p>'],
    ['[![](a.jpg)](/about)', '<p><a href="/about">Image</a></p>'],
    // No other site learns who reads a page.
    ['![Lamp](https://images.example/l.jpg "Lit.")', '<p><a href="https://images.example/l.jpg">Lamp</a></p>'],
    ['![](//images.example/l.jpg)', '<p><a href="//images.example/l.jpg">Image</a></p>'],
    ['[![Lamp](https://images.example/l.jpg)](/about)', '<p><a href="/about">Lamp</a></p>'],
  ])('%s', (markdown, html) => {
    expect(render(markdown)).toBe(html);
  });

  test('are found at their positions, and nowhere else', () => {
    const text =
      'A ![one](a.jpg).\n\n`![no](b.jpg)`\n\n> - ![two][c]\n\n| t |\n| - |\n| ![three](<d e.jpg> "x") |\n\n[c]: c.jpg\n';
    expect(analyseBody(text, '').images).toEqual([
      { src: 'a.jpg', alt: 'one', line: 1, column: 3 },
      { src: 'c.jpg', alt: 'two', line: 5, column: 5 },
      { src: 'd e.jpg', alt: 'three', line: 9, column: 3 },
    ]);
    expect(analyseBody('    ![no](b.jpg)\n\n\\![no](c.jpg)', '').images).toEqual([]);
  });

  test('are left out of the first words of a text', () => {
    expect(firstWords('![Fog](a.jpg "Thick.")\n\nOne ![Fog](a.jpg) two.', 100)).toBe('One two.');
  });
});

test('an image on another site becomes a link with its alt text, and spaces around it', () => {
  const url = 'https://a.example/b.png';
  const link = (words: string) => `<a href="${url}">${words}</a>`;
  expect(renderMarkdown(`one![two](${url})three`, 'en')).toBe(`<p>one ${link('two')} three</p>`);
  expect(renderMarkdown(`one ![two](${url}), three`, 'en')).toBe(`<p>one ${link('two')}, three</p>`);
  expect(renderMarkdown(`![one](${url})![two](${url})`, 'en')).toBe(`<p>${link('one')} ${link('two')}</p>`);
  expect(renderMarkdown(`[one![two](${url})three](/x)`, 'en')).toBe('<p><a href="/x">one two three</a></p>');
  expect(renderMarkdown(`![](${url})`, 'en')).toBe(`<p>${link('Image')}</p>`);
});

test('a link to a bare mail address is a mailto link', () => {
  expect(renderMarkdown('[Write](ida@courier.example)', 'en')).toBe(
    '<p><a href="mailto:ida@courier.example">Write</a></p>',
  );
  expect(analyseBody('[Write](ida@courier.example)', '').diagnostics).toEqual([]);
  expect(renderMarkdown('[Path](a/b@c.de)', 'en')).not.toContain('mailto:');
});
