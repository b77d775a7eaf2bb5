import { describe, expect, test } from 'vitest';
import { analyseBody } from '#lib/content/lint/analyse-body.ts';
import { renderMarkdown } from '#lib/markdown/render-markdown.ts';

const html = (markdown: string) => renderMarkdown(markdown, 'en').replace(/\n/g, '');

describe('an element becomes', () => {
  test.each([
    [
      'a pull quote',
      ':::pullquote[Ida Holm, *harbor master*]\nNobody cheered.\n:::',
      '<figure class="pull-quote"><blockquote><p>Nobody cheered.</p></blockquote><figcaption>Ida Holm, <em>harbor master</em></figcaption></figure>',
    ],
    [
      'a pull quote without a source',
      ':::pullquote\nNobody cheered.\n:::',
      '<figure class="pull-quote"><blockquote><p>Nobody cheered.</p></blockquote></figure>',
    ],
    [
      'an aside',
      ':::aside[How a lock works]\nTwo gates.\n\n- Patience\n:::',
      '<div class="aside" role="note"><p class="title">How a lock works</p><p>Two gates.</p><ul><li>Patience</li></ul></div>',
    ],
    [
      'an interview',
      ':::interview\n**Why a *plover*?**\n\nIt **pretends**.\n:::',
      '<div class="interview"><p class="question">Why a <em>plover</em>?</p><p>It <strong>pretends</strong>.</p></div>',
    ],
    [
      'a poem',
      ':::poem[The ferry]\nOut of the fog\nthe *second\nboat*\n\nand home\n:::',
      '<div class="poem"><p class="title">The ferry</p><p>Out of the fog<br>the <em>second<br>boat</em></p><p>and home</p></div>',
    ],
    [
      'a card that links to another site',
      '::video[The *first* crossing]{url="https://www.video.example/a?b=1&c=2"}',
      '<p class="embed"><a href="https://www.video.example/a?b=1&#x26;c=2"><span class="kind">Video</span> <span class="what">The first crossing</span> <span class="host">video.example</span></a></p>',
    ],
    [
      'a quotation with its source',
      '> The tide is not late.\n>\n> — *Almanac* for 1887',
      '<figure class="quotation"><blockquote><p>The tide is not late.</p></blockquote><figcaption><em>Almanac</em> for 1887</figcaption></figure>',
    ],
    [
      'an element in an element',
      '::::aside\nBefore\n\n:::poem\nOut\n:::\n\nAfter\n::::',
      '<div class="aside" role="note"><p>Before</p><div class="poem"><p>Out</p></div><p>After</p></div>',
    ],
  ])('%s', (_what, markdown, expected) => {
    expect(html(markdown)).toBe(expected);
    expect(analyseBody(markdown, '').diagnostics).toEqual([]);
  });

  test('a gallery of the images that exist', () => {
    const hash = '0123456789abcdef0123';
    const facts = { hash, width: 3000, height: 2000, colour: '8a7', transparent: false, svg: false };
    const slot = { sizes: '41rem', narrowest: 320, widest: 1320 };
    const gallerySlot = { sizes: '20rem', narrowest: 320, widest: 660 };
    const markdown =
      ':::gallery[The fleet]\n![A ferry](a.jpg "The *first*.")\n![Another](a.jpg)\n:::\n\n![A third](a.jpg)';
    const rendered = renderMarkdown(markdown, 'en', { images: { 'a.jpg': facts }, slot, gallerySlot });
    const gallery = rendered.slice(0, rendered.indexOf('The fleet'));
    expect(gallery.match(/<figure><picture>/g)).toHaveLength(2);
    expect(gallery).toContain('sizes="20rem"');
    expect(gallery).not.toContain('sizes="41rem"');
    expect(rendered).toContain('<figcaption>The fleet</figcaption></figure>');
    expect(rendered.slice(gallery.length)).toContain('sizes="41rem"');
  });
});

describe('invalid elements stay text:', () => {
  test.each([
    ['At 10:30, Note:this and :smile: and a::b', '<p>At 10:30, Note:this and :smile: and a::b</p>'],
    ['> said', '<blockquote><p>said</p></blockquote>'],
    ['> — only a dash', '<blockquote><p>— only a dash</p></blockquote>'],
    ['`:::aside`', '<p><code>:::aside</code></p>'],
    ['    :::aside', '<pre tabindex="0"><code>:::aside</code></pre>'],
  ])('%j', (markdown, expected) => {
    expect(html(markdown)).toBe(expected);
    expect(analyseBody(markdown, '').diagnostics).toEqual([]);
  });
});

test('an incomplete element keeps its text, and nothing else', () => {
  expect(html(':::lightbox[Title]{onclick=alert(1)}\nText\n:::')).toBe('<div><p>Title</p><p>Text</p></div>');
  expect(html('::video[Film]{url="javascript:alert(1)"}')).toBe('<div>Film</div>');
  expect(html('::constructor[Film]{url=https://a.example}')).toBe('<div>Film</div>');
});
