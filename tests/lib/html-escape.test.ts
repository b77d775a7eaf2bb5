import { expect, test } from 'vitest';
import { escapeHtml, escapeText } from '#lib/html-escape.ts';

test('tags, entities and quotation marks are escaped', () => {
  expect(escapeHtml('<a href="x">&amp;</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;');
  expect(escapeText('"a" < b & c > d')).toBe('"a" &lt; b &amp; c &gt; d');
});
