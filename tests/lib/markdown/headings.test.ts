import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '#lib/markdown/render-markdown.ts';

const documentOf = (markdown: string) => new JSDOM(renderMarkdown(markdown, 'en')).window.document;

describe('a heading has an id and a link to itself:', () => {
  test.each([
    ['## The second boat', '<h2 id="the-second-boat"><a href="#the-second-boat">The second boat</a></h2>'],
    ['## *Über* `fog`', '<h2 id="uber-fog"><a href="#uber-fog"><em>Über</em> <code>fog</code></a></h2>'],
    ['### “It’s” late', '<h3 id="its-late"><a href="#its-late">“It’s” late</a></h3>'],
    ['## 中国', '<h2 id="中国"><a href="#%E4%B8%AD%E5%9B%BD">中国</a></h2>'],
    ['## …', '<h2 id="section"><a href="#section">…</a></h2>'],
    ['## Content', '<h2 id="content-2"><a href="#content-2">Content</a></h2>'],
    ['## 1. The fog', '<h2 id="section-1-the-fog"><a href="#section-1-the-fog">1. The fog</a></h2>'],
    ['## fn 1', '<h2 id="section-fn-1"><a href="#section-fn-1">fn 1</a></h2>'],
    ['## See [the boat](/boat)', '<h2 id="see-the-boat">See <a href="/boat">the boat</a></h2>'],
    ['# A\n\n## A', '<h2 id="a"><a href="#a">A</a></h2>\n<h3 id="a-2"><a href="#a-2">A</a></h3>'],
  ])('%j', (markdown, html) => {
    expect(renderMarkdown(markdown, 'en')).toBe(html);
  });
});

test('every id in a text is unique, with footnotes as well', () => {
  const document = documentOf('## Footnotes\n\na[^1]\n\n## Footnote label\n\n## Footnotes\n\n[^1]: b');
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('a table of contents', () => {
  const section = (name: string, words = 300) => `## ${name}\n\n${'word '.repeat(words)}\n\n### Below ${name}\n\n`;
  const names = (document: Document) => [...document.querySelectorAll('nav.contents li')].map((li) => li.textContent);

  test('precedes the first section of a long text, and links to each', () => {
    const document = documentOf(
      `The beginning.\n\n${['One', '*Two*', 'Three', 'Four'].map((name) => section(name)).join('')}`,
    );
    expect(names(document)).toEqual(['One', 'Two', 'Three', 'Four']);
    expect(document.querySelector('nav.contents')?.previousElementSibling?.textContent).toBe('The beginning.');
    for (const link of document.querySelectorAll('nav.contents a')) {
      const target = document.getElementById(decodeURIComponent(link.getAttribute('href')?.slice(1) ?? ''));
      expect(target?.textContent).toBe(link.textContent);
    }
  });

  test.each([
    ['a short one', ['One', 'Two', 'Three', 'Four'].map((name) => section(name, 3)).join('')],
    ['one of few sections', ['One', 'Two', 'Three'].map((name) => section(name, 600)).join('')],
  ])('%s has no table of contents', (_what, markdown) => {
    expect(names(documentOf(markdown))).toEqual([]);
  });
});
