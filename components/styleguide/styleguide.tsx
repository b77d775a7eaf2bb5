import './styleguide.css';
import type { ReactNode } from 'react';
import type { ArticleType } from '#lib/content/article.ts';
import type { ImageFacts } from '#lib/routes/image-files.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { SearchQuery } from '#lib/routes/search-address.ts';
import { type ExampleName, STYLEGUIDE_EXAMPLES, styleguidePath } from '#lib/routes/styleguide-paths.ts';
import type { Story, Summary } from '#lib/store/views.ts';
import { ArchiveYears } from '../archive-years.tsx';
import { AuthorCard } from '../author-card.tsx';
import { Avatar } from '../avatar.tsx';
import { CorrectionList } from '../correction-list.tsx';
import { DiagnosticList } from '../diagnostic-list.tsx';
import { History } from '../history.tsx';
import { HomePage } from '../home-page.tsx';
import { ListHead, type Step } from '../list-head.tsx';
import { Masthead } from '../masthead.tsx';
import { NameList } from '../name-list.tsx';
import { Pagination } from '../pagination.tsx';
import { PeriodList } from '../period-list.tsx';
import { PreviewBar } from '../preview-bar.tsx';
import { ProfileLinks } from '../profile-links.tsx';
import { Prose } from '../prose.tsx';
import { SearchForm } from '../search-form.tsx';
import { SearchResults } from '../search-results.tsx';
import { SiteFooter } from '../site-footer.tsx';
import { StoryList } from '../story-list.tsx';
import { StoryPage } from '../story-page.tsx';
import { Teaser, type TeaserSize } from '../teaser.tsx';
import { Colours, Lengths, SectionColours, TypeScale } from './design-tokens.tsx';
import {
  author,
  contributor,
  DIAGNOSTICS,
  elementsText,
  HISTORY,
  image,
  LONG_HEADLINE,
  LONG_TEXT,
  LONG_WORD,
  listOf,
  MARKDOWN_TEXT,
  MIDDLE_PART,
  PUBLISHED,
  paragraphs,
  publication,
  story,
  summaries,
  summary,
  THREE_CONTRIBUTORS,
  tags,
} from './examples.ts';

/** The images that the styleguide can show, each null where the edition has none such: only images that a file of the content names are served. */
export type ExampleImages = Readonly<{
  wide: ImageFacts | null;
  upright: ImageFacts | null;
  portrait: ImageFacts | null;
}>;

/** A page of the styleguide: what it is called, what there is to see, and the components in the states that it shows. */
type Example = Readonly<{ title: string; shows: string; content: (images: ExampleImages) => ReactNode }>;

/** Six days after the examples were published. */
const TODAY = '2024-01-20';
const DAY = 86_400_000;

const shown = (facts: ImageFacts | null, messages: Parameters<typeof image>[0] = {}) =>
  facts && image({ ...messages, facts });

/** Stories as lists have them: with and without an image, of several types and lengths. */
function variedSummaries(count: number, { wide, upright }: ExampleImages, first = 1): Summary[] {
  const varieties: Partial<Summary>[] = [
    { image: shown(wide), keyPoints: ['The vote was close.', 'Ferries sail on Monday, if the tide is right.'] },
    { type: 'analysis', byline: THREE_CONTRIBUTORS },
    { image: shown(upright ?? wide), standfirst: paragraphs(1) },
    { standfirst: '', section: null, headline: LONG_HEADLINE },
    { type: 'opinion', section: { slug: 'opinion', name: 'Opinion' } },
  ];
  return summaries(count).map((plain, index) => {
    const variety = varieties[(index + first - 1) % varieties.length];
    const number = first + index;
    return { ...plain, headline: `Night ferries to sail again, part ${number}`, slug: `story-${number}`, ...variety };
  });
}

type Around = Partial<Omit<Parameters<typeof StoryPage>[0], 'story'>>;

/** A page of one story. */
function storyExample(
  type: ArticleType | null,
  shows: string,
  overrides: (images: ExampleImages) => Partial<Story>,
  around: (images: ExampleImages) => Around = () => ({}),
): Example {
  return {
    title: `Story: ${type ?? 'with nothing that can be left out'}`,
    shows,
    content: (images) => (
      <StoryPage
        story={story({ type: type ?? 'news', body: paragraphs(4), ...overrides(images) })}
        publication={publication()}
        today={TODAY}
        part={null}
        related={[]}
        {...around(images)}
      />
    ),
  };
}

