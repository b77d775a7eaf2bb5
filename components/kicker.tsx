import type { ArticleType, TagName } from '#lib/content/article.ts';
import { typeLabel } from '#lib/content/story-lines.ts';
import { pathTo } from '#lib/urls.ts';

/** What stands over a headline: the section, and what kind of article it is where that is not news. */
export function Kicker({ section, type }: { section: TagName | null; type: ArticleType }) {
  const label = typeLabel(section, type);
  if (!section && !label) return null;
  return (
    <p className="kicker">
      {section && <a href={pathTo({ kind: 'tag', slug: section.slug, page: 1 })}>{section.name}</a>}
      {section && label && ' '}
      {label && <span className="type">{label}</span>}
    </p>
  );
}
