import type { Profile } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';
import { Avatar } from './avatar.tsx';
import { Prose } from './prose.tsx';

/** Who an author is: portrait, name, role and biography, which is in `language` (BCP 47). */
export function AuthorCard({ author, language }: { author: Profile; language: string }) {
  return (
    <aside className="author-card" aria-label={`About ${author.name}`}>
      <Avatar name={author.name} portrait={author.portrait} size={72} />
      <div>
        <h2>
          <a href={pathTo({ kind: 'author', id: author.id, page: 1 })}>{author.name}</a>
        </h2>
        {author.role && <p className="role">{author.role}</p>}
        <Prose markdown={author.biography} language={language} pictures={author.pictures} />
      </div>
    </aside>
  );
}
