import './history.css';
import type { Passage } from '#lib/content/comparison.ts';
import { type Instant, longTime } from '#lib/dates.ts';
import type { ArticleHistory, Change } from '#lib/index/article-history.ts';
import { Time } from './time.tsx';

/** What changed in an article since it was published, newest first. Minor changes are folded. `lang` is the article’s language, where it is not the page’s. */
export function History({
  history: { changes, complete },
  published,
  timeZone,
  lang,
}: {
  history: ArticleHistory;
  published: Instant;
  timeZone: string;
  lang?: string | undefined;
}) {
  return (
    <ol className="history">
      {changes.map((change) => (
        <li key={change.number}>
          {change.minor ? (
            <details>
              <summary>
                <Time instant={change.at} words={longTime(change.at, timeZone)} />: a minor change
              </summary>
              <Differences change={change} lang={lang} />
            </details>
          ) : (
            <>
              <h2>
                <Time instant={change.at} words={longTime(change.at, timeZone)} />
              </h2>
              <Differences change={change} lang={lang} />
            </>
          )}
        </li>
      ))}
      {!complete && (
        <li>
          <p className="note">What changed before is too much to be shown here.</p>
        </li>
      )}
      <li>
        <h2>
          <Time instant={published} words={longTime(published, timeZone)} />
        </h2>
        <p className="note">Published.</p>
      </li>
    </ol>
  );
}

const PARTS = { headline: 'Headline', standfirst: 'Summary', text: 'Text' } as const;

function Differences({ change: { differences }, lang }: { change: Change; lang: string | undefined }) {
  if (differences.length === 0)
    return <p className="note">Not a word of it: a link, a picture, or how it is arranged.</p>;
  let place = 0;
  return differences.map(({ part, passages }, index) => (
    <div key={place++} className="difference">
      {part !== differences[index - 1]?.part && <h3>{PARTS[part]}</h3>}
      <p lang={lang}>
        <Passages passages={passages} />
      </p>
    </div>
  ));
}

function Passages({ passages }: { passages: readonly Passage[] }) {
  let at = 0;
  return passages.map(({ kind, text }) => {
    const key = at;
    at += text.length + 1;
    if (kind === 'kept') return <span key={key}>{text}</span>;
    const Changed = kind === 'added' ? 'ins' : 'del';
    return (
      <Changed key={key}>
        <span className="unseen">{kind === 'added' ? ' [added: ' : ' [removed: '}</span>
        {text}
        <span className="unseen">] </span>
      </Changed>
    );
  });
}
