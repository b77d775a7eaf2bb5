import { stringify } from 'yaml';
import { CONTENT_MODEL } from '../content/content-model.ts';
import { frontMatterFile, slugFor } from '../content/file-form.ts';
import { type Instant, isoDay, isoInZone } from '../dates.ts';
import { escapeHtml } from '../html-escape.ts';
import { slugOf } from '../routes/slugs.ts';
import type { StarterTexts } from './starter-texts.ts';

// The files of a new publication. `npm run guide` writes the others: guide, schemas, settings of VS Code.

/**
 * What a founder decides. `origin`, `timeZone` and `language` are as in publication.yaml; `author` is a name.
 * `engine` is the path of Dateline from the new folder, `engineBeside` the one that other editors give it, and
 * `engineAddress` the address of its git repository.
 */
export type Founding = Readonly<{
  name: string;
  origin: string;
  language: string;
  timeZone: string;
  sections: readonly string[];
  author: string;
  engine: string;
  engineBeside: string;
  engineAddress: string;
}>;

/** Returns the text files of a new publication by path. Its first story is published at `now`. */
export function starterFiles(founding: Founding, texts: StarterTexts, now: Instant): Map<string, string> {
  const { name, author, sections, timeZone } = founding;
  const id = slugFor(author);
  const month = isoDay(now, timeZone).slice(0, 7).replace('-', '/');
  const story = {
    title: texts.title,
    standfirst: texts.standfirst,
    author: id,
    date: isoInZone(now - (now % 60_000), timeZone),
    // A section without a story is not in the navigation.
    ...(sections.length > 0 ? { tags: sections } : {}),
  };
  return new Map([
    ['publication.yaml', publicationFile(founding, texts)],
    [`authors/${id}.md`, frontMatterFile({ name: author }, texts.biography)],
    [`articles/${month}/welcome.md`, frontMatterFile(story, texts.story)],
    ['pages/about.md', frontMatterFile({ title: texts.about }, texts.aboutText)],
    ['pages/standards.md', frontMatterFile({ title: texts.standards }, texts.standardsText)],
    ...sections.map((section): [string, string] => [`tags/${slugOf(section)}.md`, `---\nname: ${yaml(section)}---\n`]),
    ['public/wordmark.svg', wordmarkSvg(name)],
    ['package.json', packageFile(founding)],
    ['.github/workflows/check.yml', githubWorkflow(founding)],
    ['.gitlab-ci.yml', gitlabWorkflow(founding)],
    ['.gitignore', '.DS_Store\nThumbs.db\n*~\n.env*\nnode_modules/\n'],
    ['README.md', readme(founding, id)],
  ]);
}

const yaml = (value: unknown) => stringify(value, { lineWidth: 0 });

function publicationFile({ name, origin, timeZone, language, sections }: Founding, { tagline }: StarterTexts): string {
  const keys = {
    name,
    tagline,
    origin,
    timeZone,
    language,
    ...(sections.length > 0 ? { sections } : {}),
    contentModel: CONTENT_MODEL,
    footer: ['about', 'standards'],
    policies: { principles: 'standards', ethics: 'standards', corrections: 'standards' },
  };
  return `# Who we are. guide/keys.md explains every key.\n${yaml(keys)}`;
}

/** Words that say nothing about a name. */
const ARTICLES = /^(?:the|an?|der|die|das|les?|la|el|los|las|il|o|os|as)$/iu;

