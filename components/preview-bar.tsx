import './preview-bar.css';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { type Instant, longTime } from '#lib/dates.ts';
import { foreign } from '#lib/i18n/language.ts';
import type { ArticleKey } from '#lib/routes/page-kinds.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { PublicationStatus } from '#lib/store/unpublished.ts';

/**
 * The bar above an unpublished story: why it is unpublished, and when its preview link `ends`. It is for
 * editors, so always in English. `article` names the story's page after publication.
 */
export function PreviewBar({
  status: { draft, embargo, branch },
  article,
  ends = null,
  publication,
}: {
  status: PublicationStatus;
  article: ArticleKey;
  ends?: Instant | null;
  publication: PublicationEdition;
}) {
  const inEnglish = { ...publication, language: 'en' };
  const published = !draft && embargo === null && branch === null;
  const why = [
    draft && 'a draft',
    embargo !== null && `embargoed until ${longTime(embargo, inEnglish)}`,
    branch && `on branch “${branch.name}”, commit ${branch.commit.slice(0, 10)}`,
  ].filter(Boolean);
  return (
    <div className="preview-bar" role="note" {...foreign('en', publication.language)}>
      {published ? (
        <p>
          <strong>Preview.</strong> This story has been published:{' '}
          <a href={pathTo({ kind: 'article', ...article })}>read the article</a>.
        </p>
      ) : (
        <p>
          <strong>Preview, not for publication:</strong> {why.join(', ')}.
        </p>
      )}
      {ends !== null && <p>This link expires on {longTime(ends, inEnglish)}.</p>}
    </div>
  );
}
