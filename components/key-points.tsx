/** The story in a few sentences. */
export function KeyPoints({ points }: { points: readonly string[] }) {
  return (
    <ul className="key-points">
      {points.map((point) => (
        <li key={point}>{point}</li>
      ))}
    </ul>
  );
}
