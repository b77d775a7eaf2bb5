import { slugAndLanguage } from '../content/file-name.ts';
import { canonicalLanguage, isLanguage } from '../content/language-code.ts';
import type { Publication } from '../content/publication.ts';
import { type Instant, isoDay, parseDate } from '../dates.ts';
import { editionOf } from '../routes/editions.ts';
import { pathTo } from '../routes/routes.ts';
import { FileNames, slugFrom } from './file-names.ts';
import type { ImportNotes } from './import-notes.ts';
import type { ImportRecord } from './import-record.ts';
import type { Archive, ImportedAuthor, ImportedStory, ImportedTag } from './imported-item.ts';
import { ownText } from './own-text.ts';
import { PlannedAuthors, PlannedTags } from './planned-names.ts';
import type { PresentContent } from './present-content.ts';

/** A story or a page of an archive, and its file. */
export type PlannedText = Readonly<{
  source: string;
  kind: ImportedStory['kind'];
  file: string;
  path: string;
  /** When it was first published; for a text without a date, that of the newest. */
  date: Instant;
  draft: boolean;
  oldAddresses: readonly string[];
  /** Whether this run writes it. */
  isWanted: boolean;
}>;

/** What an archive becomes: files, and their addresses. */
export type Plan = Readonly<{
  texts: ReadonlyMap<string, PlannedText>;
  authors: PlannedAuthors;
  tags: PlannedTags;
}>;

export type PlanOptions = Readonly<{
  publication: Pick<Publication, 'timeZone' | 'language' | 'name'>;
  present: PresentContent;
  record: ImportRecord;
  notes: ImportNotes;
  /** Only texts of this time and later are wanted; null for all. */
  since: Instant | null;
  progress(done: number): void;
}>;

/** So many texts fit into the memory of an import. */
const MAX_TEXTS = 500_000;

type Read = Pick<ImportedStory, 'source' | 'kind' | 'slug' | 'language' | 'draft' | 'oldAddresses'> & {
  title: string;
  date: Instant | null;
  changed: Instant | null;
};

/**
 * The instant of a date of an archive; of an hour that came twice, the later one. Null for what is no date.
 */
export function instantOf(date: string | null, timeZone: string): Instant | null {
  const parsed = date === null ? null : parseDate(date, timeZone);
  return parsed && ('instant' in parsed ? parsed.instant : parsed.latest);
}

/** Reads an archive, and decides the name of each file. Throws what its reader throws. */
export async function planImport(archive: Archive, options: PlanOptions): Promise<Plan> {
  const { notes, publication, present, record } = options;
  const read = new Map<string, Read>();
  const authors = new PlannedAuthors(present, record, publication.name);
  const tags = new PlannedTags(present, record);
  const people: ImportedAuthor[] = [];
  const subjects: ImportedTag[] = [];
  const bylines: (readonly string[])[] = [];
  let done = 0;
  for await (const item of archive.items()) {
    if (++done % 500 === 0) options.progress(done);
    if (item.kind === 'author') people.push(item);
    else if (item.kind === 'tag') subjects.push(item);
    else if (item.kind === 'left-out') {
      notes.leaveOut(item.what, item.source);
      if (item.words) notes.add(item.source, `Not imported: ${item.what}, with “${item.words}”.`);
    } else if (read.has(item.source)) notes.leaveOut('second text of the same number', item.source);
    else if (item.kind === 'page' && item.draft) notes.leaveOut('draft of a page', item.source);
    else {
      if (read.size === MAX_TEXTS) throw new Error(`The archive has more than ${MAX_TEXTS} texts: divide it.`);
      const { kind, language, draft } = item;
      const source = ownText(item.source);
      const slug = item.slug === null ? null : ownText(item.slug);
      const oldAddresses = item.oldAddresses.map(ownText);
      const date = instantOf(item.date, publication.timeZone);
      const changed = instantOf(item.updated, publication.timeZone);
      read.set(source, {
        source,
        kind,
        slug,
        language,
        draft,
        oldAddresses,
        title: ownText(item.title.slice(0, 500)),
        date,
        changed,
      });
      if (kind === 'story') bylines.push(item.authors.map(ownText));
      if (kind === 'story') tags.use([...(item.section ? [item.section] : []), ...item.tags].map(ownText), item.draft);
    }
  }
  authors.plan(people, bylines);
  tags.describe(subjects);
  return { texts: planTexts([...read.values()], options), authors, tags };
}

function planTexts(
  read: readonly Read[],
  { publication, present, record, notes, since }: PlanOptions,
): Map<string, PlannedText> {
  const names = new FileNames();
  const spaceOf = (kind: ImportedStory['kind'], language: string) =>
    `${kind === 'page' ? 'pages' : 'stories'} ${language}`;
  for (const { kind, slug, language } of present.texts) {
    names.take(spaceOf(kind === 'page' ? 'page' : 'story', language ?? publication.language), slug);
  }
  const newest = read.reduce((last, { date }) => Math.max(last, date ?? 0), 0);
  const texts = new Map<string, PlannedText>();
  for (const { source, kind, slug: address, title, date: written, changed, draft, oldAddresses, ...rest } of read) {
    const date = written ?? changed ?? newest;
    if (written === null) notes.add(source, 'It has no date: the file has that of the newest text.');
    const isWanted = since === null || Math.max(date, changed ?? date) >= since;
    const known = record.entry(source);
    // What an earlier import left out must not be linked to.
    if (!isWanted && !known) continue;
    const language = languageOf(rest.language, publication.language);
    const wanted = slugFrom(address, title, source);
    if (!known) {
      const slug = names.free(spaceOf(kind, language), wanted);
      const ending = language === publication.language ? '.md' : `.${language}.md`;
      const folder =
        kind === 'page' ? 'pages' : `articles/${isoDay(date, publication.timeZone).slice(0, 7).replace('-', '/')}`;
      record.plan(source, `content/${folder}/${slug}${ending}`);
    }
    const file = record.entry(source)?.file ?? '';
    const { slug } = slugAndLanguage(file);
    if (slug !== wanted)
      notes.add(source, `The name “${wanted}” belongs to another ${kind}, or to the site: it is “${slug}”.`);
    const edition = editionOf(language, publication.language);
    const path = pathTo({ kind: kind === 'page' ? 'page' : 'article', edition, slug });
    texts.set(source, { source, kind, file, path, date, draft, oldAddresses, isWanted });
  }
  return texts;
}

function languageOf(written: string | null, own: string): string {
  if (written === null || !isLanguage(written)) return own;
  return canonicalLanguage(written);
}
