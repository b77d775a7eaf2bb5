import { frontMatterFile } from '../content/file-form.ts';
import type { ContentFolders } from '../content/files.ts';
import { canonicalLanguage, isLanguage } from '../content/language-code.ts';
import type { Publication } from '../content/publication.ts';
import { isWebAddress } from '../content/schema/fields.ts';
import type { Instant } from '../dates.ts';
import { htmlTokens } from '../markdown/html-tokens.ts';
import { editionOf } from '../routes/editions.ts';
import { pathTo } from '../routes/routes.ts';
import { ImportMedia, type MediaSources } from './import-media.ts';
import { ImportNotes } from './import-notes.ts';
import { ImportRecord, type Written } from './import-record.ts';
import { type ImportedRedirects, planRedirects, writeRedirects } from './import-redirects.ts';
import { type LeadImage, TextImport } from './import-text.ts';
import type { Archive, ImportedStory } from './imported-item.ts';
import { OldAddresses } from './old-addresses.ts';
import { instantOf, type Plan, planImport } from './plan-import.ts';
import { type PlannedAuthor, type PlannedTag, sourceOfAuthor } from './planned-names.ts';
import { type PresentContent, presentContent } from './present-content.ts';
import { line, textFile } from './story-file.ts';

export type ImportOptions = Readonly<{
  folders: ContentFolders;
  publication: Pick<Publication, 'timeZone' | 'language' | 'name' | 'origin'>;
  media: MediaSources;
  /** Only texts of this time and later are written; null for all. */
  since: Instant | null;
  /** Nothing is written. */
  isDry: boolean;
  progress(what: 'read' | 'written', done: number): void;
}>;

export type ImportedFile = Readonly<{ file: string; kind: 'story' | 'page' | 'author' | 'tag'; written: Written }>;

/**
 * What an import did: what became of each source, how many images, other files and redirects came with them.
 */
export type ImportResult = Readonly<{
  files: ReadonlyMap<string, ImportedFile>;
  notes: ImportNotes;
  images: number;
  documents: number;
  redirects: number;
  record: ImportRecord;
}>;

/**
 * Makes files of an archive. It is read once before anything is written, so that one that is damaged changes
 * nothing. Each file is written whole. Throws what the reader of the archive throws, and when a file cannot
 * be written.
 */
export async function writeArchive(archive: Archive, options: ImportOptions): Promise<ImportResult> {
  const { folders, publication, isDry, since } = options;
  const notes = new ImportNotes();
  const record = new ImportRecord(folders, isDry);
  const present = presentContent(folders);
  const progress = (done: number) => options.progress('read', done);
  const plan = await planImport(archive, { publication, present, record, notes, since, progress });
  const addresses = new OldAddresses(archive.origin, publication.origin, archive.mediaHosts);
  const redirects = planRedirects(plan, presentPaths(present, publication.language), addresses, notes);
  // After the old addresses: a link of the old site means its own page, although the publication has another one there.
  const tags = plan.tags.all.filter((tag) => plan.tags.hasPage(tag));
  const paths = [
    ...presentPaths(present, publication.language),
    ...[...plan.texts.values()].map(({ path }) => path),
    ...tags.map(({ slug }) => pathTo({ kind: 'tag', edition: '', slug, page: 1 })),
  ];
  for (const path of paths) addresses.add(path, path);
  for (const { kind, path } of plan.texts.values()) {
    if (kind === 'story') addresses.addSlug(path.slice(path.lastIndexOf('/') + 1), path);
  }
  const media = new ImportMedia({ ...options.media, files: archive.files }, folders, isDry);
  const writer = new FileWriter(plan, redirects, new TextImport(addresses, media, notes), {
    notes,
    record,
    publication,
  });
  try {
    record.save();
    for (const author of plan.authors.all) await writer.author(author);
    for (const tag of plan.tags.described) await writer.tag(tag);
    for await (const item of archive.items()) {
      if (item.kind === 'story' || item.kind === 'page') await writer.text(item);
      if (writer.files.size % 100 === 0) options.progress('written', writer.files.size);
    }
    if (!isDry) writeRedirects(folders, redirects.rows);
  } finally {
    record.save();
  }
  const ofStories = [...redirects.ofStories.values()].flat().length;
  return {
    files: writer.files,
    notes,
    images: media.images.size,
    documents: media.files.size,
    redirects: ofStories + redirects.rows.length,
    record,
  };
}

function presentPaths({ texts }: PresentContent, own: string): string[] {
  return texts.map(({ kind, slug, language }) => pathTo({ kind, edition: editionOf(language ?? own, own), slug }));
}

