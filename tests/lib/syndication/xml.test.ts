import { expect, test } from 'vitest';
import { x } from 'xastscript';
import { xmlDocument } from '#lib/syndication/xml.ts';
import { parseXml } from '../../site/feed-rules.ts';

test.each([
  ['marks', `<b a="1">&amp; 'x'</b>`],
  ['the end of a CDATA section without a start', 'a ]]> b <![CDATA[ c ]]&gt;'],
  ['characters outside of the first plane', '𠀀 🐋'],
])('a text with %s is the same after parsing', (_, text) => {
  const xml = xmlDocument(x('t', { a: text }, text));
  const { documentElement } = parseXml(xml);
  expect([documentElement.textContent, documentElement.getAttribute('a')]).toEqual([text, text]);
});

test('characters that XML forbids are left out', () => {
  const xml = xmlDocument(x('t', 'a\u0000b\u0008c\ufffed\ud800e'));
  expect(parseXml(xml).documentElement.textContent).toBe('abcde');
});

test('the stylesheet is declared', () => {
  expect(xmlDocument(x('t'), '/feed.css')).toBe(
    '<?xml version="1.0" encoding="utf-8"?>\n<?xml-stylesheet type="text/css" href="/feed.css"?>\n<t></t>\n',
  );
});
