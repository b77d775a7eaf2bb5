import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { absoluteMarkdown } from '#lib/markdown/absolute-markdown.ts';
import { firstWords, readableParagraphs } from '#lib/markdown/plain-text.ts';
import { readingMinutes } from '#lib/markdown/reading-time.ts';
import { renderMarkdown } from '#lib/markdown/render-markdown.ts';
import { XSS_VECTORS } from '../../fixtures/xss-vectors.ts';
import { elementsIn, unsafe } from '../../safe-html.ts';

const render = (markdown: string) => renderMarkdown(markdown, 'en');
const FACTS = { hash: '0123456789abcdef0123', width: 1_600, height: 900, colour: 'abc', alpha: false } as const;

describe('HTML in a text', () => {
  test.each([
    // Within a line.
    ['H<sub>2</sub>O, E=mc<sup>2</sup>', '<p>H<sub>2</sub>O, E=mc<sup>2</sup></p>'],
    ['<b>b</b> <i>i</i> <mark>m</mark> <kbd>k</kbd>', '<p><b>b</b> <i>i</i> <mark>m</mark> <kbd>k</kbd></p>'],
    ['<abbr title="Gross">GDP</abbr>', '<p><abbr title="Gross">GDP</abbr></p>'],
    ['one<br>two<br/>three', '<p>one<br>\ntwo<br>\nthree</p>'],
    ['**a <ins>b</ins>** <del>c</del>', '<p><strong>a <ins>b</ins></strong> <del>c</del></p>'],
    ['<a href="/about" class="x" onclick="y()">us</a>', '<p><a href="/about">us</a></p>'],
    ['<a href="javascript:x()">us</a>', '<p><a>us</a></p>'],
    ['<a href="https://a.example">https://a.example</a>', '<p><a href="https://a.example">https://a.example</a></p>'],
    ['<ruby>漢<rp>(</rp><rt>kan</rt></ruby>', '<p><ruby>漢<rp>(</rp><rt>kan</rt></ruby></p>'],
    // Tags that go, and whose text stays.
    ['<font color=red>a</font> <u>b</u> <x-y>c</x-y> <Ort>', '<p>a b c</p>'],
    ['<span style="color:red" id="x">a</span>', '<p>a</p>'],
    ['<span lang="fr" dir="ltr">a</span>', '<p><span lang="fr" dir="ltr">a</span></p>'],
    ['a <script>x()</script>b', '<p>a b</p>'],
    ['<style>\np { color: red }\n</style>\n\nb', '<p>b</p>'],
    ['<script>\nx()\n\ny()\n</script>\n\nb', '<p>b</p>'],
    ['<div><script>\n\nx();\n\n*y*</script></div>\n\nb', '<p>b</p>'],
    ['<button>Send</button><noscript>No script</noscript>', '<p>Send</p>\n<p>No script</p>'],
    ['<?php\n\necho ">"; ?>\n\na', '<p>a</p>'],
    ['<svg><title>a</title><text>b</text></svg>', '<p>a</p>\n<p>b</p>'],
    // Blocks.
    ['<p align="center">a <b>b</b></p>', '<p>a <b>b</b></p>'],
    ['<div class="x">\na\n</div>\n<div>b</div>', '<p>a</p>\n<p>b</p>'],
    ['<div>\n\n**a**\n\n</div>', '<p><strong>a</strong></p>'],
    ['<p>a<p>b', '<p>a</p>\n<p>b</p>'],
    ['<ul><li>a<li>b</ul>', '<ul><li>a</li><li>b</li></ul>'],
    ['<dl><dt>a<dd>b</dl>', '<dl><dt>a</dt><dd>b</dd></dl>'],
    ['<blockquote>a</blockquote>', '<blockquote>\n<p>a</p>\n</blockquote>'],
    ['<pre>a\n  <b>b</b>\n</pre>', '<pre tabindex="0"><code>a\n  b\n</code></pre>'],
    ['<details open><summary>a</summary>b</details>', '<details open><summary>a</summary><p>b</p></details>'],
    [
      '<details>\n<summary>a</summary>\n\n- b\n\n</details>',
      '<details><summary>a</summary><ul>\n<li>b</li>\n</ul></details>',
    ],
    ['<li>a</li><td>b</td>', '<p>a</p>\n<p>b</p>'],
    ['a <div>b</div> c', '<p>a</p>\n<p>b</p>\n<p>c</p>'],
    ['- <div>a</div>\n- <b>b', '<ul>\n<li>a</li>\n<li><b>b</b></li>\n</ul>'],
    ['**a <div>b</div> c**', '<p><strong>a  b  c</strong></p>'],
    ['<b>\n\na\n\n## c\n\n</b>', '<p><b>a</b></p>\n<h2 id="c"><a href="#c"><b>c</b></a></h2>'],
    ['a</div> b</p></i>', '<p>a b</p>'],
    ['<b><i>a</b>b</i>', '<p><b><i>a</i></b>b</p>'],
  ])('%j', (markdown, html) => {
    expect(render(markdown)).toBe(html);
  });

  test('a table has its frame, its spans and its alignment, and stray text comes before it', () => {
    const table = '<table width=90><tr><td colspan="2" align=right style="x">a<td rowspan=9999>b</tr>c</table>';
    expect(render(table)).toBe(
      '<p>c</p>\n<div class="table" tabindex="0" role="group" aria-label="Table"><table><tr><td colspan="2" class="right">a</td><td rowspan="1000">b</td></tr></table></div>',
    );
  });

  test('headings have ids, levels and entries in the table of contents like those of Markdown', () => {
    expect(render('<h1>The <i>vote</i></h1>\n\n## The count')).toBe(
      '<h2 id="the-vote"><a href="#the-vote">The <i>vote</i></a></h2>\n<h3 id="the-count"><a href="#the-count">The count</a></h3>',
    );
    const long = `${'word '.repeat(2_000)}\n\n${['A', 'B', 'C', 'D'].map((name) => `<h2>${name}</h2>\n\ntext`).join('\n\n')}`;
    expect(render(long)).toContain('<nav class="contents"');
  });

  test('an id is kept where the text links to it, in a form that no id of the page has', () => {
    expect(render('[x](#Note_1) [y](#related)\n\n<p id="Note_1">a</p>\n\n<a name="related"></a>b')).toBe(
      '<p><a href="#note-1">x</a> <a href="#related-2">y</a></p>\n<p><span id="note-1"></span>a</p>\n<p><span id="related-2"></span>b</p>',
    );
    expect(render('<p id="Note_1">a</p>')).toBe('<p>a</p>');
  });

  test('texts have typographic marks, code does not', () => {
    expect(render('<div>"a" -- <code>"b"</code></div>')).toBe('<p>“a” – <code>"b"</code></p>');
    expect(render('<ul><li>"a"</li></ul>\n\n<table><tr><td>"b"</td></tr></table>')).toContain('<li>“a”</li>');
  });

  test('images of the site are shown, those of other sites become links, and pixels go', () => {
    const illustrations = {
      images: { 'a.jpg': FACTS },
      slot: { sizes: '', narrowest: 100, widest: 100 },
      gallerySlot: { sizes: '', narrowest: 100, widest: 100 },
    };
    const html = renderMarkdown(
      '<figure class=x><img src="a.jpg" alt="Ferries" onerror=x><figcaption>In <b>fog</b></figcaption></figure>',
      'en',
      illustrations as never,
    );
    expect(html).toMatch(
      /^<figure>(?:<picture>.*)?<img src="[^"]+" alt="Ferries".*<figcaption>In <b>fog<\/b><\/figcaption><\/figure>$/s,
    );
    expect(html).not.toContain('onerror');
    expect(render('<img src="https://a.example/b.png" alt="Fog">')).toBe(
      '<p><a href="https://a.example/b.png">Fog</a></p>',
    );
    expect(render('a<img src="https://a.example/b.gif" width=1 height=1>b')).toBe('<p>ab</p>');
  });

  test('players, films and recordings become cards', () => {
    const card = (kind: string, url: string, what: string, host: string) =>
      `<p class="embed"><a href="${url}"><span class="kind">${kind}</span>${what && ` <span class="what">${what}</span>`}${host && ` <span class="host">${host}</span>`}</a></p>`;
    expect(render('<iframe src="//www.youtube.com/embed/abc?rel=0" title="Ferries"></iframe>')).toBe(
      card('Video', 'https://www.youtube.com/watch?v=abc', 'Ferries', 'youtube.com'),
    );
    expect(render('a <iframe src="https://player.vimeo.com/video/12"></iframe> b')).toBe(
      `<p>a</p>\n${card('Video', 'https://vimeo.com/12', '', 'vimeo.com')}\n<p>b</p>`,
    );
    expect(render('<iframe src="https://evil.example/x">text</iframe>')).toBe('<p>text</p>');
    expect(render('<video controls><source src="/film.mp4">No <b>film</b></video>')).toBe(
      `${card('Video', '/film.mp4', 'film.mp4', '')}\n<p>No <b>film</b></p>`,
    );
    expect(render('<audio src="https://a.example/b.mp3" title="Tide"></audio>')).toBe(
      card('Audio', 'https://a.example/b.mp3', 'Tide', 'a.example'),
    );
    expect(render('<video src="http://a.example/b.mp4">a</video>')).toBe('<p>a</p>');
  });

  test('a comment ends where it ends', () => {
    expect(render('<!-- more -->The **story**\ngoes on.')).toBe('<p>The <strong>story</strong>\ngoes on.</p>');
    expect(render('<!-- a\nb -->The story')).toBe('<p>The story</p>');
    expect(render('- <!-- more -->The *story*')).toBe('<ul>\n<li>The <em>story</em></li>\n</ul>');
    expect(render('<!-- a -->\n\nb')).toBe('<p>b</p>');
    expect(render('<!-- a --><!-- b -->')).toBe('');
    expect(render('a <!-- b --> c')).toBe('<p>a  c</p>');
  });

  test('a tag that never ends is text', () => {
    expect(render('<div title="a>b</div>\n\nc')).toContain('title=');
    expect(render('<div title="a>b</div>\n\nc')).toContain('<p>c</p>');
  });

  test('tags that are nested too deep go, and their text stays', () => {
    const html = render(`${'<blockquote>'.repeat(500)}a${'</blockquote>'.repeat(500)}`);
    expect(html).toContain('a');
    expect(html.match(/<blockquote>/g)?.length).toBeLessThanOrEqual(50);
    expect(render(`${'<b>'.repeat(400)}a`).match(/<b>/g)?.length).toBeLessThanOrEqual(50);
  });

  test('history, descriptions and reading time see the text, and no tags', () => {
    const text = '<!-- more --><p>One <b>two</b></p><ul><li>three</ul>\n\n<script>four()</script>';
    expect(readableParagraphs(text)).toEqual(['One two', 'three']);
    expect(firstWords(text, 100)).toBe('One two');
    expect(readingMinutes(`<p ${'class="a b c d" '.repeat(500)}>a</p>`)).toBe(1);
    expect(readingMinutes(`<!-- ${'word '.repeat(2_000)} -->a`)).toBe(1);
  });
});

