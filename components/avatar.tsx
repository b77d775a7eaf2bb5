/** A portrait, or where there is none, the initials of the name, drawn. `size` is in CSS pixels. */
export function Avatar({ name, portrait, size }: { name: string; portrait: string; size: number }) {
  if (portrait) return <img className="avatar" src={portrait} alt={name} width={size} height={size} />;
  return (
    <svg className="avatar" role="img" aria-label={name} width={size} height={size} viewBox="0 0 48 48">
      <circle cx="24" cy="24" r="23.5" />
      <text x="24" y="24" dy=".36em" textAnchor="middle">
        {initials(name)}
      </text>
    </svg>
  );
}

/** The first letters of the first and the last word: `Aqsa Younas Rana` gives `AR`. */
function initials(name: string): string {
  const words = name.split(/[\s-]+/).filter((word) => /^\p{L}/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('');
}
