import { type ImageFacts, sourcesFor } from '#lib/routes/image-files.ts';
import type { LogoView } from '#lib/store/queries/theme-queries.ts';

/** Screens have at most so many pixels to a point. */
const DENSITY = 3;
/** A logo is so many times as high on the home page; see `theme-style.ts`. */
export const HOME_PAGE_SCALE = 1.5;

/** The logo of the publication called `name`, on screens in dark mode the one for that. */
export function Logo({ logo: { light, dark, height }, name }: { logo: LogoView; name: string }) {
  const { sources, src } = imageIn(light, height);
  const night = dark && imageIn(dark, height);
  const width = widthAt(light, height);
  return (
    <picture>
      {night?.sources.map((source) => (
        <source key={source.type} {...source} media={DARK_SCREEN} />
      ))}
      {night && <source srcSet={night.src} media={DARK_SCREEN} />}
      {sources.map((source) => (
        <source key={source.type} {...source} />
      ))}
      <img src={src} alt={name} width={width} height={height} />
    </picture>
  );
}

/** Paper is light, whatever the screen is. */
const DARK_SCREEN = 'screen and (prefers-color-scheme: dark)';

const widthAt = (facts: ImageFacts, height: number) => Math.max(1, Math.round((facts.width * height) / facts.height));

function imageIn(facts: ImageFacts, height: number) {
  const width = Math.round(widthAt(facts, height) * HOME_PAGE_SCALE);
  return sourcesFor(facts, { sizes: `${width}px`, narrowest: width, widest: width * DENSITY });
}
