import './history.css';
import type { Passage } from '#lib/git/text-diff.ts';
import type { PublicationEdition } from '#lib/content/records.ts';
import { type Instant, longTime } from '#lib/dates.ts';
import type { ArticleHistory, Change } from '#lib/store/article-history.ts';
import { wordsIn } from '#lib/i18n/catalogue.ts';
import type { InterfaceWords } from '#lib/i18n/messages.ts';
import { foreign } from '#lib/i18n/language.ts';
import { Phrase } from './phrase.tsx';
import { Time } from './time.tsx';

/** What changed in an article since it was published, newest first. Minor changes are folded. The article is in `language` (BCP 47). */
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
  const words = wordsIn(publication.language);
  const spoken = foreign(language, publication.language);
  return (
    <ol className="history">
      {changes.map((change) => (
        <li key={change.number}>
          {change.minor ? (
            <details>
              <summary>
                <Phrase of={words.minorChange}>
                  <Time instant={change.at} words={longTime(change.at, publication)} />
                </Phrase>
              </summary>
              <Differences change={change} words={words} spoken={spoken} />
            </details>
          ) : (
            <>
              <h2>
                <Time instant={change.at} words={longTime(change.at, publication)} />
              </h2>
              <Differences change={change} words={words} spoken={spoken} />
            </>
          )}
        </li>
      ))}
      {!complete && (
        <li>
          <p className="note">{words.olderChanges}</p>
        </li>
      )}
      <li>
        <h2>
          <Time instant={published} words={longTime(published, publication)} />
        </h2>
        <p className="note">{words.firstPublished}</p>
      </li>
    </ol>
  );
}

function Differences({
  change: { differences },
  words,
  spoken,
}: {
  change: Change;
  words: InterfaceWords;
  spoken: ReturnType<typeof foreign>;
}) {
  if (differences.length === 0) return <p className="note">{words.noWordChanged}</p>;
  let place = 0;
  return differences.map(({ part, passages }, index) => (
    <div key={place++} className="difference">
      {part !== differences[index - 1]?.part && <h3>{words.parts[part]}</h3>}
      <p {...spoken}>
        <Passages passages={passages} words={words} />
      </p>
    </div>
  ));
}

function Passages({ passages, words }: { passages: readonly Passage[]; words: InterfaceWords }) {
  let at = 0;
  return passages.map(({ kind, text }) => {
    const key = at;
    at += text.length + 1;
    if (kind === 'kept') return <span key={key}>{text}</span>;
    const Changed = kind === 'added' ? 'ins' : 'del';
    return (
      <Changed key={key}>
        <span className="unseen">{` [${words[kind]}: `}</span>
        {text}
        <span className="unseen">] </span>
      </Changed>
    );
  });
}