/** A page of several states of one kind of thing, each under a heading with an address of its own. */
function stateExample(
  title: string,
  shows: string,
  states: (images: ExampleImages) => Record<string, ReactNode>,
): Example {
  return {
    title,
    shows,
    content: (images) => (
      <>
        <ListHead publication={publication()} title={title} note={shows} />
        {Object.entries(states(images)).map(([name, content], index) => (
          <section key={name} className="state" aria-labelledby={`state-${index + 1}`}>
            <h2 id={`state-${index + 1}`}>{name}</h2>
            {content}
          </section>
        ))}
      </>
    ),
  };
}

/** A page of a list of 100 stories. */
function listExample(title: string, page: number, breadcrumbs: readonly Step[] = [], head: ReactNode = null): Example {
  return {
    title,
    shows: `A head, five stories, and the way to other pages: page ${page} of 20`,
    content: (images) => (
      <>
        <ListHead publication={publication()} title="Harbor" note="100 stories" breadcrumbs={breadcrumbs}>
          {head}
        </ListHead>
        <StoryList
          list={listOf(variedSummaries(5, images, page), { page, pages: 20, total: 100 })}
          publication={publication()}
          pathOf={(page) => pathTo({ kind: 'tag', edition: '', slug: 'harbor', page })}
          empty=""
        />
      </>
    ),
  };
}

const NOTHING = { lead: null, beside: [], next: [], rail: null, rows: [], recent: [], pages: 1 };

/** A home page of `stories` as `arrangement` places them. */
function homePageExample(
  title: string,
  shows: string,
  arrangement: (stories: Summary[]) => Partial<Parameters<typeof HomePage>[0]['home']>,
): Example {
  return {
    title,
    shows,
    content: (images) => (
      <HomePage home={{ ...NOTHING, ...arrangement(variedSummaries(24, images)) }} publication={publication()} />
    ),
  };
}

function prose(markdown: string): ReactNode {
  return <Prose markdown={markdown} language="en" images={{}} className="prose body" />;
}

