import type { ArticleType, TagName } from '../content/article.ts';
import { messagesIn } from './catalogue.ts';
import { listIn } from './language.ts';

// What is said of a story in a line, wherever it is shown.

/** The label of an article's type in a language (BCP 47), such as `Analysis`; empty for news, and where the section says the same. */
export function typeLabel(section: TagName | null, type: ArticleType, language: string): string {
  return type === 'news' || section?.slug === type ? '' : messagesIn(language).types[type];
}

/** Who wrote a story, in a language: `A, B and C`; who else made it, where nobody wrote. */
export function writers(byline: readonly Readonly<{ name: string; role: string }>[], language: string): string {
  const names = byline.filter(({ role }) => role === '').map(({ name }) => name);
  return listIn(language).format(names.length > 0 ? names : byline.map(({ name }) => name));
}
