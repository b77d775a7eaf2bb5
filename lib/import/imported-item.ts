// What an archive of another system has, before it becomes files of a publication. Each system has a reader in
// `systems/`, which yields these items; `write-archive.ts` makes files of them.

/** The text of a story, a page or a biography as its archive has it. */
export type ImportedText = Readonly<{ format: 'html' | 'markdown'; text: string }>;

/** `src` is a URL, or a path that `ArchiveFiles` opens; a relative one is relative to the `base` of its story. */
export type ImportedImage = Readonly<{
  src: string;
  alt: string | null;
  caption: string | null;
  credit: string | null;
}>;

/** A story or a page. `source` says where it is in the archive, such as `post 4711` or a path, for the report. */
export type ImportedStory = Readonly<{
  kind: 'story' | 'page';
  source: string;
  title: string;
  text: ImportedText;
  /** The address that relative links and images of this story are relative to: a path such as `/2014/ferry/`. */
  base: string | null;
  /** The last part of its address; null if the archive has none. */
  slug: string | null;
  /** ISO 8601. Without an offset it is in the publication's time zone; null if the archive has no date. */
  date: string | null;
  updated: string | null;
  /** Ids of authors that the archive yields, or names. */
  authors: readonly string[];
  /** Names, as readers see them. */
  tags: readonly string[];
  section: string | null;
  standfirst: string | null;
  /** BCP 47; null for the publication's language. */
  language: string | null;
  image: ImportedImage | null;
  draft: boolean;
  /** Former addresses: paths with a leading slash, with a query if it belongs to them (`/?p=12`). */
  oldAddresses: readonly string[];
}>;

/** `id` is how stories of the archive name this person. */
export type ImportedAuthor = Readonly<{
  kind: 'author';
  source: string;
  id: string;
  name: string;
  role: string | null;
  biography: ImportedText | null;
  portrait: string | null;
  links: readonly string[];
  oldAddresses: readonly string[];
}>;

export type ImportedTag = Readonly<{
  kind: 'tag';
  source: string;
  name: string;
  description: string | null;
  oldAddresses: readonly string[];
}>;

/**
 * What is not imported, such as comments, private posts and unknown shortcodes. The report counts what has the same
 * `what`, and names each `source`. `words` are words of readers that are lost with it.
 */
export type LeftOut = Readonly<{ kind: 'left-out'; source: string; what: string; words?: string }>;

export type ImportedItem = ImportedStory | ImportedAuthor | ImportedTag | LeftOut;

/** Opens files that an archive has beside its texts; returns null for one that it does not have. */
export type ArchiveFiles = (path: string) => Promise<NodeJS.ReadableStream | null>;

/**
 * A system's archive. `items` yields what it has, in any order, and can be read twice. `origin` is the old site's, such
 * as `https://old.example`; null if the archive does not say it. `mediaHosts` are other hosts that have its images, of
 * which the folder with media may have copies.
 */
export type Archive = Readonly<{
  origin: string | null;
  mediaHosts?: readonly string[];
  items(): AsyncIterable<ImportedItem>;
  files: ArchiveFiles;
  close(): Promise<void>;
}>;
