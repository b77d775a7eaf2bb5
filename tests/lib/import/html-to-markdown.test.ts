import { expect, test } from 'vitest';
import { lintElements } from '#lib/content/lint/element-syntax.ts';
import { markEmbeds } from '#lib/import/html-embeds.ts';
import { markFootnotes } from '#lib/import/html-footnotes.ts';
import { markdownTree } from '#lib/import/html-to-markdown.ts';
import { parseHtml } from '#lib/import/html-tree.ts';
import { lostWords, wordsOfTree } from '#lib/import/lost-words.ts';
import { writeMarkdown } from '#lib/import/tidy-markdown.ts';
import { parseWithRawHtml } from '#lib/markdown/parser.ts';
import { readableParagraphs } from '#lib/markdown/plain-text.ts';
import { differences, wordsIn } from '../../same-words.ts';

/** The Markdown of HTML, which must have all its words on its page, and no incomplete element. */
function markdown(html: string): string {
  const tree = parseHtml(html);
  markEmbeds(tree);
  markFootnotes(tree);
  const words = wordsOfTree(tree);
  const made = markdownTree(tree);
  const text = writeMarkdown(made);
  expect(lostWords(words, made)).toEqual([]);
  expect(differences(words, wordsIn(readableParagraphs(text).join('\n'))).missing.filter(isWord)).toEqual([]);
  expect(lintElements(parseWithRawHtml(text), text)).toEqual([]);
  return text;
}

/** The parts of bare addresses are no words of the text. */
const isWord = (word: string) => !/^(?:https|x|com|ida|status|12)$/.test(word);

