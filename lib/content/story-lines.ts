import type { ArticleType, TagName } from './article.ts';

// What is said of a story in a line, wherever it is shown.

/** The label of an article's type, such as `Analysis`; empty for news, and where the section says the same. */
export function typeLabel(section: TagName | null, type: ArticleType): string {
  if (type === 'news' || section?.slug === type) return '';
  return type.charAt(0).toUpperCase() + type.slice(1);
}

const LIST = new Intl.ListFormat('en-GB');

/** Who wrote a story: `A, B and C`; who else made it, where nobody wrote. */
export function writers(byline: readonly Readonly<{ name: string; role: string }>[]): string {
  const names = byline.filter(({ role }) => role === '').map(({ name }) => name);
  return LIST.format(names.length > 0 ? names : byline.map(({ name }) => name));
}