/** The sheets by their names, in the order of `STYLEGUIDE_EXAMPLES`. */
export const EXAMPLES: Record<ExampleName, Example> = {
  tokens: stateExample('Tokens', 'The sizes, colours and lengths that everything is made with', () => ({
    'The scale of type': <TypeScale />,
    Colours: <Colours />,
    'Colours of sections': <SectionColours />,
    Lengths: <Lengths />,
  })),

  'story-news': storyExample(
    'news',
    'An image with caption and credit, key points, a place, an update, a history, a recent correction, a part of a series, related stories, every way to pass it on',
    ({ wide }) => ({
      image: shown(wide),
      dateline: 'Port Ansel',
      updated: PUBLISHED + DAY,
      keyPoints: ['The vote was close.', 'Ferries sail on Monday, if the tide is right.', 'The bridge stays shut.'],
      corrections: [
        { date: PUBLISHED + 2 * DAY, text: 'An earlier version gave the wrong day. It was Friday.' },
        { date: PUBLISHED + DAY, text: 'The chair is Ola Berg.' },
      ],
    }),
    (images) => ({
      part: MIDDLE_PART,
      history: true,
      related: variedSummaries(4, images, 2),
      publication: publication({
        share: ['mail', 'bluesky', 'facebook', 'linkedin', 'reddit', 'telegram', 'whatsapp', 'x'],
      }),
    }),
  ),
  'story-analysis': storyExample(
    'analysis',
    'Three people in two roles, thirty tags, no image, one related story',
    () => ({
      byline: THREE_CONTRIBUTORS,
      authors: THREE_CONTRIBUTORS.map(({ name }) =>
        author(name, { role: 'Harbor desk', biography: `${name} writes about the *harbor*.` }),
      ),
      tags: tags(30),
    }),
    (images) => ({ related: variedSummaries(1, images) }),
  ),
  'story-feature': storyExample(
    'feature',
    'An upright image with a credit alone; the text begins large',
    ({ upright }) => ({
      image: shown(upright, { caption: '' }),
      body: paragraphs(8),
    }),
  ),
  'story-interview': storyExample('interview', 'Questions and answers', () => ({
    body: `${paragraphs(1)}\n\n:::interview\n**Did you expect the vote to pass?**\n\n${paragraphs(1)}\n\n**And now?**\n\n${paragraphs(1)}\n:::`,
  })),
  'story-opinion': storyExample(
    'opinion',
    'A writer with a portrait; the section says what the type would',
    ({ portrait }) => ({
      section: { slug: 'opinion', name: 'Opinion' },
      authors: [author('Ida Holm', { portrait, role: 'Columnist', biography: paragraphs(1) })],
    }),
  ),
  'story-editorial': storyExample(
    'editorial',
    'A headline of 200 characters; nothing is related, so that the newest stories stand below',
    () => ({ headline: LONG_HEADLINE }),
    () => ({ newest: summaries(4) }),
  ),
  'story-explainer': storyExample('explainer', 'A long text, with the list of what it contains', () => ({
    body: LONG_TEXT,
  })),
  'story-review': storyExample('review', 'A story in another language than the publication’s', () => ({
    language: 'de',
    headline: 'Nachtfähren fahren wieder',
    standfirst: 'Die Mannschaften stimmten mit großer Mehrheit zu.',
    body: 'Am Freitag stimmten die Mannschaften zu. „Wir hatten die Nacht schon aufgegeben“, sagte die Kapitänin.',
  })),
  'story-obituary': storyExample(
    'obituary',
    'A story of years ago, with a correction that is told at its end alone',
    ({ wide }) => ({
      image: shown(wide, { caption: '', credit: '' }),
      corrections: [{ date: PUBLISHED, text: 'An earlier version gave the wrong year of her first crossing.' }],
    }),
    () => ({ today: '2031-06-01' }),
  ),
  'story-live': storyExample('live', 'A word that no line of a phone holds, in every place', () => ({
    headline: LONG_WORD,
    standfirst: LONG_WORD,
    section: { slug: 'harbor', name: LONG_WORD },
    dateline: LONG_WORD,
    keyPoints: [LONG_WORD],
    tags: [{ slug: 'harbor', name: LONG_WORD }],
    byline: [contributor(LONG_WORD)],
    authors: [author(LONG_WORD, { role: LONG_WORD, biography: LONG_WORD })],
    corrections: [{ date: PUBLISHED, text: LONG_WORD }],
    body: `${LONG_WORD}\n\n## ${LONG_WORD}\n\n- ${LONG_WORD}\n\n> ${LONG_WORD}`,
  })),
  'story-bare': storyExample(
    null,
    'A headline, a byline and a text',
    () => ({
      standfirst: '',
      section: null,
      tags: [],
      authors: [author()],
    }),
    () => ({ publication: publication({ share: [] }) }),
  ),

  'text-markdown': {
    title: 'Text: Markdown',
    shows: 'All that Markdown has a sign for',
    content: () => (
      <article className="page">
        <ListHead
          publication={publication()}
          title="Markdown"
          note="Headings, lists, tables, quotations, code, footnotes"
        />
        {prose(MARKDOWN_TEXT)}
      </article>
    ),
  },
  'text-elements': {
    ...storyExample(
      'feature',
      'A pull quote, an aside, a gallery, a poem, an interview, and what is shown elsewhere',
      ({ wide, upright }) => {
        const facts = [wide, upright ?? wide, wide].filter((found) => found !== null);
        const images = Object.fromEntries(facts.map((found, index) => [`ferry-${index + 1}.jpg`, found]));
        return { images, body: elementsText(Object.keys(images)) };
      },
    ),
    title: 'Text: elements',
  },

  teasers: stateExample('Teasers', 'A story in a list, in every size; the largest leads the home pages', (images) => {
    const row = (size: TeaserSize, stories: Summary[]) => (
      <div className={size === 'row' ? 'story-list' : `${size}s`}>
        {stories.map((story) => (
          <Teaser key={story.slug} story={story} size={size} publication={publication()} level={2} />
        ))}
      </div>
    );
    return {
      'Beside the lead': row('second', variedSummaries(2, images)),
      'In a row': row('third', variedSummaries(4, images)),
      'In a list': row('row', variedSummaries(5, images)),
      'With nothing that can be left out': row('row', [
        summary({ slug: 'bare', standfirst: '', section: null, headline: LONG_WORD }),
      ]),
    };
  }),
  'home-lead': homePageExample(
    'Home page: one big lead',
    'A story leads alone, four follow',
    ([lead = null, ...rest]) => ({
      lead,
      next: rest.slice(0, 4),
    }),
  ),
  'home-lead-with-two': homePageExample(
    'Home page: a lead with two',
    'Two stories beside the lead, four in a row, sections, what else is new',
    ([lead = null, ...rest]) => ({
      lead,
      beside: rest.slice(0, 2),
      next: rest.slice(2, 6),
      rows: [
        { slug: 'harbor', name: 'Harbor', stories: rest.slice(6, 10) },
        { slug: 'science', name: 'Science', stories: rest.slice(10, 12) },
      ],
      recent: rest.slice(12, 19),
      pages: 3,
    }),
  ),
  'home-rail': homePageExample('Home page: with a rail', 'Opinion at the side', ([lead = null, ...rest]) => ({
    lead,
    beside: rest.slice(0, 2),
    next: rest.slice(2, 6),
    rail: { slug: 'opinion', name: 'Opinion', stories: rest.slice(6, 10) },
  })),
  'home-one-story': homePageExample(
    'Home page: the first day',
    'One story, and nothing else yet',
    ([, lead = null]) => ({
      lead,
    }),
  ),
  'home-empty': homePageExample('Home page: before the first day', 'Nothing has been published', () => ({})),

  'list-first': listExample('List: first page', 1, [], prose('All that *floats*, and where it is tied up.')),
  'list-middle': listExample('List: middle page', 2, [
    { name: 'Archive', path: pathTo({ kind: 'archive', edition: '' }) },
    { name: '2024', path: pathTo({ kind: 'period', edition: '', date: '2024', page: 1 }) },
  ]),
  'list-last': listExample('List: last page', 20),
  'list-empty': {
    title: 'List: empty',
    shows: 'A head, and that there is nothing yet',
    content: () => (
      <>
        <ListHead publication={publication()} title="Harbor" note="" />
        <StoryList
          list={listOf([])}
          publication={publication()}
          pathOf={() => '/'}
          empty="Nothing has been published yet."
        />
      </>
    ),
  },
  names: stateExample('Names', 'All authors, all tags', () => ({
    Authors: (
      <NameList
        language="en"
        names={THREE_CONTRIBUTORS.map(({ id, name, role }, index) => ({
          key: id,
          name,
          path: pathTo({ kind: 'author', edition: '', id, page: 1 }),
          note: role,
          stories: index,
        }))}
      />
    ),
    Tags: (
      <NameList
        language="en"
        names={[...tags(30), { slug: 'long', name: LONG_WORD }].map(({ slug, name }, index) => ({
          key: slug,
          name,
          path: pathTo({ kind: 'tag', edition: '', slug, page: 1 }),
          note: '',
          stories: index * 70,
        }))}
      />
    ),
    'The first page of three': (
      <Pagination language="en" page={1} pages={3} pathOf={(page) => pathTo({ kind: 'tags', edition: '', page })} />
    ),
  })),
  archive: stateExample('Archive', 'Years, months and days in which something was published', () => {
    const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
    const two = (number: number) => String(number).padStart(2, '0');
    const monthsOf = (year: string) => numbers(12).map((n) => ({ date: `${year}-${two(n)}`, stories: 50 * n }));
    return {
      Years: (
        <ArchiveYears
          publication={publication()}
          years={['2024', '2023', '2022'].map((date, index) => ({
            year: { date, stories: 700 + index },
            months: monthsOf(date).slice(5 * index),
          }))}
        />
      ),
      Months: <PeriodList publication={publication()} periods={monthsOf('2024')} />,
      Days: (
        <PeriodList
          publication={publication()}
          periods={numbers(31).map((n) => ({ date: `2024-01-${two(n)}`, stories: n }))}
        />
      ),
    };
  }),
  corrections: stateExample('Corrections', 'What was put right, and that nothing had to be', () => ({
    'Two corrections': (
      <CorrectionList
        corrections={[
          {
            date: PUBLISHED + DAY,
            text: 'It was Friday.',
            story: { edition: '', slug: 'night-ferries', headline: LONG_HEADLINE },
          },
          { date: PUBLISHED, text: paragraphs(1), story: { edition: '', slug: 'bridge', headline: 'Bridge to close' } },
        ]}
        publication={publication()}
      />
    ),
    None: <CorrectionList corrections={[]} publication={publication()} />,
  })),
  history: stateExample('History', 'What changed in an article since it was published', () => ({
    'A large change, a minor one, one without words': (
      <History history={HISTORY} published={PUBLISHED} publication={publication()} language="en" />
    ),
    'More changes than are shown': (
      <History
        history={{ changes: HISTORY.changes.slice(0, 1), complete: false }}
        published={PUBLISHED}
        publication={publication()}
        language="en"
      />
    ),
  })),
  authors: stateExample(
    'Authors',
    'Portraits and initials, cards, and where else somebody is found',
    ({ portrait }) => {
      const links = [
        { name: 'Social', url: 'https://social.example/@ida' },
        { name: 'Photographs', url: 'https://photographs.example/ida' },
      ];
      const ida = author('Ida Holm', { portrait, role: 'Harbor editor', email: 'ida.holm@courier.example', links });
      const jon = author('Jon Vale', { biography: paragraphs(1) });
      return {
        Portrait: <Avatar name={ida.name} portrait={portrait} size={96} />,
        Initials: <Avatar name={jon.name} portrait={null} size={96} />,
        'A profile': (
          <div className="profile">
            <Avatar name={ida.name} portrait={portrait} size={96} />
            <div>
              <p className="role">{ida.role}</p>
              <ProfileLinks language="en" author={ida} />
              <Prose markdown={paragraphs(1)} language="en" images={{}} />
            </div>
          </div>
        ),
        'A card': <AuthorCard author={ida} publication={publication()} />,
        'A card without a role': <AuthorCard author={jon} publication={publication()} />,
      };
    },
  ),
  search: stateExample('Search', 'What a reader looks for, and what there is of it', () => {
    const query: SearchQuery = {
      q: 'feries',
      language: '',
      section: 'harbor-1',
      tag: '',
      author: '',
      from: '2024-01-01',
      to: '',
      page: 1,
    };
    const found = summaries(2).map((story, index) => ({
      story,
      snippet:
        index === 0
          ? [
              { text: '… the crews of the night ', marked: false },
              { text: 'ferries', marked: true },
              { text: ' agreed on Friday …', marked: false },
            ]
          : null,
    }));
    return {
      'What to look for': <SearchForm query={query} sections={tags(3)} several publication={publication()} />,
      'More than can be counted': (
        <SearchResults
          result={{ ...listOf(found, { pages: 67, total: 1000 }), more: true, suggestion: 'ferries' }}
          query={query}
          publication={publication()}
        />
      ),
      Nothing: (
        <SearchResults
          result={{ ...listOf([]), more: false, suggestion: null }}
          query={query}
          publication={publication()}
        />
      ),
    };
  }),
  frame: stateExample('Frame', 'What stands around a page, where it differs from what stands around this one', () => ({
    'A publication with a long name, other editions, and no sections': (
      <Masthead
        publication={publication({ name: 'The Port Ansel and Lower Ferry Harbor Courier' })}
        today={TODAY}
        sections={[]}
        editions={['en', 'ar', 'zh'].map((language) => ({ edition: language === 'en' ? '' : language, language }))}
      />
    ),
    'A foot with sections of names in two languages, and a long name of a page': (
      <SiteFooter
        publication={publication()}
        sections={[
          { slug: 'harbor', name: 'Harbor' },
          { slug: 'culture', name: 'الثقافة', language: 'ar' },
        ]}
        pages={[{ slug: 'about', title: 'How the Harbor Courier is made, and by whom' }]}
      />
    ),
    'A foot without sections, pages and notice': <SiteFooter publication={publication()} sections={[]} pages={[]} />,
  })),
  previews: stateExample('Previews', 'What stands over a story before its time, or in its place', () => ({
    'A draft': (
      <PreviewBar
        status={{ draft: true, embargo: null, branch: null }}
        article={{ edition: '', slug: 'harbor' }}
        publication={publication()}
      />
    ),
    'An embargoed draft on a branch, by a link': (
      <PreviewBar
        status={{
          draft: true,
          embargo: PUBLISHED,
          branch: { name: 'night-ferries', commit: '5f0c1d2e3b4a'.repeat(3) },
        }}
        article={{ edition: '', slug: 'harbor' }}
        ends={PUBLISHED}
        publication={publication()}
      />
    ),
    'A story that is published by now': (
      <PreviewBar
        status={{ draft: false, embargo: null, branch: null }}
        article={{ edition: '', slug: 'harbor' }}
        ends={PUBLISHED}
        publication={publication()}
      />
    ),
    'A file with errors': <DiagnosticList diagnostics={DIAGNOSTICS} />,
  })),
};

/** One example of the styleguide, as a page with a link to the list of all. `folder` is what the paths of the styleguide begin with. */
export function StyleguideExample({
  name,
  images,
  folder,
}: {
  name: ExampleName;
  images: ExampleImages;
  folder?: string | undefined;
}) {
  return (
    <>
      <nav className="styleguide-trail" aria-label="Styleguide">
        <a href={styleguidePath(null, folder)}>Styleguide</a>
      </nav>
      {EXAMPLES[name].content(images)}
    </>
  );
}

/** The list of all examples. */
export function StyleguideIndex({ folder }: { folder?: string | undefined }) {
  return (
    <>
      <ListHead
        publication={publication()}
        title="Styleguide"
        note="Everything that pages are made of, in every state"
      />
      <ul className="sheets">
        {STYLEGUIDE_EXAMPLES.map((name) => (
          <li key={name}>
            <h2>
              <a href={styleguidePath(name, folder)}>{EXAMPLES[name].title}</a>
            </h2>
            <p>{EXAMPLES[name].shows}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
