import { slugFor } from '../content/file-form.ts';
import { isSlug, RESERVED_SLUGS, slugOf } from '../routes/slugs.ts';
import { FileNames } from './file-names.ts';
import type { ImportRecord } from './import-record.ts';
import type { ImportedAuthor, ImportedTag } from './imported-item.ts';
import type { PresentContent } from './present-content.ts';

/**
 * An author whom stories name: `item` is what the archive says, if it says more than the name; null for one
 * that was there.
 */
export type PlannedAuthor = Readonly<{ id: string; name: string; item: ImportedAuthor | null; isNew: boolean }>;

/** The source under which the record has an author without an entry in the archive. */
export const sourceOfAuthor = ({ item, name }: Pick<PlannedAuthor, 'item' | 'name'>): string =>
  item?.source ?? `author ${name}`;

const SPACE = 'authors';

/** The authors of an archive: those whom its stories name, and those who were there. */
export class PlannedAuthors {
  readonly #present: PresentContent;
  readonly #record: ImportRecord;
  readonly #publication: string;
  readonly #names = new FileNames();
  readonly #byKey = new Map<string, PlannedAuthor>();
  readonly #all = new Map<string, PlannedAuthor>();

  constructor(present: PresentContent, record: ImportRecord, publication: string) {
    this.#present = present;
    this.#record = record;
    this.#publication = publication;
    for (const id of present.authorIds) this.#names.take(SPACE, id);
  }

  /** The authors whom stories name. */
  get all(): readonly PlannedAuthor[] {
    return [...this.#all.values()];
  }

  /** Decides the ids of the authors of all stories: `bylines` has the authors of each. */
  plan(people: readonly ImportedAuthor[], bylines: readonly (readonly string[])[]): void {
    const byName = personsByName(people);
    const byId = new Map(people.map(({ id, name }) => [id, byName.get(name.trim())]));
    for (const byline of bylines) {
      for (const key of byline.length > 0 ? byline : [this.#publication]) {
        if (this.#byKey.has(key)) continue;
        const item = byId.get(key) ?? byName.get(key.trim()) ?? null;
        const author = this.#authorOf(item, (item?.name ?? key).trim() || this.#publication);
        this.#byKey.set(key, author);
        this.#all.set(author.id, author);
      }
    }
  }

  /** The ids of the authors of a story, each once. */
  idsOf(byline: readonly string[]): string[] {
    const keys = byline.length > 0 ? byline : [this.#publication];
    return [...new Set(keys.flatMap((key) => this.#byKey.get(key)?.id ?? []))];
  }

  #authorOf(item: ImportedAuthor | null, name: string): PlannedAuthor {
    const wanted = slugOrNothing(name) || slugOrNothing(item?.id ?? '') || 'author';
    const source = sourceOfAuthor({ item, name });
    const known = this.#record.entry(source)?.file;
    if (known) return { id: idIn(known), name, item, isNew: true };
    const present = this.#present.authors.get(name) ?? (this.#present.authorIds.has(wanted) ? wanted : undefined);
    if (present !== undefined) return { id: present, name, item, isNew: false };
    const id = this.#names.free(SPACE, wanted);
    this.#record.plan(source, `content/authors/${id}.md`);
    return { id, name, item, isNew: true };
  }
}

/**
 * The persons of an archive by their names. Entries of one name are one person: the first that says something
 * counts, and the old addresses of all lead to the same page.
 */
function personsByName(people: readonly ImportedAuthor[]): Map<string, ImportedAuthor> {
  const persons = new Map<string, ImportedAuthor>();
  for (const { name: written, ...person } of people) {
    const name = written.trim();
    const same = persons.get(name);
    persons.set(name, {
      ...(same ?? person),
      name,
      role: same?.role ?? person.role,
      biography: same?.biography ?? person.biography,
      portrait: same?.portrait ?? person.portrait,
      links: [...new Set([...(same?.links ?? []), ...person.links])],
      oldAddresses: [...new Set([...(same?.oldAddresses ?? []), ...person.oldAddresses])],
    });
  }
  return persons;
}

const idIn = (file: string) => file.slice(file.lastIndexOf('/') + 1, -'.md'.length);

function slugOrNothing(name: string): string {
  try {
    return slugFor(name);
  } catch {
    return '';
  }
}

/** A tag of an archive. */
export type PlannedTag = {
  slug: string;
  name: string;
  description: string;
  oldAddresses: string[];
  source: string;
  isPublished: boolean;
};

/** The tags of an archive: one spelling for each, and what the archive says about it. */
export class PlannedTags {
  readonly #tags = new Map<string, PlannedTag>();
  readonly #present: PresentContent;
  readonly #record: ImportRecord;

  constructor(present: PresentContent, record: ImportRecord) {
    this.#present = present;
    this.#record = record;
  }

  /** Notes the tags of a story. */
  use(names: readonly string[], isDraft: boolean): void {
    for (const name of names) {
      const tag = this.#tag(name);
      if (tag && !isDraft) tag.isPublished = true;
    }
  }

  /** Notes what the archive says about tags. Its spelling comes before those in stories. */
  describe(items: readonly ImportedTag[]): void {
    for (const { name, description, oldAddresses, source } of items) {
      const isKnown = this.#tags.has(slugOf(name));
      const tag = this.#tag(name);
      if (!tag) continue;
      if (!this.#present.tags.has(tag.slug) && (!isKnown || tag.source === '')) tag.name = name.trim();
      tag.source ||= source;
      tag.description ||= description?.trim() ?? '';
      tag.oldAddresses.push(...oldAddresses);
    }
  }

  /** The names of the tags of a story, in the spelling of the publication, each once. */
  namesOf(names: readonly string[]): string[] {
    const tags = names.flatMap((name) => this.#tags.get(slugOf(name)) ?? []);
    return [...new Set(tags.map(({ name }) => name))];
  }

  /** Those that have a file of this archive: it describes them, and there was none. */
  get described(): readonly PlannedTag[] {
    return this.all.filter(({ slug, source, description }) => {
      const isOwn = this.#record.entry(source) !== undefined || !this.#present.tags.has(slug);
      if (description !== '' && isOwn) this.#record.plan(source, `content/tags/${slug}.md`);
      return description !== '' && isOwn;
    });
  }

  get all(): readonly PlannedTag[] {
    return [...this.#tags.values()];
  }

  /** Whether readers find a page of the tag. */
  hasPage({ slug, description, isPublished }: PlannedTag): boolean {
    return isPublished || description !== '' || this.#present.tags.has(slug);
  }

  #tag(name: string): PlannedTag | null {
    const slug = slugOf(name);
    if (!isSlug(slug) || RESERVED_SLUGS.includes(slug)) return null;
    const known = this.#tags.get(slug);
    if (known) return known;
    const spelling = this.#present.tags.get(slug) ?? name.trim();
    const tag = { slug, name: spelling, description: '', oldAddresses: [], source: '', isPublished: false };
    this.#tags.set(slug, tag);
    return tag;
  }
}
