import { slugOf } from '../routes/slugs.ts';
import type { Report } from './parse/check-keys.ts';
import { didYouMean } from './parse/suggestion.ts';

/** An entry of a byline: an author's id, the person's role (empty: wrote it), and the id or name as written in the file. */
export type Credit = Readonly<{ author: string; role: string; written: string }>;

export function readByline(
  values: { author?: { author: string; role?: string }[]; authors?: { author: string; role?: string }[] },
  known: ReadonlyMap<string, string>,
  report: Report,
): Credit[] {
  if (values.author && values.authors) {
    report(
      ['author'],
      'author-duplicate',
      'Both “author” and “authors” are given.',
      'Keep “authors”, with every name in it.',
    );
  }
  const key = values.authors ? 'authors' : 'author';
  const written = values.authors ?? values.author ?? [];
  if (written.length === 0) {
    const fix = 'Add it like this: author: aqsa-younas-rana';
    report([key], 'author-missing', 'The article has no author.', fix);
  }
  return written.map((credit, index) => {
    const author = known.get(credit.author);
    if (author === undefined) {
      const path = typeof values[key]?.[index] === 'object' ? [key, index, 'author'] : [key, index];
      const otherwise = `Add content/authors/${slugOf(credit.author) || 'their-name'}.md with the person’s name.`;
      const fix = didYouMean(credit.author, known.keys(), otherwise);
      report(path, 'author-unknown', `There is no author “${credit.author}”.`, fix);
    }
    return { author: author ?? '', role: credit.role ?? '', written: credit.author };
  });
}
