import { messagesIn } from '#lib/i18n/catalogue.ts';
import { foreign } from '#lib/i18n/language.ts';

/** A list of names with the number of stories behind each: all tags, all authors. A name may be `spoken` in another language (BCP 47) than the page's. */
export function NameList({
  names,
  language,
}: {
  names: readonly { key: string; name: string; spoken?: string; path: string; note: string; stories: number }[];
  language: string;
}) {
  const messages = messagesIn(language);
  return (
    <ul className="name-list">
      {names.map(({ key, name, spoken = language, path, note, stories }) => (
        <li key={key}>
          <a href={path} {...foreign(spoken, language)}>
            {name}
          </a>{' '}
          {note && <span className="name-list__role">{note}</span>}{' '}
          <span className="name-list__count">{messages.stories(stories)}</span>
        </li>
      ))}
    </ul>
  );
}
