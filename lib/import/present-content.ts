import { endingOf, slugAndLanguage, wholeSlug } from '../content/file-name.ts';
import { type ContentFolders, listContent, startOfContent } from '../content/files.ts';
import { readFrontMatter } from '../content/parse/front-matter.ts';
import { isSlug, slugOf } from '../routes/slugs.ts';

/** A story or a page that is there. `language` is null for the publication's. */
type PresentText = Readonly<{ file: string; kind: 'article' | 'page'; slug: string; language: string | null }>;

/** What a publication has already: texts, the ids of authors by name, the names of tags by slug. */
export type PresentContent = Readonly<{
  texts: readonly PresentText[];
  authors: ReadonlyMap<string, string>;
  authorIds: ReadonlySet<string>;
  tags: ReadonlyMap<string, string>;
}>;

/** So much of a file is read for its name. */
const START = 4_000;

/** Reads the names of what a content folder has. Throws when the folder cannot be read. */
export function presentContent(folders: ContentFolders): PresentContent {
  const texts: PresentText[] = [];
  const authors = new Map<string, string>();
  const authorIds = new Set<string>();
  const tags = new Map<string, string>();
  for (const file of listContent(folders)) {
    const { kind, path } = file;
    if (kind === 'article' || kind === 'page') {
      const { slug, language = null } = slugAndLanguage(path);
      texts.push({ file: path, kind, slug, language: endingOf(path) === '.md' ? null : language });
    }
    if (kind !== 'author' && kind !== 'tag') continue;
    const keys = readFrontMatter(path, startOfContent(file, START));
    const name = Array.isArray(keys) ? '' : String(keys.data.name ?? '');
    if (kind === 'author') authorIds.add(wholeSlug(path));
    if (kind === 'author' && name) authors.set(name, wholeSlug(path));
    if (kind === 'tag' && isSlug(slugOf(name))) tags.set(slugOf(name), name);
  }
  return { texts, authors, authorIds, tags };
}
