/** A list of names with the number of stories behind each: all tags, all authors. */
export function NameList({
  names,
}: {
  names: readonly { key: string; name: string; path: string; note: string; stories: number }[];
}) {
  return (
    <ul className="name-list">
      {names.map(({ key, name, path, note, stories }) => (
        <li key={key}>
          <a href={path}>{name}</a> {note && <span className="role">{note}</span>}{' '}
          <span className="count">{storyCount(stories)}</span>
        </li>
      ))}
    </ul>
  );
}

/** `1 story`, `12 stories`. */
export function storyCount(stories: number): string {
  return stories === 1 ? '1 story' : `${stories.toLocaleString('en')} stories`;
}