test.each([
  ['paragraphs', '<p>One  two.</p>\n<p>&nbsp;</p><p>Three.</p>', 'One two.\n\nThree.'],
  ['words in divs', '<div><div>One</div>two<section>three</section></div>', 'One\n\ntwo\n\nthree'],
  ['bold and italics', '<b>One </b>two<em>&nbsp;three</em>', '**One** two *three*'],
  ['bold beside bold', '<p><b>One</b><strong> two</strong></p>', '**One** **two**'],
  ['bold in bold', '<p><b><strong>One</strong> two</b></p>', '**One two**'],
  ['nothing in bold', '<p>One<b> </b>two<i></i></p>', 'One two'],
  ['struck out', '<p><s>One</s> <strike>two</strike></p>', '~~One~~ ~~two~~'],
  ['a line break', '<p>One<br>two</p>', 'One\\\ntwo'],
  ['two line breaks end a paragraph', '<p>One<br><br>two<br></p>', 'One\n\ntwo'],
  ['headings begin at level 2', '<h1>One</h1><p>Text.</p><h3><b>Two</b></h3>', '## One\n\nText.\n\n#### Two'],
  ['an image in a heading', '<h2><img src="a.jpg" alt="A"> One</h2>', '![A](a.jpg)\n\n## One'],
  [
    'lists',
    '<ul><li>One<ul><li>Two</li></ul></li></ul><ol start="3"><li>Three</li></ol>',
    '- One\n  - Two\n\n3. Three',
  ],
  [
    'a quotation and its source',
    '<blockquote><p>One.</p><cite>— Ida Prowse</cite></blockquote>',
    '> One.\n>\n> — Ida Prowse',
  ],
  [
    'HTML that Markdown cannot say',
    '<p>H<sub>2</sub>O, <abbr title="Her Majesty’s Ship">HMS</abbr>, <mark>new</mark></p>',
    'H<sub>2</sub>O, <abbr title="Her Majesty’s Ship">HMS</abbr>, <mark>new</mark>',
  ],
  [
    'spans and fonts go',
    '<p><span class="x" style="color:red">One</span> <font size="2">two</font> <u>three</u></p>',
    'One two three',
  ],
  [
    'code',
    '<pre class="x"><code class="language-js">let a = 1;\n\nlet b;</code></pre><p><code>a * b</code></p>',
    '```js\nlet a = 1;\n\nlet b;\n```\n\n`a * b`',
  ],
  [
    'scripts, styles and comments go',
    '<p>One</p><script>run()</script><style>p{}</style><!-- note --><svg></svg>',
    'One',
  ],
  ['an event handler goes', '<p onclick="run()"><a href="/a" onmouseover="run()">One</a></p>', '[One](/a)'],
  [
    'an image with a caption',
    '<figure><img src="a.jpg" alt="Three ferries"><figcaption>The fleet</figcaption></figure>',
    '![Three ferries](a.jpg "The fleet")',
  ],
  ['an image within words', '<p><img src="a.jpg" alt="A">One two.</p>', '![A](a.jpg)\n\nOne two.'],
  ['an image that leads to itself', '<p><a href="a.jpg"><img src="a.jpg" alt="A"></a></p>', '![A](a.jpg)'],
  [
    'a figure with several paragraphs',
    '<figure><pre>x = 1</pre><figcaption>Sum</figcaption></figure>',
    '```\nx = 1\n```\n\nSum',
  ],
  [
    'a video',
    '<p><iframe src="https://www.youtube.com/embed/abc" title="The crossing"></iframe></p>',
    '::video[The crossing]{url="https://www.youtube.com/watch?v=abc"}',
  ],
  ['an address alone', '<p>https://x.com/ida/status/12</p>', '::post[X]{url="https://x.com/ida/status/12"}'],
  [
    'an address alone of a talk',
    '<p>https://wordpress.tv/2009/03/16/anatomy/</p>',
    '::video[WordPress.tv]{url="https://wordpress.tv/2009/03/16/anatomy/"}',
  ],
  [
    'an unknown player',
    '<iframe src="https://maps.example/embed?a=1&b=2"></iframe>',
    '[maps.example](https://maps.example/embed?a=1&b=2)',
  ],
  [
    'a sound',
    '<figure><audio src="https://x.example/a.mp3"></audio><figcaption>The bell</figcaption></figure>',
    '::audio[The bell]{url="https://x.example/a.mp3"}',
  ],
  [
    'a post',
    '<blockquote class="twitter-tweet"><p>One two.</p>&mdash; Ida (@ida) <a href="https://x.com/ida/status/1">May 1</a></blockquote>',
    '> One two.\n>\n> — Ida (@ida) [May 1](https://x.com/ida/status/1)',
  ],
  [
    'a post that a script would fill',
    '<figure><blockquote class="twitter-tweet"><a href="https://x.com/ida/status/12"></a></blockquote><script src="https://platform.example/w.js"></script></figure>',
    '::post[X]{url="https://x.com/ida/status/12"}',
  ],
  [
    'a post on Instagram',
    '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/a1/?utm_source=ig_embed"><a href="x"><div>View this post on Instagram</div></a><p>A post shared by Ida</p></blockquote>',
    '::post[A post shared by Ida]{url="https://www.instagram.com/p/a1/"}',
  ],
  [
    'a video on TikTok',
    '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@ida/video/12" data-video-id="12"><section><a href="x">@ida</a> <p>Fog</p></section></blockquote>',
    '::video[@ida Fog]{url="https://www.tiktok.com/@ida/video/12"}',
  ],
  [
    'a card without a title',
    '<div data-card="video" data-url="https://www.youtube.com/watch?v=abc"></div>',
    '::video[YouTube]{url="https://www.youtube.com/watch?v=abc"}',
  ],
  [
    'code on GitHub',
    '<figure><script src="https://gist.github.com/ida/0a1b2c.js"></script></figure>',
    '[gist.github.com/ida/0a1b2c](https://gist.github.com/ida/0a1b2c)',
  ],
  [
    'a video in a frame of Embedly',
    '<iframe src="https://cdn.embedly.com/widgets/media.html?src=https%3A%2F%2Fwww.youtube.com%2Fembed%2Fabc&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Dabc&type=text%2Fhtml"></iframe>',
    '::video[YouTube]{url="https://www.youtube.com/watch?v=abc"}',
  ],
  [
    'a pull quote',
    '<div data-passage="pullquote"><p>One.</p><figcaption>Ida</figcaption></div>',
    ':::pullquote[Ida]\nOne.\n:::',
  ],
  [
    'a gallery',
    '<ul class="blocks-gallery-grid"><li><figure><img src="a.jpg" alt="A"><figcaption>One</figcaption></figure></li><li><img src="b.jpg" alt="B"></li></ul>',
    ':::gallery\n![A](a.jpg "One")\n\n![B](b.jpg)\n:::',
  ],
  ['an aside', '<aside><p>One</p></aside>', ':::aside\nOne\n:::'],
  ['a poem', '<pre class="wp-block-verse">One\ntwo\n\nthree</pre>', ':::poem\nOne\ntwo\n\nthree\n:::'],
  [
    'a table',
    '<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>a|b</td></tr></table>',
    '| A | B    |\n| - | ---- |\n| 1 | a\\|b |',
  ],
  [
    'a table with wide cells',
    '<table style="x"><tr><td colspan="2">A</td></tr><tr><td>1</td><td>2</td></tr></table>',
    '<table>\n<tbody>\n<tr>\n<td colspan="2">A</td>\n</tr>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>',
  ],
  [
    'a list of definitions',
    '<dl><dt>Ebb</dt><dd>Out <b>it</b> goes</dd></dl>',
    '<dl>\n<dt>Ebb</dt>\n<dd>Out <b>it</b> goes</dd>\n</dl>',
  ],
  [
    'details',
    '<details><summary>More</summary><p>Text</p></details>',
    '<details>\n<summary>More</summary>\n<p>Text</p>\n</details>',
  ],
  [
    'the place that a link leads to',
    '<p><a href="#note">See</a></p><p id="note">Note</p><p id="other">Other</p>',
    '[See](#note)\n\n<a id="note"></a>Note\n\nOther',
  ],
  ['a link to the top', '<p><a href="#">Up</a></p><p>One</p>', '[Up](#)\n\nOne'],
  [
    'footnotes',
    '<p>One<sup><a href="#fn1" id="r1">1</a></sup> two.</p><div class="footnotes"><hr><ol><li id="fn1"><p>Note. <a href="#r1">↩</a></p></li></ol></div>',
    'One[^1] two.\n\n[^1]: Note.',
  ],
  ['a footnote that nothing refers to', '<p>One</p><div data-footnote-text="a">Note.</div>', 'One\n\nNote.'],
  [
    'times and addresses',
    '<p>At 10:30, see:this, https://x.example or ida@x.example.</p>',
    'At 10:30, see:this, https://x.example or ida@x.example.',
  ],
  ['signs of Markdown', '<p>1. *One* [two] # &lt;b> `x` a_b</p>', '1\\. \\*One\\* \\[two] # \\<b> \\`x\\` a_b'],
])('%s', (_, html, expected) => {
  expect(markdown(html)).toBe(expected);
});

test('what is nested deeper than anybody writes keeps its words', () => {
  const deep = (tag: string, times: number) => `${`<${tag}>`.repeat(times)}One${`</${tag}>`.repeat(times)}`;
  expect(markdown(deep('div', 20_000))).toBe('One');
  expect(markdown(deep('blockquote', 500))).toMatch(/One$/);
});
