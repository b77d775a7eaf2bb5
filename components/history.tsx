import './history.css';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { type Instant, longTime } from '#lib/dates.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { foreign } from '#lib/i18n/language.ts';
import type { Messages } from '#lib/i18n/messages.ts';
import type { ArticleHistory, Change } from '#lib/store/article-history.ts';
import { Phrase } from './phrase.tsx';
import { Time } from './time.tsx';

/**
 * The changes of an article since its publication, newest first. Minor ones are folded. The article is in
 * `language` (BCP 47).
 */
export function History({
  history: { changes, complete },
  published,
  publication,
  language,
}: {
  history: ArticleHistory;
  published: Instant;
  publication: PublicationEdition;
  language: string;
}) {
  const messages = messagesIn(publication.language);
  const attributes = foreign(language, publication.language);
  return (
    <ol className="history">
      {changes.map((change) => (
        <li key={change.number}>
          {change.minor ? (
            <details>
              <summary>
                <Phrase of={messages.minorChange}>
                  <Time instant={change.at} text={longTime(change.at, publication)} />
                </Phrase>
              </summary>
              <Differences change={change} messages={messages} attributes={attributes} />
            </details>
          ) : (
            <>
              <h2>
                <Time instant={change.at} text={longTime(change.at, publication)} />
              </h2>
              <Differences change={change} messages={messages} attributes={attributes} />
            </>
          )}
        </li>
      ))}
      {!complete && (
        <li>
          <p className="history__note">{messages.olderChangesOmitted}</p>
        </li>
      )}
      <li>
        <h2>
          <Time instant={published} text={longTime(published, publication)} />
        </h2>
        <p className="history__note">{messages.firstPublished}</p>
      </li>
    </ol>
  );
}

function Differences({
  change: { differences },
  messages,
  attributes,
}: {
  change: Change;
  messages: Messages;
  attributes: ReturnType<typeof foreign>;
}) {
  if (differences.length === 0) return <p className="history__note">{messages.wordsUnchanged}</p>;
  let key = 0;
  return differences.map(({ part, passages }, index) => (
    <div key={key++} className="history__difference">
      {part !== differences[index - 1]?.part && <h3>{messages.changedParts[part]}</h3>}
      <p {...attributes}>
        <Passages passages={passages} messages={messages} />
      </p>
    </div>
  ));
}

function Passages({ passages, messages }: { passages: Change['differences'][number]['passages']; messages: Messages }) {
  let position = 0;
  return passages.map(({ kind, text }) => {
    const key = position;
    position += text.length + 1;
    if (kind === 'kept') return <span key={key}>{text}</span>;
    const Changed = kind === 'added' ? 'ins' : 'del';
    return (
      <Changed key={key}>
        <span className="unseen">{` [${messages[kind]}: `}</span>
        {text}
        <span className="unseen">] </span>
      </Changed>
    );
  });
}
