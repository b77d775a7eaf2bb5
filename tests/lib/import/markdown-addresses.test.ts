import { expect, test } from 'vitest';
import { withNewAddresses } from '#lib/import/markdown-addresses.ts';
import type { NewAddresses } from '#lib/import/text-addresses.ts';

const ADDRESSES: Readonly<Record<string, string>> = { '/old/': '/articles/new', 'a.jpg': 'harbor.jpg', '/a?b&c': '/x' };

const to: NewAddresses = {
  link: async (href) => ADDRESSES[href] ?? null,
  image: async (src) => ADDRESSES[src] ?? null,
  prepare: () => {},
  altFor: () => 'Image',
};

test.each([
  ['a link', 'One [two](/old/ "Two") /old/', 'One [two](/articles/new "Two") /old/'],
  ['a link whose words are its address', '[/old/](/old/)', '[/old/](/articles/new)'],
  ['a link that leads nowhere', '[*One* two](/gone/).', '*One* two.'],
  ['a link by reference', '[One][1]\n\n[1]: /old/ "x"', '[One][1]\n\n[1]: /articles/new "x"'],
  ['a reference that leads nowhere', '[One][1] ![x][2]\n\n[1]: /gone/\n[2]: b.jpg', 'One'],
  ['an image', '![A](a.jpg "B")', '![A](harbor.jpg "B")'],
  ['an image without alt text', '![](a.jpg) ![](a.jpg "B")', '![Image](harbor.jpg) ![B](harbor.jpg "B")'],
  [
    'an image in HTML that is not here',
    '<figure>\n\t<img src="b.jpg" alt="B">\n\t<figcaption>C</figcaption>\n</figure>',
    '<figure>\n\t<figcaption>C</figcaption>\n</figure>',
  ],
  ['an image that is not here', 'One ![A](b.jpg) ![C](b.jpg "D") two', 'One  D two'],
  ['a link around an image that is not here', '[![A](b.jpg)](/old/)', '[A](/articles/new)'],
  [
    'HTML',
    '<a href="/old/" class="x"><img src=\'a.jpg\' alt="A"></a>',
    '<a href="/articles/new" class="x"><img src="harbor.jpg" alt="A"></a>',
  ],
  [
    'an image in HTML whose alt text shows a tag',
    '<img\n\talt="So: <img src=\'x.jpg\'>"\n\tsrc="a.jpg" />',
    '<img\n\talt="So: <img src=\'x.jpg\'>"\n\tsrc="harbor.jpg" />',
  ],
  [
    'HTML with what is not here',
    '<p><a href="/gone/">One</a> <img src="b.jpg"/> <img src="a.jpg"></p>',
    '<p>One  <img alt="Image" src="harbor.jpg"></p>',
  ],
  [
    'a link in HTML that leads nowhere, and one that is a place',
    'See <a href="/gone/" target="_blank">*One* two</a> and <a id="x" href="/gone/">three</a>.',
    'See *One* two and <a id="x" >three</a>.',
  ],
  ['an address with an entity', '[A](/a?b&amp;c)', '[A](/x)'],
  ['code', '`[One](/gone/)`\n\n    ![](b.jpg)', '`[One](/gone/)`\n\n    ![](b.jpg)'],
])('%s', async (_, markdown, expected) => {
  expect((await withNewAddresses(markdown, to)).trim()).toBe(expected);
});
