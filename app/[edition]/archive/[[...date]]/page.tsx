import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ArchiveYears } from '#components/archive-years.tsx';
import { ListHead, type Step } from '#components/list-head.tsx';
import { PeriodList } from '#components/period-list.tsx';
import { StoryList } from '#components/story-list.tsx';
import type { PublicationEdition } from '#lib/content/records.ts';
import { spanInWords } from '#lib/dates.ts';
import { wordsIn } from '#lib/i18n/catalogue.ts';
import { archiveDate, pageNumber, pathTo } from '#lib/routes/urls.ts';
import { routeOf } from '../../../edition.ts';
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
function trailTo(date: string, { edition, language }: PublicationEdition): Step[] {
  const above = ['', ...[4, 7].filter((length) => length < date.length).map((length) => date.slice(0, length))];
  return above.map((part) => ({
    name: part === '' ? wordsIn(language).archive : spanInWords(part, language),
    path: pathTo({ kind: 'archive', edition, date: part, page: 1 }),
  }));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { publication, edition, words, date: segments } = await routeOf(params);
  const { name, language } = publication;
  if (!segments) {
    return pageMetadata({
      place: { kind: 'archive', edition, date: '', page: 1 },
      title: words.archive,
      description: words.everythingOf(name),
    });
  }
  const asked = parse(segments);
  if (!asked) return {};
  const when = spanInWords(asked.date, language);
  return pageMetadata({
    place: { kind: 'archive', edition, ...asked },
    title: asked.page === 1 ? when : words.titleOfPage(when, asked.page),
    description: words.publishedIn(name, when),
  });
}

export default async function Page({ params }: Props) {
  const { index, publication, edition, words, date: segments } = await routeOf(params);
  if (!segments) {
    const newestFirst = index.periods('').toReversed();
    const years = newestFirst.map((year) => ({ year, months: index.periods(year.date) }));
    return (
      <>
        <ListHead publication={publication} title={words.archive} note={words.everythingByDate} />
        <ArchiveYears years={years} publication={publication} />
      </>
    );
  }
  const asked = parse(segments);
  const list = asked && index.storiesOf(asked.date, asked.page);
  if (!list) notFound();
  return (
    <>
      <ListHead
        publication={publication}
        title={spanInWords(asked.date, publication.language)}
        note={words.stories(list.total)}
        trail={trailTo(asked.date, publication)}
      >
        <PeriodList periods={index.periods(asked.date)} publication={publication} />
      </ListHead>
      <StoryList
        list={list}
        publication={publication}
        pathOf={(page) => pathTo({ kind: 'archive', edition, date: asked.date, page })}
        empty=""
      />
    </>
  );
}
