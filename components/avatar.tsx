import './avatar.css';
import { colourClass, formatsOf, type ImageFacts, variantOf } from '#lib/routes/image-files.ts';
import { ImageColours } from './responsive-image.tsx';

/**
 * A portrait of `size` CSS pixels; without one, the initials of the name, in the size that the stylesheet
 * gives them.
 */
export function Avatar({ name, portrait, size }: { name: string; portrait: ImageFacts | null; size: number }) {
  if (portrait) return <Portrait facts={portrait} name={name} size={size} />;
  return (
    <span className="avatar avatar-initials" role="img" aria-label={name}>
      {initials(name)}
    </span>
  );
}

/** One file for all screens, since it has only two kilobytes. The browser crops it to a square. */
function Portrait({ facts, name, size }: { facts: ImageFacts; name: string; size: number }) {
  const wanted = 2 * size * Math.max(1, facts.width / facts.height);
  const [smallest] = formatsOf(facts);
  return (
    <>
      <ImageColours images={[facts]} />
      <picture>
        {!facts.svg && <source type={`image/${smallest}`} srcSet={variantOf(facts, wanted, smallest).path} />}
        <img
          className={`avatar ${colourClass(facts)}`.trim()}
          src={variantOf(facts, wanted).path}
          alt={name}
          width={size}
          height={size}
          loading="lazy"
        />
      </picture>
    </>
  );
}

/** The first letters of the first and the last word: `Aqsa Younas Rana` gives `AR`. */
function initials(name: string): string {
  const words = name.split(/[\s-]+/).filter((word) => /^\p{L}/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('');
}
