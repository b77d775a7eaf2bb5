import { expect, test } from 'vitest';
import type { TemplateContext } from '#lib/import/systems/template-forms.ts';
import { convertTemplates } from '#lib/import/systems/template-text.ts';

const context: TemplateContext = {
  addressOf: (name) => (name === 'known.md' ? '/known/' : null),
  valueOf: (name) => (name === 'site.title' ? 'The Lamp' : null),
  imageOf: (path) => ({ src: path, alt: '', caption: '' }),
};
const hugo = (text: string) => convertTemplates(text, 'hugo', true, context);
const liquid = (text: string) => convertTemplates(text, 'liquid', true, context);

test.each([
  ['{{< vimeo 146022717 >}}', '::video[Vimeo]{url="https://vimeo.com/146022717"}'],
  [
    '{{< tweet user="lamp" id="877500564405444608" >}}',
    '::post[X]{url="https://x.com/lamp/status/877500564405444608"}',
  ],
  ['{{< x user="lamp" id="8775" >}}', '::post[X]{url="https://x.com/lamp/status/8775"}'],
  ['{{< instagram BWNjjyYFxVx >}}', '::post[Instagram]{url="https://www.instagram.com/p/BWNjjyYFxVx/"}'],
  [
    '{{< gist lamp 23932424365401 >}}',
    '[gist.github.com/lamp/23932424365401](https://gist.github.com/lamp/23932424365401)',
  ],
  [
    '{{< youtube id="w7Ft2ymGmfc" title="A [film]" >}}',
    '::video[A \\[film\\]]{url="https://www.youtube.com/watch?v=w7Ft2ymGmfc"}',
  ],
  [
    '{{< iframe src="https://www.youtube.com/embed/w7Ft2ymGmfc" >}}',
    '::video[YouTube]{url="https://www.youtube.com/watch?v=w7Ft2ymGmfc"}',
  ],
  ['{{< img src="a.jpg" alt="x" >}}It sails.', '![x](a.jpg)\n\nIt sails.'],
  ['One {{< img src="a.jpg" alt="x" >}}two.', 'One ![x](a.jpg)two.'],
  ['{{< button href="https://a.example" >}}Go{{< /button >}}', '[Go](https://a.example)'],
  ['{{< details "More" >}}\nInner.\n{{< /details >}}', '<details><summary>More</summary>\n\nInner.\n\n</details>'],
  ['{{< figure src="a b.jpg" alt="x" link="https://a.example" >}}', '[![x](<a b.jpg>)](https://a.example)'],
  ['{{< highlight go >}}\nfmt.Println("{{< x >}}")\n{{< /highlight >}}', '```go\nfmt.Println("{{< x >}}")\n```'],
  ['{{< highlight >}}\n**Try** this.\n{{< /highlight >}}', '\n**Try** this.\n'],
  ['{{% div class="x" %}}\nInner.\n{{% /div %}}', '\nInner.\n'],
  ['{{< note >}}A {{< box title="B" >}}C{{< /box >}}{{< /note >}}', ':::aside\n\nA B C\n\n:::'],
  [
    '{{< note >}}\n{{< box title="B" >}}\nC\n{{< /box >}}\n{{< /note >}}',
    '::::aside\n\n:::aside[B]\n\nC\n\n:::\n\n::::',
  ],
  ['{{< unclosed ', '{{< unclosed '],
  ['A {{< note title="x', 'A {{< note title="x'],
])('Hugo: %s', (text, markdown) => {
  expect(hugo(text).text).toBe(markdown);
});

test.each([
  ['{% include video.html id="https://vimeo.com/1234" title="T" %}', '::video[T]{url="https://vimeo.com/1234"}'],
  ['{% gist lamp/5555551 %}', '[gist.github.com/lamp/5555551](https://gist.github.com/lamp/5555551)'],
  ['![a]({{ site.baseurl }}/a.png)', '![a](/a.png)'],
  ['[x]({{ site.url }}{{ "/b" | relative_url }})', '[x](/b)'],
  ['[x]({% link known.md %}) {{ site.title }}', '[x](/known/) The Lamp'],
  ['{{ "/c" | prepend: site.baseurl }}', '/c'],
  ['{% assign who = "Ida" %}{{ who }} {{ "It\'s" | upcase }}', "Ida IT'S"],
  ['{% if x %}A{% else %}B{% endif %}', 'AB'],
  ['A{: .x #y} {::nomarkdown}B{:/}', 'A B'],
  ['```\n{% raw %}{{ a }}{% endraw %} {% b %}\n```', '```\n{{ a }} {% b %}\n```'],
  ['## Part {#p}\n\n`## x {#y}`', '## Part \n\n`## x {#y}`'],
  ['<!-- {% include x.html %} -->', '<!-- {% include x.html %} -->'],
  ['{%- comment -%} no {%- endcomment -%}A', 'A'],
  ['{"a": {"b": 1}} {{}} {%', '{"a": {"b": 1}} {{}} {%'],
])('Liquid: %s', (text, markdown) => {
  expect(liquid(text).text).toBe(markdown);
});

test('what has no form is named, with its words', () => {
  expect(liquid('{% for x in y %}{{ x.name }}{% endfor %}').lost).toEqual([
    { name: 'x.name', words: 'x.name' },
    { name: 'for', words: 'x in y' },
  ]);
});

test.each([
  ['<figure>\n\t{% image "a.jpg" "A & B" %}\n</figure>', '<figure>\n\t<img src="a.jpg" alt="A &amp; B">\n</figure>'],
  [
    '<div>\n  {% youtube abcdefghijk %}\n</div>',
    '<div>\n  <a href="https://www.youtube.com/watch?v=abcdefghijk">https://www.youtube.com/watch?v=abcdefghijk</a>\n</div>',
  ],
  ['<div>\n\t{% x %}\n\t<p>y</p></div>', '<div>\n\t<!-- -->\n\t<p>y</p></div>'],
  ['<div>\n\n{% image "a.jpg" "A" %}\n\n</div>', '<div>\n\n![A](a.jpg)\n\n</div>'],
])('within HTML, where no Markdown is read, %j has tags', (text, html) => {
  expect(liquid(text).text).toBe(html);
});

test('a tag in a line of text stays in that line, and one alone stands alone', () => {
  expect(hugo('Text\n{{< img src="a.jpg" alt="A" >}}\nmore').text).toBe('Text\n\n![A](a.jpg)\n\nmore');
  expect(hugo('> Quoted\n> {{< img src="a.jpg" alt="A" >}}\n> more').text).toBe(
    '> Quoted\n> \n> ![A](a.jpg)\n>\n> more',
  );
});

/** How often characters of a text are looked at, as a multiple of its length, must not grow with the text. */
test.each([
  ['openings', '{{< a >}}'],
  ['unclosed tags', '{{< '],
  ['tags of Liquid', '{% a %}'],
  ['unclosed tags of Liquid', '{% '],
  ['raw passages without an end', '{% raw %}'],
  ['outputs', '{{ a }}'],
  ['closings', '{% enda %}'],
])('many %s take linear time', (_, part) => {
  const timeOf = (count: number) => {
    const start = process.cpuUsage();
    convertTemplates(part.repeat(count), part.startsWith('{{<') ? 'hugo' : 'liquid', false, context);
    return process.cpuUsage(start).user;
  };
  timeOf(1_000);
  expect(timeOf(16_000)).toBeLessThan(50 * Math.max(timeOf(2_000), 5_000));
});
