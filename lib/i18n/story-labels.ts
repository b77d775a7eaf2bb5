import { messagesIn } from './catalogue.ts';
import { listIn } from './language.ts';
import type { Messages } from './messages.ts';

/**
 * The label of an article's type in `language` (BCP 47), such as `Analysis`. Empty for news, and where the
 * section has the same name.
 */
export function typeLabel(
  section: Readonly<{ slug: string; name: string }> | null,
  type: keyof Messages['types'],
  language: string,
): string {
  return type === 'news' || section?.slug === type ? '' : messagesIn(language).types[type];
}

/**
 * The names of a story's writers in `language` (BCP 47): `A, B and C`. Without a writer, the names of all
 * contributors.
 */
export function writers(byline: readonly Readonly<{ name: string; role: string }>[], language: string): string {
  const names = byline.filter(({ role }) => role === '').map(({ name }) => name);
  return listIn(language).format(names.length > 0 ? names : byline.map(({ name }) => name));
}
