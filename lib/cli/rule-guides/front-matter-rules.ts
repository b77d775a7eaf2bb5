import { type RuleGuides, SOUND } from './rule-guide.ts';

/** Without these keys there is nothing to publish, or it might be published too early or at a wrong URL. */
const IN_ESSENTIAL_KEYS =
  'in `title`, `author`, `date`, `draft` or `lang` of a story, in the title of a page, in the name of an author or a tag, and in publication.yaml';

/** What the guide says about the rules on front matter. */
export const FRONT_MATTER_RULES = {
  'front-matter-missing': {
    what: 'A file begins with its front matter: keys between two lines “---”.',
    keepsOff: true,
    wrong: { whole: 'The first ferry left at six.\n' },
    right: SOUND,
  },
  'front-matter-unclosed': {
    what: 'The front matter has no closing line “---”, so the text cannot be told apart from the keys.',
    keepsOff: true,
    wrong: {
      whole: '---\ntitle: Harbor reopens\nauthor: mira-oakhurst\ndate: 2026-01-05\n\nThe first ferry left at six.\n',
    },
    right: SOUND,
  },
  'front-matter-language': {
    what: 'Front matter is YAML. Programs in it are never run.',
    keepsOff: true,
    wrong: { whole: '---js\n{ title: "Harbor reopens" }\n---\n\nThe first ferry left at six.\n' },
    right: SOUND,
  },
  'yaml-syntax': {
    what: 'A value has a character with a meaning in YAML: a colon before a space, “#” after a space, a quotation mark or a bracket.',
    keepsOff: true,
    fix: 'Put the whole value in straight double quotes ("), and write \\" for a quotation mark inside it.',
    wrong: { keys: 'title: Harbor: it is open' },
    right: { keys: 'title: "Harbor: it is open"' },
  },
  'yaml-keys': {
    what: 'Between the two lines “---” there are keys with values, and nothing else.',
    keepsOff: true,
    wrong: { whole: '---\n- Harbor reopens\n---\n\nThe first ferry left at six.\n' },
    right: SOUND,
  },
  'yaml-aliases': {
    what: 'A value may repeat another by an alias (`*name`), but only a few times.',
    keepsOff: true,
    fix: 'Write the values out.',
  },
  'yaml-nesting': {
    what: 'Lists and groups are nested more than 30 levels deep.',
    keepsOff: true,
    fix: 'Write the value as the example of its key shows.',
  },
  'yaml-long': {
    what: 'The keys and their values have more than 30,000 characters.',
    keepsOff: true,
    fix: 'Move long passages into the text.',
  },
  'key-duplicate': {
    what: 'A key appears twice, so it is unclear which value is meant.',
    keepsOff: true,
    wrong: { keys: 'title: Harbor reopens\ntitle: Harbor open again' },
    right: { keys: 'title: Harbor open again' },
  },
  'key-unknown': {
    what: 'There is no such key. A misspelt key would otherwise be ignored without a word.',
    keepsOff:
      'if it may be a misspelt `title`, `author`, `date`, `draft` or `lang`, or keeps a story from readers in another program',
    wrong: { keys: 'standfrist: The first ferry left at six.' },
    right: { keys: 'standfirst: The first ferry left at six.' },
  },
  'key-missing': {
    what: 'A required key is missing. An article needs a title, an author and a date.',
    keepsOff: IN_ESSENTIAL_KEYS,
    wrong: { whole: '---\nauthor: mira-oakhurst\ndate: 2026-01-05\n---\n\nText.\n' },
    right: SOUND,
  },
  'key-type': {
    what: 'The value has the wrong type: a number instead of text, or a list instead of one value.',
    keepsOff: IN_ESSENTIAL_KEYS,
    wrong: { keys: 'draft: maybe' },
    right: { keys: 'draft: true' },
  },
  'key-empty': {
    what: 'The key has no value.',
    keepsOff: IN_ESSENTIAL_KEYS,
    fix: 'Write one, or remove the key.',
    wrong: { keys: 'standfirst:' },
    right: { keys: 'standfirst: The first ferry left at six.' },
  },
  'key-value': {
    what: 'The key accepts only certain values.',
    keepsOff: IN_ESSENTIAL_KEYS,
    wrong: { keys: 'type: analisys' },
    right: { keys: 'type: analysis' },
  },
  'key-html': {
    what: 'A text in the front matter has HTML, such as an entity that another system wrote. Readers see it as it is, in the headline, in lists and in search engines. `check --fix` writes the characters for entities.',
    wrong: { keys: 'title: The harbor&#8217;s first ferry' },
    right: { keys: 'title: The harbor’s first ferry' },
  },
  'key-long': {
    what: 'The value is too long. A line may have 500 characters, a passage 5,000, a list 100 entries.',
    keepsOff: IN_ESSENTIAL_KEYS,
  },
  'key-control-character': {
    what: 'The value has an invisible control character, often copied from another program.',
    keepsOff: IN_ESSENTIAL_KEYS,
    fix: 'Type the value again.',
    wrong: { keys: 'title: "Harbor\\u0007 reopens"' },
    right: { keys: 'title: Harbor reopens' },
  },
  'author-missing': {
    what: 'Every article needs an author.',
    keepsOff: true,
    wrong: { whole: '---\ntitle: Harbor reopens\ndate: 2026-01-05\n---\n\nText.\n' },
    right: SOUND,
  },
  'author-duplicate': {
    what: '`author` and `authors` are two names of one key.',
    keepsOff: true,
    wrong: { keys: 'author: mira-oakhurst\nauthors: [tobias-wrenfield]' },
    right: {
      whole: '---\ntitle: Harbor reopens\nauthors: [mira-oakhurst, tobias-wrenfield]\ndate: 2026-01-05\n---\n\nText.\n',
    },
  },
  'author-unknown': {
    what: 'The byline names somebody without a file in content/authors/.',
    keepsOff: true,
    fix: 'Write the file’s name or the person’s exact name; or add the person: npm run new -- author "Mira Oakhurst"',
    wrong: { keys: 'author: mira-oakhorst' },
    right: { keys: 'author: mira-oakhurst' },
  },
  'author-unused': {
    what: 'No article names this author.',
    fix: 'Name them in an article, or delete the file. Ignore the warning while their first story is being written.',
  },
  'date-format': {
    what: 'Dates are written as year, month, day, so that everybody reads them alike.',
    keepsOff: 'in `date`',
    wrong: { keys: 'date: 5 January 2026' },
    right: { keys: 'date: 2026-01-05T06:30:00-05:00' },
  },
  'date-impossible': {
    what: 'The calendar has no such day, or the clock no such time.',
    keepsOff: 'in `date`',
    wrong: { keys: 'date: 2026-02-30' },
    right: { keys: 'date: 2026-02-28' },
  },
  'date-skipped': {
    what: 'The time does not exist: the clocks went forward over it. Until it is corrected, the later time counts.',
    fix: 'Write the offset from UTC.',
    wrong: { keys: 'date: 2026-03-08 02:30' },
    right: { keys: 'date: 2026-03-08T03:30:00-04:00' },
  },
  'date-ambiguous': {
    what: 'The time exists twice: the clocks went back over it. Until it is corrected, the second time counts.',
    fix: 'Write the offset from UTC.',
    wrong: { keys: 'date: 2025-11-02 01:30' },
    right: { keys: 'date: 2025-11-02T01:30:00-04:00' },
  },
  'date-order': {
    what: 'A story was updated or corrected before it was published, so one of the dates is wrong.',
    wrong: { keys: 'date: 2026-01-05\nupdated: 2026-01-02' },
    right: { keys: 'date: 2026-01-05\nupdated: 2026-01-06' },
  },
  'date-far': {
    what: 'A story is under embargo for more than a year. Usually the year is wrong.',
  },
  'home-page-text': {
    what: 'content/pages/home.md arranges the home page by its keys. Text below them is not published.',
  },
  'home-page-unknown': {
    what: 'content/pages/home.md names a story or a tag that does not exist. The newest stories take its position.',
  },
  'publication-unknown': {
    what: 'content/publication.yaml names a page in `footer` or `policies` that does not exist, or a section that no published story has. Readers find no link to it. It is a warning if the section has a file or a story under embargo.',
    fix: 'Correct the name. A page has the name of its file in content/pages/, without “.md”; a section appears with its first story.',
  },
  'content-model': {
    what: '`contentModel` in publication.yaml is not the version of the content model that this Dateline has. With a newer one, files may mean something else here.',
    fix: 'Upgrade Dateline if the content is newer. Otherwise npm run check -- --migrate says what changes, and with --fix changes it.',
  },
  'redirect-invalid': {
    what: 'A line of content/redirects.csv, or of `redirects` in publication.yaml, is no redirect: an old address of this site, and the path to which it leads. `:name` stands for a segment, `*` at the end for the rest; what stands in the path must stand in the address, too.',
    keepsOff: 'if it is not CSV',
    fix: 'Write it like this: /category/:tag,/tags/:tag. The other lines count all the same.',
  },
  'redirect-loop': {
    what: 'Redirects lead in a circle, so that readers find nothing.',
    fix: 'Write the path of a page, or remove one of the redirects.',
  },
  'redirect-taken': {
    what: 'A path in `redirectFrom` or in a redirect of the site is the URL of a page, or something else claims it too. A path can lead to one page only.',
    fix: 'Remove it from one of the two files.',
  },
  'updated-missing': {
    what: 'The text was changed a day or more after it was published, and the page does not say so.',
    fix: 'Set `updated`. For a small change, begin the commit message with “Minor:” instead.',
  },
  'tag-file': {
    what: 'The tag’s name and the name of its file are different words.',
    keepsOff: true,
  },
  'tag-invalid': {
    what: 'A tag needs at least one letter or digit, since its URL is made from them.',
    keepsOff: 'in the file of a tag',
    wrong: { keys: 'tags: [River, "?!"]' },
    right: { keys: 'tags: [River]' },
  },
  'tag-similar': {
    what: 'A tag without a file differs by one letter, or by two swapped letters, from a tag in content/tags/. Usually this is a typo, which would split the tag’s list in two. The same warning is given for several tags in one string, separated by commas. It is given once for each tag, at one of its stories.',
    fix: 'Write the tag that is meant, or describe the other one in content/tags/, too.',
  },
  'tag-spelling': {
    what: 'Stories spell one tag in several ways: upper and lower case and accents do not make another tag. The site shows the spelling of most published stories in that language.',
    fix: 'Write it as most stories do, or describe the tag in content/tags/, whose name then counts.',
  },
  'title-duplicate': {
    what: 'Two stories have the same headline, so readers cannot tell them apart in lists.',
  },
} satisfies RuleGuides;
