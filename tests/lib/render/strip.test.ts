import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '#lib/markdown/render-markdown.ts';
import { readStylesheet } from '#lib/render/read-stylesheet.ts';
import { stripPage, UnsafeHtmlError } from '#lib/render/strip.ts';
import { Stylesheets } from '#lib/render/stylesheets.ts';

const BASE = '.story>time{color:red}@media (width<=40rem){p::after{content:"–"}}';
const STORY_CSS = '.avatar{border-radius:50%}';
const stylesheets = new Stylesheets({
  '/_next/static/chunks/base.css': readStylesheet(BASE),
  '/_next/static/chunks/story.css': readStylesheet(STORY_CSS),
  '/_next/static/chunks/home.css': readStylesheet('.lead{}'),
});
const DATA = '{"@type":"NewsArticle","headline":"Ships \\u0026 \\u003cboats\\u003e","note":"a & b \'c\' &amp; "}';

/** A page of Next, with `content` in the body. */
function page(content: string): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/><link rel="stylesheet" href="/_next/static/chunks/base.css" data-precedence="next"/>\
<link rel="stylesheet" href="/_next/static/chunks/story.css" data-precedence="next"/><link rel="preload" as="style" href="/_next/static/chunks/home.css"/>\
<link rel="preload" href="/fonts/text.woff2" as="font" type="font/woff2" crossorigin="anonymous"/>\
<link rel="preload" as="script" fetchPriority="low" href="/_next/static/chunks/a.js"/><link rel="modulepreload" href="/_next/b.js"/>\
<link rel="expect" href="#_R_" blocking="render"/><script src="/_next/static/chunks/c.js" async=""></script><title>Ships &amp; boats</title></head>\
<body><div hidden=""><!--$--><!--/$--></div><!--$-->${content}<!--/$--><script>requestAnimationFrame(function(){$RT=performance.now()});</script>\
<script src="/_next/static/chunks/a.js" id="_R_" async=""></script><script>self.__next_f.push([1,"<p>\\"flight\\"</p>"])</script></body></html>`;
}

const STORY = `<article class="story" aria-label="&quot;A&quot; &amp; &lt;b&gt; &amp;lt; it&#x27;s"><p>1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;amp; it&#x27;s\u00a0so, 中文</p>\
<time dateTime="2024-01-14T06:04:00Z">January 14</time><img src="/a.jpg?x=1&amp;y=2" alt=""/><input type="checkbox" disabled=""/>\
<svg class="avatar" viewBox="0 0 48 48"><circle cx="24" cy="24" r="23.5"></circle><text textAnchor="middle">AR</text></svg>\
<pre><code>a &lt;b&gt;\n  c</code></pre><script type="application/ld+json">${DATA}</script></article>`;

/** The HTML alone. */
function finish(source: string): string {
  return stripPage(source, stylesheets).html;
}

/** A document as a list of its nodes, without those that `stripPage` removes. */
function contentsOf(html: string): string[] {
  const { document } = new JSDOM(html).window;
  const runtime =
    'script:not([type="application/ld+json"]), style, link:is([rel=stylesheet], [as=style], [as=script], [rel=modulepreload], [rel=expect]), div[hidden]';
  for (const element of document.querySelectorAll(runtime)) element.remove();
  const contents: string[] = [];
  const walk = (node: Node) => {
    if (node.nodeType === 8) return;
    const attributes = node.nodeType === 1 ? [...(node as Element).attributes] : [];
    const kept = attributes.filter(({ name }) => !name.startsWith('data-'));
    contents.push(`${node.nodeName} ${node.nodeValue ?? ''} ${kept.map(({ name, value }) => `${name}=${value}`)}`);
    node.childNodes.forEach(walk);
  };
  walk(document);
  return contents;
}

test('a rule for a language is sent if an element that it matches is in that language', () => {
  const languages = ['ar', 'en', 'zh'];
  const css = languages.map((one) => `p:lang(${one}){a:b}:root:lang(${one}) em{a:b}.x:lang(${one}){a:b}`).join('');
  const sheets = new Stylesheets({
    '/_next/static/chunks/base.css': readStylesheet(css),
    '/_next/static/chunks/story.css': readStylesheet(''),
  });
  const source = page(
    '<p lang="ar">a<br/><svg viewBox="0 0 1 1"><path d="M0 0"/></svg><em>b</em></p><b class="x">c</b><i lang="zh-Hant"><u class="x">d</u></i>',
  );
  expect(stripPage(source, sheets).html).toContain(
    '<style>p:lang(ar){a:b}:root:lang(en) em{a:b}.x:lang(en){a:b}.x:lang(zh){a:b}</style>',
  );
});

describe('a page of Next', () => {
  const { html, styleHash } = stripPage(page(STORY), stylesheets);

  test('loses scripts, preloads of scripts and styles, flight data, comments and the hidden div', () => {
    const { document } = new JSDOM(html).window;
    expect([...document.querySelectorAll('script')].map(({ type }) => type)).toEqual(['application/ld+json']);
    expect([...document.querySelectorAll('link')].map((link) => link.getAttribute('href'))).toEqual([
      '/fonts/text.woff2',
    ]);
    expect(html).not.toMatch(/<!--|hidden|_next|__next_f|\$RT|data-precedence/);
  });

  test('keeps everything else as a browser parses it: elements, attributes and text', () => {
    expect(contentsOf(html)).toEqual(contentsOf(page(STORY)));
  });

  test('keeps structured data byte for byte', () => {
    expect(html).toContain(`<script type="application/ld+json">${DATA}</script>`);
  });

  test('has the stylesheets that it linked, in order, as one style, and its hash as a browser computes it', () => {
    const styles = [...new JSDOM(html).window.document.querySelectorAll('head > style')].map(
      (style) => style.textContent,
    );
    expect(styles).toEqual([BASE + STORY_CSS]);
    expect(styleHash).toBe(`sha256-${hash('sha256', styles[0] ?? '', 'base64')}`);
  });

  test('has its own styles in the same element', () => {
    const own = '<style data-href="c8a7" data-precedence="image">.c8a7{background:#8a7}\r\n</style>';
    const { html, styleHash } = stripPage(page(STORY).replace('<title>', `${own}<title>`), stylesheets);
    const styles = [...new JSDOM(html).window.document.querySelectorAll('style')].map((style) => style.textContent);
    expect(styles).toEqual([`${BASE}${STORY_CSS}.c8a7{background:#8a7}\n`]);
    expect(styleHash).toBe(`sha256-${hash('sha256', styles[0] ?? '', 'base64')}`);
  });

  test('has what it needs of a theme after its stylesheets, whatever comes later in the source', () => {
    const theme = '<style data-href="theme" data-precedence="theme">.story{color:red}.absent{color:blue}</style>';
    const source = page(STORY).replace('<title>', `${theme}<title>`);
    const { html, styleHash } = stripPage(source, stylesheets, readStylesheet);
    const [style = ''] = [...new JSDOM(html).window.document.querySelectorAll('style')].map((it) => it.textContent);
    expect(style).toBe(`${BASE}${STORY_CSS}.story{color:red}`);
    expect(styleHash).toBe(`sha256-${hash('sha256', style, 'base64')}`);
  });

  test('spells names of attributes as in HTML, and within SVG as in SVG', () => {
    expect(html).toContain('<meta charset="utf-8">');
    expect(html).toContain('<time datetime="2024-01-14T06:04:00Z">');
    expect(html).toContain('<svg class="avatar" viewBox="0 0 48 48"><circle cx="24" cy="24" r="23.5"></circle>');
  });
});

