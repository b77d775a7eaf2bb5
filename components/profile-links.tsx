import { messagesIn } from '#lib/i18n/catalogue.ts';
import type { AuthorProfile } from '#lib/store/views.ts';

/** An author's email address and profiles on other sites. */
export function ProfileLinks({
  author: { name, email, links },
  language,
}: {
  author: Pick<AuthorProfile, 'name' | 'email' | 'links'>;
  language: string;
}) {
  if (!email && links.length === 0) return null;
  return (
    <ul className="profile-links" aria-label={messagesIn(language).profilesOf(name)}>
      {email && (
        <li>
          <a href={`mailto:${email}`}>
            {email.slice(0, email.indexOf('@'))}
            <wbr />
            {email.slice(email.indexOf('@'))}
          </a>
        </li>
      )}
      {links.map((link) => (
        <li key={link.url}>
          <a href={link.url} rel="me">
            {link.name}
          </a>
        </li>
      ))}
    </ul>
  );
}
