import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ExampleImages } from '#components/styleguide/example-builders.tsx';
import { EXAMPLES, StyleguideExample, StyleguideIndex } from '#components/styleguide/styleguide.tsx';
import { type ExampleName, exampleCalled } from '#lib/routes/styleguide-paths.ts';
import { editionContext } from './edition.ts';

// The pages of the styleguide. Two routes show them: one in dev mode, one behind a preview link.

/** The optional parameter of those routes: none for the list of all examples, the name of an example for its page. */
export type ExampleParameter = string[] | undefined;

/** Null for the list of all examples, undefined for a name that no example has. */
function exampleIn(parameter: ExampleParameter = []): ExampleName | null | undefined {
  return parameter.length === 0 ? null : (exampleCalled(parameter.join('/')) ?? undefined);
}

/** Returns the metadata of a page of the styleguide. */
export function styleguideMetadata(parameter: ExampleParameter): Metadata {
  const name = exampleIn(parameter);
  if (name === undefined) return {};
  const { title, shows } = name
    ? { ...EXAMPLES[name], title: `${EXAMPLES[name].title} – Styleguide` }
    : { title: 'Styleguide', shows: 'Every component in every state' };
  return { title, description: shows, robots: { index: false, follow: false }, referrer: 'no-referrer' };
}

/** The list of all examples, or one of them. `folder` is what the paths of the styleguide begin with; see `styleguidePath`. */
export function StyleguidePage({ parameter, folder }: { parameter: ExampleParameter; folder?: string }) {
  const name = exampleIn(parameter);
  if (name === undefined) notFound();
  const theme = editionContext('').queries.theme()?.colours ?? null;
  return name ? (
    <StyleguideExample name={name} images={exampleImages()} theme={theme} folder={folder} />
  ) : (
    <StyleguideIndex folder={folder} />
  );
}

/** Images of the publication's newest stories and of its authors. */
function exampleImages(): ExampleImages {
  const { queries } = editionContext('');
  const facts = (queries.latest(1)?.items ?? []).flatMap(({ image }) => (image ? [image.facts] : []));
  const authors = queries.authors(1)?.items ?? [];
  return {
    wide: facts.find(({ width, height }) => width >= height) ?? null,
    upright: facts.find(({ width, height }) => width < height) ?? null,
    portrait: authors.map(({ id }) => queries.author(id)?.portrait ?? null).find((portrait) => portrait) ?? null,
  };
}
