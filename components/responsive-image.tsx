import { colourClass, colourRule, type ImageFacts, type ImageSlot, sourcesFor } from '#lib/routes/image-files.ts';

/**
 * An image in all sizes that fit `slot`, with its mean colour as background until it loads. With `first` it
 * loads with high priority, else lazily.
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

/**
 * The background colours of images until they load. React moves each style into the head of the page once.
 */
export function ImageColours({ images }: { images: readonly ImageFacts[] }) {
  const colours = new Set(images.map(({ colour }) => colour).filter(Boolean));
  return [...colours].map((colour) => (
    <style key={colour} href={`c${colour}`} precedence="image">
      {colourRule(colour)}
    </style>
  ));
}
