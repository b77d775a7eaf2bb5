import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import {
  EXAMPLES,
  type ExampleImages,
  StyleguideExample,
  StyleguideIndex,
} from '#components/styleguide/styleguide.tsx';
import { type ExampleName, pathTo, STYLEGUIDE_EXAMPLES } from '#lib/routes/urls.ts';
import { editionContext } from '../../../../edition.ts';

// All that pages are made of, for who designs them. To Next a folder that begins with “_” has no routes; `%5F` is how one is written that has.

type Props = { params: Promise<{ name?: string[] }> };

/** The sheet that the path names, null for the list of all; undefined where there is none. */
async function sheetOf({ params }: Props): Promise<ExampleName | null | undefined> {
  const { name = [] } = await params;
  return name.length === 0 ? null : STYLEGUIDE_EXAMPLES.find((sheet) => name.join('/') === sheet);
}

/** Images of the publication's newest stories and of its authors. */
function images(): ExampleImages {
  const { queries } = editionContext('');
  const facts = (queries.latest(1)?.items ?? []).flatMap(({ image }) => (image ? [image.facts] : []));
  const authors = queries.authors(1)?.items ?? [];
  return {
    wide: facts.find(({ width, height }) => width >= height) ?? null,
    upright: facts.find(({ width, height }) => width < height) ?? null,
    portrait: authors.map(({ id }) => queries.author(id)?.portrait ?? null).find((portrait) => portrait) ?? null,
  };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const name = await sheetOf(props);
  if (name === undefined) return {};
  const { title, shows } = name
    ? EXAMPLES[name]
    : { title: 'StyleguideExample', shows: 'Everything that pages are made of' };
  return {
    title: name ? `${title} – StyleguideExample` : title,
    description: shows,
    alternates: { canonical: pathTo({ kind: 'styleguide', edition: '', name }) },
    robots: { index: false, follow: false },
  };
}

export default async function Page(props: Props) {
  const name = await sheetOf(props);
  if (name === undefined) notFound();
  return name ? <StyleguideExample name={name} images={images()} /> : <StyleguideIndex />;
}