describe('attempts to run a script', () => {
  const { document } = new JSDOM().window;
  const unsafeIn = (html: string) => {
    const body = document.createElement('div');
    body.innerHTML = html;
    return unsafe(elementsIn(body));
  };

  test('become safe HTML, wherever they stand', () => {
    const around = [
      (vector: string) => vector,
      (vector: string) => `- > a ${vector}\n\n${vector}`,
      (vector: string) => `<table><tr><td>${vector}</td></tr>${vector}</table>`,
    ];
    for (const vector of XSS_VECTORS) {
      const text = vector.replaceAll('RUN', 'alert(1)').replaceAll('HOST', 'hostile.example');
      for (const place of around) {
        expect(unsafeIn(render(place(text))), place(text)).toEqual([]);
      }
      expect(unsafeIn(render(absoluteMarkdown(text, '/a', 'https://x.example', new Map()))), text).toEqual([]);
    }
  });

  test('become safe HTML in any order', () => {
    for (const [index, vector] of XSS_VECTORS.entries()) {
      const text = [
        vector,
        XSS_VECTORS[(index * 7) % XSS_VECTORS.length],
        XSS_VECTORS[(index * 31) % XSS_VECTORS.length],
      ];
      expect(unsafeIn(render(text.join(index % 2 === 0 ? ' ' : '\n\n'))), text.join('')).toEqual([]);
    }
  });
});