describe('navigation', () => {
  const ariaCurrent = (own: string, way: string) => {
    const canonical = `<link rel="canonical" href="https://dateline.example${own}"/>`;
    const html = finish(page(way).replace('<title>', `${canonical}<title>`));
    return new JSDOM(html).window.document.querySelector('a')?.getAttribute('aria-current');
  };

  test.each([
    ['the page itself', '/tags/world', '/tags/world', 'page'],
    ['the first page of its list', '/tags/world/page/2', '/tags/world', 'true'],
    ['the home page, from a later page of it', '/page/12', '/', 'true'],
    ['the home page in another language', '/de/page/2', '/', null],
    ['another page', '/tags/world', '/tags/world/page/2', null],
    ['another page whose path begins like it', '/tags/world-cup', '/tags/world', null],
  ])('has `aria-current` for a link to %s', (_name, own, href, expected) => {
    expect(ariaCurrent(own, `<nav><a href="${href}">World</a></nav>`)).toBe(expected);
  });

  test.each([
    ['from page to page', '<nav><a href="/tags/world" rel="prev">Newer</a></nav>'],
    ['in the text', '<nav></nav><p><a href="/tags/world">World</a></p>'],
  ])('has no `aria-current` %s', (_name, way) => {
    expect(ariaCurrent('/tags/world/page/2', way)).toBeNull();
  });

  test('has no `aria-current` on a page without a canonical URL', () => {
    expect(finish(page('<nav><a href="/">Dateline</a></nav>'))).not.toContain('aria-current');
  });
});