/** Returns the first letters of a publication's name, two at the most, as an icon shows them. */
export function initialsOf(name: string, language: string): string {
  const words = name.split(/[\s\p{P}]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const meant = words.filter((word) => !ARTICLES.test(word));
  const letters = (meant.length > 0 ? meant : words).slice(0, 2).map((word) => {
    const [first] = new Intl.Segmenter(language).segment(word);
    return first?.segment ?? '';
  });
  // Letters of scripts without capitals are joined, or make another word.
  const [first = ''] = letters;
  const hasCapitals = first.toLocaleLowerCase(language) !== first.toLocaleUpperCase(language);
  return hasCapitals ? letters.join('').toLocaleUpperCase(language) : first;
}

/** The fonts of drawings: browsers load none for them. */
export const DRAWN_FACES = "'Newsreader Display', Georgia, 'Times New Roman', serif";

function wordmarkSvg(name: string): string {
  const width = 16 + 30 * [...name].length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 72"><text x="${width / 2}" y="52" text-anchor="middle" font-family="${DRAWN_FACES}" font-size="52" fill="#1a1713">${escapeHtml(name)}</text></svg>\n`;
}

/** The commands of Dateline for this content. DATELINE names another folder for it. */
function packageFile({ engine }: Founding): string {
  const script = (name: string) => `CONTENT_DIR="$PWD" npm --prefix "\${DATELINE:-${engine}}" run ${name} --`;
  const scripts = Object.fromEntries(
    ['dev', 'start', 'check', 'new', 'guide', 'preview'].map((it) => [it, script(it)]),
  );
  return `${JSON.stringify({ private: true, scripts }, null, 2)}\n`;
}

const ENGINE_COMMENT = 'The git repository of Dateline, which checks the content as the site reads it.';
const FETCH_ENGINE = 'git clone --depth=1 "$ENGINE" ../engine';
const INSTALL_ENGINE = '(cd ../engine && npm ci --omit=dev)';
const RUN_CHECK = 'CONTENT_DIR="$PWD" ../engine/node_modules/.bin/node ../engine/lib/cli/main.ts check';

function githubWorkflow({ engineAddress }: Founding): string {
  return `name: check
on: [push, pull_request]
permissions:
  contents: read
env:
  # ${ENGINE_COMMENT}
  ENGINE: ${yaml(engineAddress).trim()}
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # the check of moved stories reads the history
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: ${FETCH_ENGINE}
      - run: ${INSTALL_ENGINE}
      - run: ${RUN_CHECK}
`;
}

function gitlabWorkflow({ engineAddress }: Founding): string {
  return `check:
  image: node:24
  variables:
    # ${ENGINE_COMMENT}
    ENGINE: ${yaml(engineAddress).trim()}
    GIT_DEPTH: 0 # the check of moved stories reads the history
  script:
    - ${FETCH_ENGINE}
    - ${INSTALL_ENGINE}
    - ${RUN_CHECK}
`;
}

function readme({ name, engine, engineBeside, engineAddress, sections }: Founding, id: string): string {
  const elsewhere = engine === engineBeside ? 'If it lies elsewhere, set' : 'Set';
  const tag = sections[0] === undefined ? '' : ` --tag=${JSON.stringify(sections[0])}`;
  return `# ${name}

Everything that readers of ${name} see is in this folder. A story is a text file. Change a file and push it,
and the page changes. A mistake never breaks the site: the last good version stays until it is fixed.

## Once

You need git, npm, and Node 20.9 or newer. Dateline, the engine of the site, lies in a folder of its own:

    git clone ${engineAddress} ${engineBeside}
    (cd ${engineBeside} && npm ci)

${elsewhere} \`DATELINE\` to that folder.

## Write a story

    npm run new -- article "The headline" --author=${id}${tag}
    npm run dev          # the site at http://localhost:3000; it follows every save
    npm run check        # explains each mistake, and says what to write

The command prints the name of the new file. Write below the second line \`---\`. To publish, delete the line
\`draft: true\`, then:

    git add --all && git commit -m "The headline" && git push

## Where things are

| file or folder       | what it is                                                                   |
| -------------------- | ---------------------------------------------------------------------------- |
| \`publication.yaml\`   | name, address, language, time zone, sections; \`theme\` is the look          |
| \`articles/\`          | stories; images lie beside them. \`welcome.md\` is the first one: replace it   |
| \`authors/\`           | who writes, one file each                                                    |
| \`pages/\`             | about and standards: write your own                                          |
| \`tags/\`              | sections and topics, each with a description if you like                     |
| \`public/\`            | icons, wordmark, \`robots.txt\` and other files; \`public/x.pdf\` is at \`/x.pdf\` |
| \`redirects.csv\`      | old addresses, if there are some: a line \`/old-story.html,/articles/welcome\`  |
| \`guide/\`             | [how to write](guide/README.md), [every key](guide/keys.md), [every rule](guide/rules.md) |

After a new author or section run \`npm run guide\`: editors then choose from the current names. The checks in
\`.github/\` and \`.gitlab-ci.yml\` run for each push; delete the one that you do not need.
`;
}
