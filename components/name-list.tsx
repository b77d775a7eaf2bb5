import { messagesIn } from '#lib/i18n/catalogue.ts';
import { foreign } from '#lib/i18n/language.ts';

/**
 * A list of all tags or all authors, each with its number of stories. `nameLanguage` (BCP 47) is that of a
 * name in another language than the page.
 */
export function NameList({
  names,
  language,
}: {
  names: readonly { key: string; name: string; nameLanguage?: string; path: string; note: string; stories: number }[];
  language: string;
}) {
  const messages = messagesIn(language);
  return (
    <ul className="name-list">
      {names.map(({ key, name, nameLanguage = language, path, note, stories }) => (
        <li key={key}>
          <a href={path} {...foreign(nameLanguage, language)}>
            {name}
          </a>{' '}
          {note && <span className="name-list__role">{note}</span>}{' '}
          <span className="name-list__count">{messages.stories(stories)}</span>
        </li>
      ))}
    </ul>
  );
}