test('a page without stylesheets has no style, and stripping it twice changes nothing', () => {
  const once = stripPage(`<!DOCTYPE html><html><body>${STORY}</body></html>`, stylesheets);
  expect(once.styleHash).toBeNull();
  expect(stripPage(once.html, stylesheets)).toEqual(once);
});

test('a self-closing element in SVG has no children', () => {
  const { document } = new JSDOM(finish('<html><svg><circle r="1"/><text>A</text></svg></html>')).window;
  expect(document.querySelector('circle')?.childNodes).toHaveLength(0);
  expect(document.querySelector('svg > text')?.textContent).toBe('A');
});

test('every article of the sample edition keeps its text and links', () => {
  const folder = path.resolve(import.meta.dirname, '../../../content/articles');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
  expect(files.length).toBeGreaterThan(20);
  const bodies = files.map((file) => renderMarkdown(readFileSync(path.join(folder, file), 'utf8'), 'zxx'));
  const source = page(`<main>${bodies.join('')}</main>`);
  expect(contentsOf(finish(source))).toEqual(contentsOf(source));
});

describe('rejected:', () => {
  const document = (body: string) => `<!DOCTYPE html><html><head></head><body>${body}</body></html>`;

  test.each([
    ['a <template>', '<template id="B:0"></template>', 'it holds a segment'],
    ['a <template> without an id', '<template></template>', 'it holds a <template>'],
    ['a pending Suspense boundary', '<!--$?--><p>Loading</p><!--/$-->', 'it holds a Suspense boundary'],
    ['a failed Suspense boundary', '<!--$!--><p>Sorry</p><!--/$-->', 'it holds a Suspense boundary'],
    ['hidden content', '<div hidden=""><p>Text</p></div>', 'it hides content'],
    ['hidden text', '<div hidden="">Text</div>', 'it hides content'],
    ['a hidden segment', '<div hidden="" id="S:1f"><p>Text</p></div>', 'it holds a segment'],
    ['a handler', '<p onclick="alert(1)">A</p>', 'it holds the attribute onclick'],
    ['a handler in upper case', '<IMG SRC=x ONERROR=alert(1)>', 'it holds the attribute onerror'],
    ['a handler after a slash', '<svg/onload=alert(1)></svg>', 'it holds the attribute onload'],
    ['a handler without a value', '<p onclick>A</p>', 'it holds the attribute onclick'],
    ['an <iframe>', '<iframe src="/a"></iframe>', 'it holds a <iframe>'],
    [
      'an <iframe> in SVG',
      '<svg><foreignObject><IFRAME src="/a"></IFRAME></foreignObject></svg>',
      'it holds a <iframe>',
    ],
    ['an <object>', '<object data="/a"></object>', 'it holds a <object>'],
    ['an <embed>', '<embed src="/a">', 'it holds a <embed>'],
    ['a <base>', '<base href="//evil.example">', 'it holds a <base>'],
    ['a refresh', '<meta http-equiv="refresh" content="0">', 'it holds a <meta http-equiv>'],
    ['a refresh in upper case', '<META HTTP-EQUIV=refresh>', 'it holds a <meta http-equiv>'],
    ['a refresh in SVG', '<svg><meta HTTP-EQUIV=refresh></svg>', 'it holds a <meta http-equiv>'],
    ['a document in an attribute', '<p srcdoc="a">A</p>', 'it holds the attribute srcdoc'],
    [
      'an animation of a link',
      '<svg><a><set attributeName="href" to="javascript:alert(1)"/></a></svg>',
      'it holds a <set>',
    ],
    ['an animation in SVG', '<svg><animateTransform to="a"/></svg>', 'it holds a <animateTransform>'],
    ['a name with a quote', '<p a"b=1>A</p>', 'it holds the name a"b'],
    ['a value that would become a handler', '<p alt="" =x="1 onclick=alert(1)//">A</p>', 'it holds the name =x'],
    ['a name with NUL', '<p a\0b=1>A</p>', 'it holds the name a\0b'],
    ['a tag with NUL', '<scr\0ipt>alert(1)</scr\0ipt>', 'it holds the name scr\0ipt'],
    ['a <style>', '<style>p{}</style>', 'it holds a <style>'],
    ['a <style> of SVG', '<svg><style>p{}</style></svg>', 'it holds a <style>'],
    ['a <style> in a <noscript>', '<noscript><style></noscript><img src=x></style></noscript>', 'it holds a <style>'],
    [
      'a stylesheet from elsewhere',
      '<link rel="stylesheet" href="//evil.example/a.css">',
      'it links the stylesheet //evil.example/a.css',
    ],
    ['a stylesheet in upper case', '<LINK REL=stylesheet HREF=/a.css>', 'it links the stylesheet /a.css'],
    [
      'a stylesheet among other relations',
      '<link rel="alternate StyleSheet" href="/a.css">',
      'it links the stylesheet /a.css',
    ],
    ['a stylesheet without an address', '<link rel="stylesheet">', 'it links the stylesheet '],
    [
      'HTML in structured data in SVG',
      '<svg><script type="application/ld+json"><b>A</b></script></svg>',
      'it holds a tag inside of a style',
    ],
    [
      'a comment in structured data',
      '<script type="application/ld+json">"<!--<script>"</script>',
      'it holds what may be a tag',
    ],
    ['an open paragraph', '<p>A<div>B</div>', 'it ends in the middle of <p>'],
    ['an open <textarea>', '<textarea>A', 'it ends in the middle of <textarea>'],
    ['a <plaintext>', '<plaintext>A', 'it ends in the middle of <plaintext>'],
  ])('%s', (_what, body, reason) => {
    expect(() => finish(document(body))).toThrow(UnsafeHtmlError);
    expect(() => finish(document(body))).toThrow(reason);
  });

  test.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    ' javascript:alert(1)',
    '\u0001javascript:alert(1)',
    'java\tscript:alert(1)',
    'java\nscript:alert(1)',
    'java&#10;script:alert(1)',
    'java&Tab;script&colon;alert(1)',
    '&#x6a;avascript:alert(1)',
    '&#0000106avascript:alert(1)',
    'vbscript:a',
    'data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;',
  ])('the address %j, wherever a browser would follow it', (address) => {
    for (const body of [
      `<a href="${address}">A</a>`,
      `<a HREF='${address}'>A</a>`,
      `<svg><a xlink:href="${address}"><text>A</text></a></svg>`,
      `<svg><a XLINK:HREF="${address}"><text>A</text></a></svg>`,
      `<form action="${address}"></form>`,
      `<button formaction="${address}">A</button>`,
    ]) {
      expect(() => finish(document(body)), body).toThrow('it holds the address');
    }
  });

  test.each([
    [
      'Next’s error document',
      '<!DOCTYPE html><html id="__next_error__"><head></head><body></body></html>',
      'error document',
    ],
    ['nothing', '', 'it is no complete document'],
    ['a piece of a page', '<p>A</p>', 'it is no complete document'],
    ['a page that ends in a script', '<html><body><p>A</p><script>self.__next_f', 'in the middle of <script>'],
    ['a page that ends in a style', '<html><head><style>a{', 'in the middle of <style>'],
    [
      'a page whose style may hold a tag',
      '<html><head><style>a{}<b></style></head></html>',
      'it holds what may be a tag',
    ],
    ['a page that ends in structured data', '<html><script type="application/ld+json">{', 'in the middle of <script>'],
    ['a page that ends in the hidden div', '<html><body><div hidden="">', 'in the middle of <div>'],
    ['a page that ends in its text', '<html><body><main>Text', 'in the middle of <main>'],
    ['a page that ends in a tag', '<html><body><main><a href="', 'in the middle of <a>'],
  ])('%s', (_what, source, reason) => {
    expect(() => finish(source)).toThrow(UnsafeHtmlError);
    expect(() => finish(source)).toThrow(reason);
  });
});

