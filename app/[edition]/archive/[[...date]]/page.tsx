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

// All years at /archive; and by a rewrite (next.config.ts) a year, a month or a day at /2024, /2024/01 and /2024/01/14.

type Props = { params: Promise<{ edition: string; date?: string[] }> };

/** `['2024', '01', 'page', '2']` as a date and the number of a page; null for what is none. */
function parse(segments: readonly string[]): { date: string; page: number } | null {
  const paged = segments.at(-2) === 'page';
  const date = archiveDate(paged ? segments.slice(0, -2) : segments);
  return date === null ? null : { date, page: pageNumber(paged ? segments.at(-1) : undefined) };
}

/** The archive, the year and the month that a date is in. */
function breadcrumbsTo(date: string, { edition, language }: PublicationEdition): Step[] {
  const above = ['', ...[4, 7].filter((length) => length < date.length).map((length) => date.slice(0, length))];
  return above.map((part) => ({
    name: part === '' ? messagesIn(language).archive : formatSpan(part, language),
    path: pathTo({ kind: 'period', edition, date: part, page: 1 }),
  }));
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
  const asked = parse(segments);
  if (!asked) return {};
  const when = formatSpan(asked.date, language);
  return pageMetadata({
    route: { kind: 'period', edition, ...asked },
    title: asked.page === 1 ? when : messages.titleOfPage(when, asked.page),
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
  const asked = parse(segments);
  const list = asked && queries.storiesOfDate(asked.date, asked.page);
  if (!list) notFound();
  return (
    <>
      <ListHead
        publication={publication}
        title={formatSpan(asked.date, publication.language)}
        note={messages.stories(list.total)}
        breadcrumbs={breadcrumbsTo(asked.date, publication)}
      >
        <PeriodList periods={queries.periods(asked.date)} publication={publication} />
      </ListHead>
      <StoryList
        list={list}
        publication={publication}
        pathOf={(page) => pathTo({ kind: 'period', edition, date: asked.date, page })}
        empty=""
      />
    </>
  );
}
