import type { Rule } from '../content/parse/diagnostic.ts';

// What the editors' guide says of each rule. `wrong` and `right` are lines of an article: some of its keys, of its text, or all of it. A test reads them: the first
// breaks the rule, the second none.

/** Lines of an article: `keys` take the place of those of their name, `text` that of the text, `whole` that of all of it; `file` is its name. */
export type Example = Readonly<{ file?: string; keys?: string; text?: string; whole?: string }>;

export type RuleGuide = Readonly<{
  /** What is wrong, and why that matters. */
  what: string;
  /** How it is mended, where the example does not show it. */
  mend?: string;
  wrong?: Example;
  right?: Example;
}>;

/** A whole article in which nothing is wrong. */
const SOUND: Example = {
  whole: '---\ntitle: Harbor reopens\nauthor: mira-oakhurst\ndate: 2026-01-05\n---\n\nThe first ferry left at six.\n',
};

export const RULE_GUIDES: Record<Rule, RuleGuide> = {
  'file-encoding': {
    what: 'The file holds bytes that are no UTF-8, so its letters cannot be told.',
    mend: 'Save it with the encoding UTF-8, which most editors call just that.',
  },
  'file-large': {
    what: 'The file has more than 2,000,000 bytes, some 300,000 words.',
    mend: 'Split the text, and put images and data under public/.',
  },
  'file-unreadable': {
    what: 'The operating system does not let the site read the file.',
    mend: 'Check that it is a file, and that the user who runs the site may read it.',
  },
  'file-unfit': {
    what: 'Reading the file failed for a reason that nobody foresaw.',
    mend: 'Simplify what is unusual in it, and report it: that is a fault of Dateline, too.',
  },
  'front-matter-missing': {
    what: 'A file begins with its keys, between two lines “---”.',
    wrong: { whole: 'The first ferry left at six.\n' },
    right: SOUND,
  },
  'front-matter-unclosed': {
    what: 'The keys begin and never end, so the text cannot be told from them.',
    wrong: {
      whole: '---\ntitle: Harbor reopens\nauthor: mira-oakhurst\ndate: 2026-01-05\n\nThe first ferry left at six.\n',
    },
    right: SOUND,
  },
  'front-matter-language': {
    what: 'Keys are YAML. Nothing that is a program is ever run.',
    wrong: { whole: '---js\n{ title: "Harbor reopens" }\n---\n\nThe first ferry left at six.\n' },
    right: SOUND,
  },
  'yaml-syntax': {
    what: 'A value has a sign that means something else in YAML: a colon and a blank, a blank and “#”, a quotation mark, a bracket.',
    mend: 'Put the whole value in double quotes, straight ones ("), and write \\" for one inside it.',
    wrong: { keys: 'title: Harbor: it is open' },
    right: { keys: 'title: "Harbor: it is open"' },
  },
  'yaml-keys': {
    what: 'Between the two lines “---” stand keys and values, and nothing else.',
    wrong: { whole: '---\n- Harbor reopens\n---\n\nThe first ferry left at six.\n' },
    right: SOUND,
  },
  'yaml-aliases': {
    what: 'A value may repeat another (`*name`), but not by the dozen.',
    mend: 'Write the values out.',
  },
  'yaml-deep': {
    what: 'Lists and groups stand inside of one another, more than thirty deep.',
    mend: 'Write the value as the example of its key shows.',
  },
  'yaml-long': {
    what: 'The keys and their values have more than 30,000 characters.',
    mend: 'What is so long belongs in the text.',
  },
  'key-duplicate': {
    what: 'A key stands twice, and nobody can tell which value is meant.',
    wrong: { keys: 'title: Harbor reopens\ntitle: Harbor open again' },
    right: { keys: 'title: Harbor open again' },
  },
  'key-unknown': {
    what: 'There is no such key. A misspelt one would else be passed over, and nobody would know.',
    wrong: { keys: 'standfrist: The first ferry left at six.' },
    right: { keys: 'standfirst: The first ferry left at six.' },
  },
  'key-missing': {
    what: 'A key is missing that every file of this kind has: an article has a title, an author and a date.',
    wrong: { whole: '---\nauthor: mira-oakhurst\ndate: 2026-01-05\n---\n\nText.\n' },
    right: SOUND,
  },
  'key-type': {
    what: 'The value is of another kind than the key takes: a number where words belong, a list where one value does.',
    wrong: { keys: 'draft: maybe' },
    right: { keys: 'draft: true' },
  },
  'key-empty': {
    what: 'The key has no value.',
    mend: 'Write one, or remove the key.',
    wrong: { keys: 'standfirst:' },
    right: { keys: 'standfirst: The first ferry left at six.' },
  },
  'key-value': {
    what: 'The key takes certain values only.',
    wrong: { keys: 'type: analisys' },
    right: { keys: 'type: analysis' },
  },
  'key-long': {
    what: 'The value is longer than any page can show: 500 characters for a line, 5,000 for a passage, 100 entries for a list.',
  },
  'key-control': {
    what: 'The value holds a character that cannot be seen and is no text, often from a copy out of another program.',
    mend: 'Write the value anew.',
    wrong: { keys: 'title: "Harbor\\u0007 reopens"' },
    right: { keys: 'title: Harbor reopens' },
  },
  'author-missing': {
    what: 'Every article says who wrote it.',
    wrong: { whole: '---\ntitle: Harbor reopens\ndate: 2026-01-05\n---\n\nText.\n' },
    right: SOUND,
  },
  'author-twice': {
    what: '`author` and `authors` are two names of one key.',
    wrong: { keys: 'author: mira-oakhurst\nauthors: [tobias-wrenfield]' },
    right: {
      whole: '---\ntitle: Harbor reopens\nauthors: [mira-oakhurst, tobias-wrenfield]\ndate: 2026-01-05\n---\n\nText.\n',
    },
  },
  'author-unknown': {
    what: 'The byline names somebody who has no file in content/authors/.',
    mend: 'Write the file’s name or the person’s exact name; or add the person: npm run new -- author "Mira Oakhurst"',
    wrong: { keys: 'author: mira-oakhorst' },
    right: { keys: 'author: mira-oakhurst' },
  },
  'author-unused': {
    what: 'Someone in content/authors/ is named by no article.',
    mend: 'Name them in one, or delete the file. Nothing is wrong while the first story is being written.',
  },
  'date-format': {
    what: 'Dates are written as year, month and day, so that everybody reads them alike.',
    wrong: { keys: 'date: 5 January 2026' },
    right: { keys: 'date: 2026-01-05T06:30:00-05:00' },
  },
  'date-impossible': {
    what: 'The calendar has no such day, or the clock no such time.',
    wrong: { keys: 'date: 2026-02-30' },
    right: { keys: 'date: 2026-02-28' },
  },
  'date-skipped': {
    what: 'When the clocks go forward an hour is left out, and the time lies in it.',
    mend: 'Give the offset from UTC.',
    wrong: { keys: 'date: 2026-03-08 02:30' },
    right: { keys: 'date: 2026-03-08T03:30:00-04:00' },
  },
  'date-ambiguous': {
    what: 'When the clocks go back an hour comes twice, and the time lies in it.',
    mend: 'Give the offset from UTC.',
    wrong: { keys: 'date: 2025-11-02 01:30' },
    right: { keys: 'date: 2025-11-02T01:30:00-04:00' },
  },
  'date-order': {
    what: 'A story was changed or corrected before it was published: one of the dates is wrong.',
    wrong: { keys: 'date: 2026-01-05\nupdated: 2026-01-02' },
    right: { keys: 'date: 2026-01-05\nupdated: 2026-01-06' },
  },
  'date-far': {
    what: 'A story is under embargo for more than a year, which is most often a wrong year.',
  },
  'front-text': {
    what: 'content/pages/home.md arranges the home page by its keys; a text below them is not shown.',
  },
  'front-unknown': {
    what: 'content/pages/home.md names a story or a tag that there is not. What is newest stands in its place.',
  },
  'image-missing': {
    what: 'There is no such file: beside the story, or under public/ for a path that begins with “/”. In a draft that is no error yet.',
    wrong: { keys: 'image: { src: /images/harbour.jpg, alt: Ferries }' },
    right: { keys: 'image: { src: /images/harbor.jpg, alt: Ferries }' },
  },
  'image-type': {
    what: 'The file is no image that browsers show.',
    mend: 'Save it as JPEG, PNG, WebP, AVIF, GIF or SVG.',
    wrong: { text: '![Ferries](/images/harbor.tiff)' },
    right: { text: '![Ferries](/images/harbor.jpg)' },
  },
  'image-broken': {
    what: 'The image is damaged, or is not what its name says.',
    mend: 'Open it and save it again.',
  },
  'image-large': {
    what: 'The image has more than 50 MB, 120 million pixels or 16,000 on a side.',
    mend: 'Save it 2,000 to 4,000 pixels wide.',
  },
  'image-unsafe': {
    what: 'The drawing (SVG) could do more than be seen: it holds a script, an event handler, a link, or something from elsewhere.',
    mend: 'Save it as plain SVG, or as PNG.',
  },
  'image-animated': {
    what: 'Of a moving image the first frame is shown, since readers could not stop it.',
    mend: 'Show one frame, and link to the film: ::video[What it shows]{url="https://…"}',
  },
  'image-remote': {
    what: 'An image on another site would tell that site who reads. It is shown as a link.',
    wrong: { text: '![Ferries](https://images.example/harbor.jpg)' },
    right: { text: '![Ferries](/images/harbor.jpg)' },
  },
  'image-alt': {
    what: 'The image has no words for those who cannot see it. In a draft that is no error yet.',
    wrong: { text: '![](/images/harbor.jpg)' },
    right: { text: '![Two ferries in fog](/images/harbor.jpg)' },
  },
  'heading-level': {
    what: 'A level of headings is left out. Readers who hear a page go by the levels.',
    wrong: { text: '## The vote\n\nText.\n\n#### The count\n\nText.' },
    right: { text: '## The vote\n\nText.\n\n### The count\n\nText.' },
  },
  'html-dropped': {
    what: 'Texts are Markdown. HTML in them is not shown, since it could do anything; the message says what to write instead.',
    wrong: { text: 'It was <b>very</b> cold.' },
    right: { text: 'It was **very** cold.' },
  },
  'markdown-form': {
    what: 'A heading, a link, an image, a table or bold words are off by a blank or a line, so readers see the signs. A sign that is meant as such is written with a backslash before it.',
    wrong: { text: '##The vote' },
    right: { text: '## The vote' },
  },
  'link-form': {
    what: 'The address of a link can be none on this site, or leads where links are not passed on.',
    wrong: { text: '[The vote](vote.md)' },
    right: { text: '[The vote](/articles/vote)' },
  },
  'link-anchor': {
    what: 'A link leads to a heading that there is not. A heading’s address is “#” and its words in small letters, with hyphens between them.',
    wrong: { text: '## The vote\n\nSee [below](#the-votes).' },
    right: { text: '## The vote\n\nSee [below](#the-vote).' },
  },
  'link-broken': {
    what: 'A link leads to a story, an author, a tag, a page or a file that there is not. The story stays up all the same: what is missing may have gone with another file.',
  },
  'link-embargoed': {
    what: 'A link leads to a draft, or to a story that comes out later: until then readers find nothing there.',
  },
  'link-moved': {
    what: 'A link leads to a former address of a story. Readers arrive all the same, by a detour.',
    mend: 'Write the address that the message gives.',
  },
  'element-unknown': {
    what: 'There is no such element. The guide to the text lists them.',
    wrong: { text: ':::pulquote\nThe tide is not late.\n:::' },
    right: { text: ':::pullquote\nThe tide is not late.\n:::' },
  },
  'element-unclosed': {
    what: 'An element begins and never ends; the rest of the text would stand in it.',
    wrong: { text: ':::aside[How a lock works]\nTwo gates, and patience.' },
    right: { text: ':::aside[How a lock works]\nTwo gates, and patience.\n:::' },
  },
  'element-incomplete': {
    what: 'An element lacks what makes it one: a gallery its images, a card its words or its address.',
    wrong: { text: '::video[The first crossing]' },
    right: { text: '::video[The first crossing]{url="https://video.example/crossing"}' },
  },
  'lang-differs': {
    what: 'The file’s name says one language, its key another.',
    wrong: { file: 'harbor-reopens.fr.md', keys: 'lang: de' },
    right: { file: 'harbor-reopens.fr.md' },
  },
  'lang-form': {
    what: 'Languages are told by their codes (BCP 47): en, fr, pt-BR, zh-Hant.',
    wrong: { file: 'harbor-reopens.en-x.md' },
    right: { file: 'harbor-reopens.fr.md' },
  },
  'slug-form': {
    what: 'The file’s name is the address of the story: small letters, digits, and single hyphens between.',
    wrong: { file: 'Harbor reopens!.md' },
    right: { file: 'harbor-reopens.md' },
  },
  'slug-reserved': {
    what: 'The address has a meaning of its own on this site.',
    wrong: { file: 'index.md' },
    right: { file: 'harbor-reopens.md' },
  },
  'redirect-taken': {
    what: 'A path in `redirectFrom` is that of a page of this site, or another story claims it, too. Whoever follows it can be led to one place only.',
    mend: 'Remove it from one of the two.',
  },
  'slug-reused': {
    what: 'A story that readers knew stood at this address, and was deleted or renamed. Links to it would lead to something else.',
    mend: 'Give the new story another name. A story that comes back keeps its name by keeping its `date`.',
  },
  'updated-stale': {
    what: 'The text was changed a day or more after it was published, and readers are not told.',
    mend: 'Set `updated`; or begin the message of the commit with “Minor:”, if it was a trifle.',
  },
  'slug-duplicate': {
    what: 'Two files have the same name in different folders, and so the same address. The one that came first keeps it.',
    mend: 'Give one of the two another name.',
  },
  'text-deep': {
    what: 'Quotations, lists or elements stand inside of one another, deeper than a page can show.',
  },
  'text-empty': {
    what: 'The article has keys and no text.',
    mend: 'Write it, or set draft: true until it is there.',
    wrong: { text: '' },
    right: { text: 'The first ferry left at six.' },
  },
  'text-heavy': {
    what: 'The text would take more than a second to be set: a table of thousands of cells, lists of thousands of items.',
    mend: 'Split it over several stories, or offer the table as a file under public/.',
  },
  'text-long': {
    what: 'The text has more than 500,000 characters.',
    mend: 'Split it over several stories of a series.',
  },
  'tag-file': {
    what: 'The name of a tag and that of its file are not the same word.',
  },
  'tag-form': {
    what: 'A tag needs a letter or digit, for its address.',
    wrong: { keys: 'tags: [River, "?!"]' },
    right: { keys: 'tags: [River]' },
  },
  'tag-similar': {
    what: 'A tag is new, and differs by one letter, or by two that changed places, from one that is described in content/tags/: most often a slip, which would split the list in two. So is a tag that holds several, with commas between them.',
    wrong: { keys: 'tags: [Rivers]' },
    right: { keys: 'tags: [River]' },
  },
  'title-duplicate': {
    what: 'Two stories have the same headline; in lists readers cannot tell them apart.',
  },
};