type WriterContext = Readonly<{
  notes: ImportNotes;
  record: ImportRecord;
  publication: ImportOptions['publication'];
}>;

class FileWriter {
  readonly files = new Map<string, ImportedFile>();
  readonly #plan: Plan;
  readonly #redirects: ImportedRedirects;
  readonly #texts: TextImport;
  readonly #context: WriterContext;

  constructor(plan: Plan, redirects: ImportedRedirects, texts: TextImport, context: WriterContext) {
    this.#plan = plan;
    this.#redirects = redirects;
    this.#texts = texts;
    this.#context = context;
  }

  /** Writes the file of a story or a page, if this run writes it. */
  async text(story: ImportedStory): Promise<void> {
    const planned = this.#plan.texts.get(story.source);
    if (!planned?.isWanted || this.files.has(story.source)) return;
    const { publication, notes } = this.#context;
    const language =
      story.language && isLanguage(story.language) ? canonicalLanguage(story.language) : publication.language;
    const place = { source: story.source, file: planned.file, base: story.base, language };
    const markdown = await this.#texts.markdown(story.text, place);
    if (markdown === null) {
      notes.leaveOut('text that is too long', story.source);
      return;
    }
    const lead = story.image && planned.kind === 'story' ? await this.#texts.leadImage(story.image, place) : null;
    const { image, body } = withoutLead(lead, markdown);
    const names = [...(story.section ? [story.section] : []), ...story.tags];
    const parts = {
      authors: this.#plan.authors.idsOf(story.authors),
      tags: this.#plan.tags.namesOf(names),
      image,
      redirectFrom: this.#redirects.ofStories.get(story.source) ?? [],
      body,
    };
    const { timeZone } = publication;
    this.#write(
      story.source,
      planned.kind,
      textFile(story, planned, parts, { timeZone, updated: instantOf(story.updated, timeZone) }),
    );
  }

  async author(author: PlannedAuthor): Promise<void> {
    const { name, item, isNew } = author;
    if (!isNew) return;
    const source = sourceOfAuthor(author);
    const file = this.#context.record.entry(source)?.file ?? '';
    const place = { source, file, base: null, language: this.#context.publication.language };
    const portrait = item?.portrait
      ? await this.#texts.leadImage({ src: item.portrait, alt: name, caption: null, credit: null }, place)
      : null;
    const links = (item?.links ?? [])
      .filter(isWebAddress)
      .map((url) => ({ name: new URL(url).hostname.replace(/^www\./, ''), url }));
    const biography = item?.biography ? await this.#texts.markdown(item.biography, place) : '';
    const keys = {
      name: line(name),
      role: line(item?.role ?? ''),
      portrait: portrait?.src ?? '',
      ...(links.length > 0 && { links }),
    };
    this.#write(source, 'author', frontMatterFile(keys, biography ?? ''));
  }

  async tag({ name, description, source }: PlannedTag): Promise<void> {
    const file = this.#context.record.entry(source)?.file ?? '';
    const place = { source, file, base: null, language: this.#context.publication.language };
    const text = await this.#texts.markdown({ format: 'html', text: description }, place);
    this.#write(source, 'tag', frontMatterFile({ name: line(name) }, text ?? ''));
  }

  #write(source: string, kind: ImportedFile['kind'], text: string): void {
    const { record } = this.#context;
    const written = record.write(source, text);
    this.files.set(source, { file: record.entry(source)?.file ?? '', kind, written });
  }
}

/**
 * A text without the image with which it begins, if that is the lead image too, which then has its caption.
 */
function withoutLead(image: LeadImage | null, markdown: string): { image: LeadImage | null; body: string } {
  const [whole = '', src, caption] =
    /^!\[[^\]]*\]\(([^)\s]+)(?: "((?:[^"\\]|\\.)*)")?\)(?:\n\n|$)/.exec(markdown) ?? leadingFigure(markdown);
  if (!image || src !== image.src) return { image, body: markdown };
  const words = caption?.replace(/\\(.)/g, '$1');
  return {
    image: { ...image, ...(words && !image.caption && { caption: words }) },
    body: markdown.slice(whole.length),
  };
}

/** The figure in HTML with which a text begins, and the address of its image. */
function leadingFigure(markdown: string): [figure: string, src: string | undefined] | [] {
  if (!markdown.startsWith('<figure>\n<img ')) return [];
  const [figure = ''] = markdown.split('\n\n', 1);
  const image = htmlTokens(figure).find((token) => token.kind === 'open' && token.tag === 'img');
  return [`${figure}\n\n`, image?.kind === 'open' ? image.attributes.src : undefined];
}
