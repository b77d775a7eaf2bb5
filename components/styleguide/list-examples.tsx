import { pathTo } from '#lib/routes/routes.ts';
import { ArchiveYears } from '../archive-years.tsx';
import { CorrectionList } from '../correction-list.tsx';
import { ListHead } from '../list-head.tsx';
import { NameList } from '../name-list.tsx';
import { Pagination } from '../pagination.tsx';
import { PeriodList } from '../period-list.tsx';
import { StoryList } from '../story-list.tsx';
import { DAY, listExample, prose, stateExample } from './example-builders.tsx';
import { LONG_HEADLINE, LONG_WORD, paragraphs } from './example-texts.ts';
import { listOf, PUBLISHED, publication, THREE_CONTRIBUTORS, tags } from './examples.ts';

/** Lists of stories, names, dates and corrections. */
export const LIST_EXAMPLES = {
  'list-first': listExample('List: first page', 1, [], prose('All that *floats*, and where it is tied up.')),
  'list-middle': listExample('List: middle page', 2, [
    { name: 'Archive', path: pathTo({ kind: 'archive', edition: '' }) },
    { name: '2024', path: pathTo({ kind: 'period', edition: '', date: '2024', page: 1 }) },
  ]),
  'list-last': listExample('List: last page', 20),
  'list-empty': {
    title: 'List: empty',
    shows: 'A heading and a note that there are no stories',
    content: () => (
      <>
        <ListHead publication={publication()} title="Harbor" note="" />
        <StoryList list={listOf([])} publication={publication()} pathOf={() => '/'} empty="There are no stories yet." />
      </>
    ),
  },
  names: stateExample('Names', 'All authors, all topics', () => ({
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
    Topics: (
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
  corrections: stateExample('Corrections', 'With and without corrections', () => ({
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
};
