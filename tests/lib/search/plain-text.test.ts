import { expect, test } from 'vitest';
import { plainText } from '#lib/search/plain-text.ts';

test.each([
  ['[words](https://courier.example/a-b "title") ![a harbour][1] note[^1]', 'words a harbour note'],
  [
    '> - **Bold**, _light_ and `code_in` un*believ*able ~~gone~~ 5 * 3 snake_case',
    'Bold, light and code_in unbelievable gone 5 * 3 snake_case',
  ],
  ['1. [x](/y)\n2. two\n- [x] done\n***\nend', 'x\ntwo\ndone\n\nend'],
  ['\\*kept\\* \\<b> {braces}', '*kept* <b> {braces}'],
  ['<https://courier.example/ferry> and https://courier.example/ferry', ' and '],
  ['[name]: https://courier.example/ferry', ''],
  [':::gallery{.wide}\nText\n:::', '\nText\n'],
  ['a < b &amp; c', 'a < b & c'],
  ['<!-- hidden -->shown', 'shown'],
  ['<a href="https://courier.example/x">words</a> <b>and</b> more', 'words and more'],
  ['a <b and c\n\nd > e `<i>f</i>` \\<i>g', 'a <b and c\n\nd > e <i>f</i> <i>g'],
  ['```html\n<b>a</b>\n```\n<script>x()</script><ul><li>b<li>c</ul>', '\n<b>a</b>\n\n\n\nb\nc\n'],
  ['<img src="/a.jpg" alt="Fog">&lt;b&gt; &amp;amp;', 'Fog <b> &amp;'],
])('the plain text of %j is %j', (markdown, text) => expect(plainText(markdown)).toBe(text));
