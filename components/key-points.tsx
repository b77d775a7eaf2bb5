import './key-points.css';
/** The key points of a story, as a list. */
export function KeyPoints({
  points,
  lang,
  dir,
}: {
  points: readonly string[];
  /** If the page is in another language; see `foreign`. */
  lang?: string;
  dir?: 'ltr' | 'rtl';
}) {
  return (
    <ul className="key-points" lang={lang} dir={dir}>
      {points.map((point) => (
        <li key={point}>{point}</li>
      ))}
    </ul>
  );
}
