import './related-stories.css';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { StoryLink } from '#lib/store/queries/article-queries.ts';
import type { Summary } from '#lib/store/views.ts';
import { Teaser } from './teaser.tsx';

/** The stories below an article: related ones, or the newest headlines if none is related. */
export function RelatedStories({
  related,
  newest,
  publication,
}: {
  related: readonly Summary[];
  newest: readonly StoryLink[];
  publication: PublicationEdition;
}) {
  const messages = messagesIn(publication.language);
  if (related.length === 0 && newest.length === 0) return null;
  return (
    <section className="related-stories" aria-labelledby="related">
      <h2 id="related">{related.length > 0 ? messages.relatedStories : messages.moreStories}</h2>
      {related.length > 0 ? (
        <div>
          {related.map((story) => (
            <Teaser
              key={story.slug}
              story={story}
              size="third"
              publication={publication}
              without={story.image ? ['standfirst'] : []}
              level={3}
            />
          ))}
        </div>
      ) : (
        <ul>
          {newest.map(({ edition, slug, headline }) => (
            <li key={slug}>
              <a href={pathTo({ kind: 'article', edition, slug })}>{headline}</a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
