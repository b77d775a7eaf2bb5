import { expect, test } from 'vitest';
import { absoluteMarkdown } from '#lib/markdown/absolute-markdown.ts';

test.each([
  ['<!-- note -->The *story*.\n\n<!-- note -->\n\n<script>\nx()\n\ny()\n</script>\n\nMore.', 'The *story*.\n\nMore.\n'],
  [
    '<a href="/about" class="x" onclick="y()">us &amp; you</a> <img src="a.jpg" alt="A &lt; B">',
    '<a href="https://c.example/about">us & you</a> <img src="https://c.example/a.jpg" alt="A &lt; B">\n',
  ],
  ['<div style="x"><p>One</p></div>', '<div><p>One</p></div>\n'],
])('%j', (markdown, expected) => {
  const images = new Map([['a.jpg', 'https://c.example/a.jpg']]);
  expect(absoluteMarkdown(markdown, 'https://c.example/articles/a', 'https://c.example', images)).toBe(expected);
});
