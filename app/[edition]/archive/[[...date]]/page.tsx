import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ArchiveYears } from '#components/archive-years.tsx';
import { ListHead, type Step } from '#components/list-head.tsx';
import { PeriodList } from '#components/period-list.tsx';
import { StoryList } from '#components/story-list.tsx';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { formatSpan } from '#lib/dates.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { archiveDate } from '#lib/routes/archive-date.ts';
import { pageNumber } from '#lib/routes/route-parameters.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { pageContext } from '../../../edition.ts';
import { pageMetadata } from '../../../page-metadata.ts';

// All years at /archive. A rewrite in next.config.ts adds a year, a month or a day: /2024, /2024/01, /2024/01/14.

type Props = { params: Promise<{ edition: string; date?: string[] }> };

/** Returns the date and the page number in `['2024', '01', 'page', '2']`; null when the calendar has no such date. */
function parse(segments: readonly string[]): { date: string; page: number } | null {
  const paged = segments.at(-2) === 'page';
  const date = archiveDate(paged ? segments.slice(0, -2) : segments);
  return date === null ? null : { date, page: pageNumber(paged ? segments.at(-1) : undefined) };
}

/** Returns the breadcrumbs of a date: the archive, then the year and the month that it is in. */
function breadcrumbsTo(date: string, { edition, language }: PublicationEdition): Step[] {
  const above = [4, 7].filter((length) => length < date.length).map((length) => date.slice(0, length));
  return [
    { name: messagesIn(language).archive, path: pathTo({ kind: 'archive', edition }) },
    ...above.map((part) => ({
      name: formatSpan(part, language),
      path: pathTo({ kind: 'period', edition, date: part, page: 1 }),
    })),
  ];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { publication, edition, messages, date: segments } = await pageContext(params);
  const { name, language } = publication;
  if (!segments) {
    return pageMetadata({
      route: { kind: 'archive', edition },
      title: messages.archive,
      description: messages.storiesOf(name),
    });
  }
  const requested = parse(segments);
  if (!requested) return {};
  const when = formatSpan(requested.date, language);
  return pageMetadata({
    route: { kind: 'period', edition, ...requested },
    title: requested.page === 1 ? when : messages.titleOfPage(when, requested.page),
    description: messages.storiesIn(name, when),
  });
}

export default async function Page({ params }: Props) {
  const { queries, publication, edition, messages, date: segments } = await pageContext(params);
  if (!segments) {
    const newestFirst = queries.periods('').toReversed();
    const years = newestFirst.map((year) => ({ year, months: queries.periods(year.date) }));
    return (
      <>
        <ListHead publication={publication} title={messages.archive} note={messages.archiveNote} />
        <ArchiveYears years={years} publication={publication} />
      </>
    );
  }
  const requested = parse(segments);
  const list = requested && queries.storiesOfDate(requested.date, requested.page);
  if (!list) notFound();
  return (
    <>
      <ListHead
        publication={publication}
        title={formatSpan(requested.date, publication.language)}
        note={messages.stories(list.total)}
        breadcrumbs={breadcrumbsTo(requested.date, publication)}
      >
        <PeriodList periods={queries.periods(requested.date)} publication={publication} />
      </ListHead>
      <StoryList
        list={list}
        publication={publication}
        pathOf={(page) => pathTo({ kind: 'period', edition, date: requested.date, page })}
        empty=""
      />
    </>
  );
}
