import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyseBody } from '#lib/content/lint/analyse-body.ts';
import { expectSameWords } from '../same-words.ts';

// One text has the same words on its page (and in feeds, which are made of that HTML), in search, in its
// history and in Markdown.

const files = globSync('content/articles/**/*.md');
const bodyOf = (file: string) => readFileSync(file, 'utf8').replace(/^---\n[\s\S]*?\n---\n/, '');

describe('the same words on the page, in search, in the history and in Markdown', () => {
  test('of every sample article', { timeout: 300_000 }, () => {
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const { diagnostics } = analyseBody(bodyOf(file), '');
      expect(diagnostics.filter(({ lost = 0 }) => lost > 0)).toEqual([]);
      expectSameWords(bodyOf(file), file);
    }
  });

  test.each([
    '<!-- more -->The *story* goes on.\n\n<!--\na note\n-->',
    '<p align="center">One <b>two</b><br>three</p>\n\n<script>\nfour()\n</script>',
    '<table><tr><th>A</th><td>b</td></tr></table>\n\n| a | b |\n| - | - |\n| c | d | and more |\n',
    '<figure><img src="/a.jpg" alt="Two ferries"><figcaption>In fog</figcaption></figure>',
    '- <details><summary>One</summary>two</details>\n- `<b>` and <https://a.example>',
    '<a href="https://a.example/b">words</a>,<ul><li>one<li>two</ul>',
    'Text.[^1]\n\n[^1]: A <i>note</i>.',
    'See [this]({{< ref "2015-01-01-x.md" >}}) and {% image "/a.png" "alt" %} at https://a.example/b-c?d=e_f.',
    '[<img alt="A boat" src="https://b.example/a.png">](https://b.example)It sails: [wo]man.',
    '<div><https://a.example/b> <https://a.example/c/></div>\n\nand <https://a.example/b>',
    'One[^1] of 1*2*3\n2015. Not a list\n\n1. A list\n2. of two\n\n    code [a](b)\n\n[^1]: Note.',
    '![](/a.png "Caption") and ![Alt](/b.png)\n\n![Alt](/c.png "Alone")\n\n![](https://b.example/d.png)',
    '*Emphasis* and __strong__ [link](/a_b "title"), [link](</a b>) [ref] [no] `code_x`\n\n[ref]: /x "Title"',
    'Title\n===\n\n> - Quoted *item*\n>   more\n\n- [x] done\n\n[x] not a task\n\n***\n\nPlain [words](/a/b). *End.*',
    'Only *plain* words with [a link](https://a.example/b_c?d=e#f) and **more**.\n\n## Heading\n\n- item\n- *item*',
  ])('of %j', (markdown) => expectSameWords(markdown));
});
