import type { RuleGuides } from './rule-guide.ts';

/** What the guide says about the rules on texts, links and images. */
export const TEXT_RULES = {
  'image-missing': {
    what: 'The image file does not exist: next to the story, or under public/ for a path that begins with “/”. The story is published without it. In a draft this is only a warning.',
    wrong: { keys: 'image: { src: /images/harbour.jpg, alt: Ferries }' },
    right: { keys: 'image: { src: /images/harbor.jpg, alt: Ferries }' },
  },
  'image-type': {
    what: 'The file is not an image that browsers can display.',
    fix: 'Save it as JPEG, PNG, WebP, AVIF, GIF or SVG.',
    wrong: { text: '![Ferries](/images/harbor.tiff)' },
    right: { text: '![Ferries](/images/harbor.jpg)' },
  },
  'image-broken': {
    what: 'The image is damaged, or is not what its name says.',
    fix: 'Open it and save it again.',
  },
  'image-large': {
    what: 'The image has more than 50 MB, 120 million pixels, or 16,000 pixels on a side. Formats that take more memory have less: 40 million pixels in a GIF, a WebP, a progressive JPEG or an interlaced PNG; 16 million in an AVIF.',
    fix: 'Save it 2,000 to 4,000 pixels wide.',
  },
  'image-unsafe': {
    what: 'The SVG contains a script, an event handler, a link, or something loaded from elsewhere.',
    fix: 'Save it as plain SVG, or as PNG.',
  },
  'image-animated': {
    what: 'Only the first frame of an animated image is published, since readers could not stop it.',
    fix: 'Publish one frame, and link to the film: ::video[What it shows]{url="https://…"}',
  },
  'image-pending': {
    what: 'The image is new and takes more than two seconds to inspect, or many images came at once. Meanwhile the story is published without it, or with its former version.',
    fix: 'Wait: the image appears by itself.',
  },
  'image-remote': {
    what: 'An image on another site would let that site track readers. It becomes a link.',
    wrong: { text: '![Ferries](https://images.example/harbor.jpg)' },
    right: { text: '![Ferries](/images/harbor.jpg)' },
  },
  'image-alt': {
    what: 'The image has no alt text for readers who cannot see it. Until it has one, its caption is read to them; without a caption the image is left out for everybody. In a draft this is only a warning.',
    wrong: { text: '![](/images/harbor.jpg)' },
    right: { text: '![Two ferries in fog](/images/harbor.jpg)' },
  },
  'heading-level': {
    what: 'A heading level is skipped, or a heading has level 1, which is that of the headline. People who use a screen reader navigate by levels.',
    wrong: { text: '## The vote\n\nText.\n\n#### The count\n\nText.' },
    right: { text: '## The vote\n\nText.\n\n### The count\n\nText.' },
  },
  'html-dropped': {
    what: 'HTML is published, but for scripts, styles, forms and what other sites would load. A tag that is not HTML is taken for one that is wrong. The words around and in a tag stay.',
    wrong: { text: 'See the <iframe src="https://charts.example/tides"></iframe> chart.' },
    right: { text: 'See the [chart](https://charts.example/tides).' },
  },
  'text-lost': {
    what: 'Words of the text are not published: they are in a comment or a script that never ends, or in a footnote that no text refers to. The message counts them. In a story that is already published this is only a warning.',
    wrong: { text: 'The vote is today.\n\n<!-- Ask Ida.\n\nThe count is tomorrow.' },
    right: { text: 'The vote is today.\n\n<!-- Ask Ida. -->\n\nThe count is tomorrow.' },
  },
  'foreign-markup': {
    what: 'The text has markup of another system, such as a shortcode of WordPress or Hugo, a tag of Jekyll or attributes of kramdown. It has no effect here: readers see it as it is, or a link leads nowhere. To show it on purpose, put it between backticks, or write a backslash before it.',
    wrong: { text: '{{< youtube dQw4w9WgXcQ >}}' },
    right: { text: '::video[The harbor at night]{url="https://www.youtube.com/watch?v=dQw4w9WgXcQ"}' },
  },
  'markdown-typo': {
    what: 'A heading, a link, an image, a table or bold text has a missing or extra space or line, so readers see the Markdown characters. Put a backslash before a character that is meant literally.',
    wrong: { text: '##The vote' },
    right: { text: '## The vote' },
  },
  'link-invalid': {
    what: 'The link’s address cannot exist on this site, or its scheme is not allowed.',
    wrong: { text: '[The vote](vote.md)' },
    right: { text: '[The vote](/articles/vote)' },
  },
  'link-anchor': {
    what: 'The link leads to a heading that does not exist. A heading’s anchor is “#” and its words in lower case, with hyphens between them.',
    wrong: { text: '## The vote\n\nSee [below](#the-votes).' },
    right: { text: '## The vote\n\nSee [below](#the-vote).' },
  },
  'link-broken': {
    what: 'The link leads to a story, an author, a tag, a page or a file that does not exist. The story stays online, since the missing file may have been deleted by somebody else.',
  },
  'link-embargoed': {
    what: 'The link leads to a draft or an embargoed story, or to an author or a tag of whom nothing is published. Until its publication readers find nothing there.',
  },
  'link-moved': {
    what: 'The link leads to an old URL. Readers are redirected.',
    fix: 'Write the URL that the message gives.',
  },
  'element-unknown': {
    what: 'There is no such element. The editors’ guide lists them under “In the text”.',
    wrong: { text: ':::pulquote\nThe tide is not late.\n:::' },
    right: { text: ':::pullquote\nThe tide is not late.\n:::' },
  },
  'element-unclosed': {
    what: 'An element has no closing line “:::”, so it would contain the rest of the text.',
    wrong: { text: ':::aside[How a lock works]\nTwo gates, and patience.' },
    right: { text: ':::aside[How a lock works]\nTwo gates, and patience.\n:::' },
  },
  'element-incomplete': {
    what: 'An element is incomplete: a gallery without images, or a video without its title or URL.',
    wrong: { text: '::video[The first crossing]' },
    right: { text: '::video[The first crossing]{url="https://video.example/crossing"}' },
  },
  'text-nesting': {
    what: 'Quotations, lists or elements are nested too deeply.',
    keepsOff: true,
  },
  'text-placeholder': {
    what: 'The text is still the one that `npm run new` wrote into the file. In a draft that is not reported.',
    keepsOff: true,
    wrong: { text: 'The first paragraph.' },
    right: { text: 'The first ferry left at six.' },
  },
  'text-empty': {
    what: 'The article has no text.',
    fix: 'Write it, or set draft: true until it is written.',
    wrong: { text: '' },
    right: { text: 'The first ferry left at six.' },
  },
  'text-complex': {
    what: 'The text would take more than a second to render: for example a table with thousands of cells, or lists with thousands of items.',
    keepsOff: true,
    fix: 'Split it into several stories, or publish the table as a file under public/.',
  },
  'text-long': {
    what: 'The text has more than 500,000 characters.',
    keepsOff: true,
    fix: 'Split it into several stories of a series.',
  },
} satisfies RuleGuides;
