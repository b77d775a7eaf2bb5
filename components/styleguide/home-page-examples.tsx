import type { Summary } from '#lib/store/views.ts';
import { Teaser, type TeaserSize } from '../teaser.tsx';
import { homePageExample, stateExample, variedSummaries } from './example-builders.tsx';
import { LONG_WORD } from './example-texts.ts';
import { publication, summary } from './examples.ts';

/** Teasers and home pages. */
export const HOME_PAGE_EXAMPLES = {
  teasers: stateExample('Teasers', 'A story in a list, in every size; the largest leads the home pages', (images) => {
    const row = (size: TeaserSize, stories: Summary[]) => (
      <div className={size === 'row' ? 'story-list' : `home-page__${size}s`}>
        {stories.map((story) => (
          <Teaser key={story.slug} story={story} size={size} publication={publication()} level={2} />
        ))}
      </div>
    );
    return {
      'Beside the lead': row('second', variedSummaries(2, images)),
      'In a row': row('third', variedSummaries(4, images)),
      'In a list': row('row', variedSummaries(5, images)),
      'Required fields only': row('row', [
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
    'Two stories beside the lead, four in a row, sections, the newest stories',
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
  'home-without-images': homePageExample(
    'Home page: without images',
    'Two stories in a row with the lead, four below, some without a section',
    (stories) => {
      const [lead = null, ...rest] = stories.map((story) => ({ ...story, image: null, keyPoints: [] }));
      return { lead, beside: rest.slice(0, 2), next: rest.slice(2, 6), recent: rest.slice(6, 12) };
    },
  ),
  'home-one-story': homePageExample('Home page: the first day', 'One story', ([, lead = null]) => ({
    lead,
  })),
  'home-empty': homePageExample('Home page: before the first day', 'No stories', () => ({})),
};