describe('accepted, since it runs nothing:', () => {
  test.each([
    ['a module', '<script type="module">alert(1)</script>'],
    ['a type in upper case', '<SCRIPT TYPE="text/javascript">alert(1)</SCRIPT>'],
    ['a type that is not quite a data block', '<script type="application/ld+json;x">alert(1)</script>'],
    ['the type that a browser uses, of two', '<script TYPE="module" type="application/ld+json">alert(1)</script>'],
    ['the same in SVG', '<svg><script TYPE="module" type="application/ld+json">alert(1)</script></svg>'],
    ['a script in SVG', '<svg><script>alert(1)</script></svg>'],
    ['a script in SVG that closes itself', '<svg><script href="/a.js"/></svg>'],
    ['a script after a broken tag', '<<script>alert(1)</script>'],
    ['a script in a script', '<script><script>alert(1)</script>'],
    ['CDATA in HTML', '<![CDATA[<img src=x onerror=alert(1)>]]>'],
    ['CDATA in SVG', '<svg><![CDATA[<img src=x onerror=alert(1)>]]></svg>'],
    ['a title in SVG', '<svg><title>&lt;img src=x onerror=alert(1)&gt;</title></svg>'],
    ['text of a <textarea>', '<textarea><img src=x onerror=alert(1)></textarea>'],
    ['text of an <xmp>', '<xmp><img src=x onerror=alert(1)></xmp>'],
    ['an attribute in a <noscript>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">A</p></noscript>'],
    ['an attribute in MathML', '<math><mtext title="--&gt;&lt;img src=x onerror=alert(1)&gt;">A</mtext></math>'],
    ['an escaped tag', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['an unquoted attribute', '<p title=<script>alert(1)</script></p>'],
    ['two attributes of one name', '<p title="a" TITLE="<script>alert(1)</script>">A</p>'],
    ['an address that only looks like a script', '<a href="/javascript:alert(1)">A</a>'],
  ])('%s', (_what, body) => {
    const html = finish(`<!DOCTYPE html><html><body>${body}</body></html>`);
    let ran = 0;
    const beforeParse = (window: { alert: () => void }) => {
      window.alert = () => ran++;
    };
    const { window } = new JSDOM(html, { runScripts: 'dangerously', beforeParse });
    const elements = [...window.document.querySelectorAll('*')];
    expect(elements.filter(({ localName }) => localName === 'script')).toEqual([]);
    expect(elements.flatMap((element) => element.getAttributeNames()).filter((name) => /^on/i.test(name))).toEqual([]);
    expect(ran).toBe(0);
  });
});
