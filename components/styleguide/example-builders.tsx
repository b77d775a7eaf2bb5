import type { ReactNode } from 'react';
import type { ArticleType } from '#lib/content/article.ts';
import type { ThemeColours } from '#lib/content/theme-colours.ts';
import type { ImageFacts } from '#lib/routes/image-files.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { Story, Summary } from '#lib/store/views.ts';
import { HomePage } from '../home-page.tsx';
import { ListHead, type Step } from '../list-head.tsx';
import { Prose } from '../prose.tsx';
import { StoryList } from '../story-list.tsx';
import { StoryPage } from '../story-page.tsx';
import { LONG_HEADLINE, paragraphs } from './example-texts.ts';
import { image, listOf, publication, story, summaries, THREE_CONTRIBUTORS } from './examples.ts';

/**
 * The images of the examples, from the publication: only images that content names are served. Null if it has
 * none of that shape.
 */
export type ExampleImages = Readonly<{
  wide: ImageFacts | null;
  upright: ImageFacts | null;
  portrait: ImageFacts | null;
}>;

/** Components in the states of an example, with images and colours of the publication (null: those of the engine). */
type Content<Result> = (images: ExampleImages, theme: ThemeColours | null) => Result;

/** A page of the styleguide: its title, a description, and components in the states it describes. */
export type Example = Readonly<{ title: string; shows: string; content: Content<ReactNode> }>;

/** Six days after the publication of the examples. */
export const TODAY = '2024-01-20';
export const DAY = 86_400_000;

export const imageOf = (facts: ImageFacts | null, overrides: Parameters<typeof image>[0] = {}) =>
  facts && image({ ...overrides, facts });

/** `count` different stories for lists: with and without an image, of several types and lengths. */
export function variedSummaries(count: number, { wide, upright }: ExampleImages, first = 1): Summary[] {
  const varieties: Partial<Summary>[] = [
    { image: imageOf(wide), keyPoints: ['The vote was close.', 'Ferries sail on Monday, if the tide is right.'] },
    { type: 'analysis', byline: THREE_CONTRIBUTORS },
    { image: imageOf(upright ?? wide), standfirst: paragraphs(1) },
    { standfirst: '', section: null, headline: LONG_HEADLINE },
    { type: 'opinion', section: { slug: 'opinion', name: 'Opinion' } },
  ];
  return summaries(count).map((plain, index) => {
    const variety = varieties[(index + first - 1) % varieties.length];
    const number = first + index;
    return { ...plain, headline: `Night ferries to sail again, part ${number}`, slug: `story-${number}`, ...variety };
  });
}

type OtherProps = Partial<Omit<Parameters<typeof StoryPage>[0], 'story'>>;

/** An example that is the page of one story. */
export function storyExample(
  type: ArticleType | null,
  shows: string,
  overrides: (images: ExampleImages) => Partial<Story>,
  otherProps: (images: ExampleImages) => OtherProps = () => ({}),
): Example {
  return {
    title: `Story: ${type ?? 'required fields only'}`,
    shows,
    content: (images) => (
      <StoryPage
        story={story({ type: type ?? 'news', body: paragraphs(4), ...overrides(images) })}
        publication={publication()}
        today={TODAY}
        part={null}
        related={[]}
        {...otherProps(images)}
      />
    ),
  };
}

/** An example with several states of a component, each below a heading. */
export function stateExample(title: string, shows: string, states: Content<Record<string, ReactNode>>): Example {
  return {
    title,
    shows,
    content: (images, theme) => (
      <>
        <ListHead publication={publication()} title={title} note={shows} />
        {Object.entries(states(images, theme)).map(([name, content], index) => (
          <section key={name} className="styleguide__state" aria-labelledby={`state-${index + 1}`}>
            <h2 id={`state-${index + 1}`}>{name}</h2>
            {content}
          </section>
        ))}
      </>
    ),
  };
}

/** An example that is one page of a list of 100 stories. */
export function listExample(
  title: string,
  page: number,
  breadcrumbs: readonly Step[] = [],
  head: ReactNode = null,
): Example {
  return {
    title,
    shows: `A heading, five stories and the pagination: page ${page} of 20`,
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

/** An example that is a home page of the stories that `arrangement` takes. */
export function homePageExample(
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

export function prose(markdown: string): ReactNode {
  return <Prose markdown={markdown} language="en" images={{}} className="prose prose-body" />;
}
