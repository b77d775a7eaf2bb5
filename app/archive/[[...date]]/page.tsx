import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead, type Step } from '#components/list-head.tsx';
import { storyCount } from '#components/name-list.tsx';
import { PeriodList } from '#components/period-list.tsx';
import { StoryList } from '#components/story-list.tsx';
import { spanInWords } from '#lib/dates.ts';
import { index } from '#lib/index/queries.ts';
import { archiveDate, pageNumber, pathTo } from '#lib/urls.ts';
import { pageMetadata } from '../../page-metadata.ts';

// All years at /archive; and by a rewrite (next.config.ts) a year, a month or a day at /2024, /2024/01 and /2024/01/14.

type Props = { params: Promise<{ date?: string[] }> };

/** `['2024', '01', 'page', '2']` as a date and the number of a page; null for what is none. */
function parse(segments: readonly string[]): { date: string; page: number } | null {
  const paged = segments.at(-2) === 'page';
  const date = archiveDate(paged ? segments.slice(0, -2) : segments);
  return date === null ? null : { date, page: pageNumber(paged ? segments.at(-1) : undefined) };
}

/** The archive, the year and the month that a date is in. */
function trailTo(date: string): Step[] {
  const above = ['', ...[4, 7].filter((length) => length < date.length).map((length) => date.slice(0, length))];
  return above.map((part) => ({
    name: part === '' ? 'Archive' : spanInWords(part),
    path: pathTo({ kind: 'archive', date: part, page: 1 }),
  }));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { date: segments } = await params;
  const { name } = index.publication();
  if (!segments) {
    return pageMetadata({
      place: { kind: 'archive', date: '', page: 1 },
      title: 'Archive',
      description: `Everything that ${name} has published, by date.`,
    });
  }
  const asked = parse(segments);
  if (!asked) return {};
  const words = spanInWords(asked.date);
  return pageMetadata({
    place: { kind: 'archive', ...asked },
    title: asked.page === 1 ? words : `${words}, page ${asked.page}`,
    description: `What ${name} published in ${words}.`,
  });
}

export default async function Page({ params }: Props) {
  const { date: segments } = await params;
  if (!segments) {
    return (
      <>
        <ListHead title="Archive" note="Everything published here, by date" />
        <PeriodList periods={index.periods('')} />
      </>
    );
  }
  const asked = parse(segments);
  const list = asked && index.storiesOf(asked.date, asked.page);
  if (!list) notFound();
  return (
    <>
      <ListHead title={spanInWords(asked.date)} note={storyCount(list.total)} trail={trailTo(asked.date)}>
        <PeriodList periods={index.periods(asked.date)} />
      </ListHead>
      <StoryList
        list={list}
        timeZone={index.publication().timeZone}
        pathOf={(page) => pathTo({ kind: 'archive', date: asked.date, page })}
        empty=""
      />
    </>
  );
}
