import { colourClass, colourRule, type PictureFacts, type PictureRoom, sourcesFor } from '#lib/routes/image-files.ts';

/**
 * A picture in every size that fills `room`, with its own colour until it comes. With `first` it is fetched before all others; else when it comes near to what the
 * reader sees.
 */
export function Picture({
  facts,
  alt,
  room,
  first = false,
}: {
  facts: PictureFacts;
  alt: string;
  room: PictureRoom;
  first?: boolean;
}) {
  const { sources, ...file } = sourcesFor(facts, room);
  return (
    <>
      <PictureColours pictures={[facts]} />
      <picture>
        {sources.map((source) => (
          <source key={source.type} {...source} />
        ))}
        <img
          {...file}
          alt={alt}
          className={(facts.drawing ? 'drawing' : colourClass(facts)) || undefined}
          loading={first ? undefined : 'lazy'}
          fetchPriority={first ? 'high' : undefined}
          decoding="async"
        />
      </picture>
    </>
  );
}

/** The styles that give pictures their colours before they come; React puts each into the head of the page once. */
export function PictureColours({ pictures }: { pictures: readonly PictureFacts[] }) {
  const colours = new Set(pictures.map(({ colour }) => colour).filter(Boolean));
  return [...colours].map((colour) => (
    <style key={colour} href={`c${colour}`} precedence="picture">
      {colourRule(colour)}
    </style>
  ));
}
