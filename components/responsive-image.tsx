import { colourClass, colourRule, type ImageFacts, type ImageSlot, sourcesFor } from '#lib/routes/image-files.ts';

/**
 * An image in every size that fills `slot`, with its own colour until it comes. With `first` it is fetched before all others; else when it comes near to what the
 * reader sees.
 */
export function ResponsiveImage({
  facts,
  alt,
  slot,
  first = false,
}: {
  facts: ImageFacts;
  alt: string;
  slot: ImageSlot;
  first?: boolean;
}) {
  const { sources, ...file } = sourcesFor(facts, slot);
  return (
    <>
      <ImageColours images={[facts]} />
      <picture>
        {sources.map((source) => (
          <source key={source.type} {...source} />
        ))}
        <img
          {...file}
          alt={alt}
          className={(facts.svg ? 'svg' : colourClass(facts)) || undefined}
          loading={first ? undefined : 'lazy'}
          fetchPriority={first ? 'high' : undefined}
          decoding="async"
        />
      </picture>
    </>
  );
}

/** The styles that give images their colours before they come; React puts each into the head of the page once. */
export function ImageColours({ images }: { images: readonly ImageFacts[] }) {
  const colours = new Set(images.map(({ colour }) => colour).filter(Boolean));
  return [...colours].map((colour) => (
    <style key={colour} href={`c${colour}`} precedence="image">
      {colourRule(colour)}
    </style>
  ));
}
