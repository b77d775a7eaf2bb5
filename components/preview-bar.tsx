import './preview-bar.css';
import { type Instant, longTime } from '#lib/dates.ts';
import type { Standing } from '#lib/index/unpublished.ts';
import { pathTo } from '#lib/urls.ts';

/**
 * Says over a story that it is not for publication, and why; with the instant at which the link to it `ends`, if one leads there. `slug` is where it is, or
 * will be.
 */
export function PreviewBar({
  standing: { draft, embargo, branch },
  slug,
  ends = null,
  timeZone,
}: {
  standing: Standing;
  slug: string;
  ends?: Instant | null;
  timeZone: string;
}) {
  const published = !draft && embargo === null && branch === null;
  const why = [
    draft && 'a draft',
    embargo !== null && `embargoed until ${longTime(embargo, timeZone)}`,
    branch && `on the branch “${branch.name}”, as of commit ${branch.commit.slice(0, 10)}`,
  ].filter(Boolean);
  return (
    <div className="preview-bar" role="note">
      {published ? (
        <p>
          <strong>Preview</strong> of a story that is published by now, at{' '}
          <a href={pathTo({ kind: 'article', slug })}>its own address</a>.
        </p>
      ) : (
        <p>
          <strong>Preview, not for publication:</strong> {why.join(', ')}.
        </p>
      )}
      {ends !== null && <p>This link ends on {longTime(ends, timeZone)}.</p>}
    </div>
  );
}
