import { slugOf } from '../routes/slugs.ts';
import type { Report } from './parse/check-keys.ts';
import { closest } from './parse/suggestion.ts';

/** An entry of a byline: an author's id, the person's role (empty: wrote it), and the id or name as written in the file. */
export type Credit = Readonly<{ author: string; role: string; written: string }>;

/** The byline of an article, from its keys. `known` has each author's id, by id and by exact name. */
export function readByline(
  values: { author?: { author: string; role?: string }[]; authors?: { author: string; role?: string }[] },
  known: ReadonlyMap<string, string>,
  report: Report,
): Credit[] {
  if (values.author && values.authors) {
    const fix = 'Keep “authors”, with every name in it.';
    report(['author'], 'author-duplicate', 'Both “author” and “authors” are given.', fix, 'blocking');
  }
  const key = values.authors ? 'authors' : 'author';
  const written = values.authors ?? values.author ?? [];
  if (written.length === 0) {
    const [example = 'their-name'] = known.values();
    report([key], 'author-missing', 'The article has no author.', `Add it like this: author: ${example}`, 'blocking');
  }
  return written.map((credit, index) => {
    const author = known.get(credit.author);
    if (author === undefined) {
      const path = typeof values[key]?.[index] === 'object' ? [key, index, 'author'] : [key, index];
      const reason = `There is no author “${credit.author}”.`;
      report(path, 'author-unknown', reason, unknownAuthorFix(credit.author, known), 'blocking');
    }
    return { author: author ?? '', role: credit.role ?? '', written: credit.author };
  });
}

/** What to write instead of an author's name that is not known. */
export function unknownAuthorFix(name: string, known: ReadonlyMap<string, string>): string {
  const withoutBy = /^by:?\s/i.test(name) ? name.replace(/^by:?/i, '').trim() : '';
  if (withoutBy) return `Leave out “By”: author: ${idFor(withoutBy, known)}`;
  const [last = '', first] = name.split(',').map((part) => part.trim());
  const inOrder = first && known.get(`${first} ${last}`);
  if (inOrder) return `Did you mean “${first} ${last}”?`;
  const meant = closest(name, known.keys());
  if (meant !== null) return `Did you mean “${meant}”?`;
  const names = name
    .split(/[,;&]|\s(?:and|und|et|y|e|и)\s/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (names.length > 1)
    return `If these are several people, write a list: authors: [${names.map((part) => idFor(part, known)).join(', ')}]`;
  return `Add the file content/authors/${slugOf(name) || 'their-name'}.md with the person’s name.`;
}

/** The id of the author who is probably meant by `name`, or else the id that a new file would have. */
function idFor(name: string, known: ReadonlyMap<string, string>): string {
  const meant = closest(name, known.keys());
  return (meant === null ? undefined : known.get(meant)) ?? (slugOf(name) || 'their-name');
}
