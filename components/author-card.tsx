import './author-card.css';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { foreign } from '#lib/i18n/language.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { AuthorProfile } from '#lib/store/views.ts';
import { Avatar } from './avatar.tsx';
import { Prose } from './prose.tsx';

/** An author below an article: portrait, name, role and biography. */
export function AuthorCard({ author, publication }: { author: AuthorProfile; publication: PublicationEdition }) {
  const { edition, language } = publication;
  const attributes = foreign(author.language, language);
  return (
    <aside className="author-card" aria-label={messagesIn(language).about(author.name)}>
      <Avatar name={author.name} portrait={author.portrait} size={72} />
      <div>
        <h2>
          <a href={pathTo({ kind: 'author', edition, id: author.id, page: 1 })}>{author.name}</a>
        </h2>
        {author.role && (
          <p className="author-card__role" {...attributes}>
            {author.role}
          </p>
        )}
        <Prose markdown={author.biography} language={author.language} images={author.images} {...attributes} />
      </div>
    </aside>
  );
}
