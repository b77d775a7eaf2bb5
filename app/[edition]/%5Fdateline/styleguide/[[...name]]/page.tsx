import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { SHEETS, Specimen, SpecimenFront, type SpecimenImages } from '#components/styleguide/styleguide.tsx';
import { indexOf } from '#lib/store/queries/queries.ts';
import { pathTo, SPECIMENS, type SpecimenName } from '#lib/routes/urls.ts';

// All that pages are made of, for who designs them. To Next a folder that begins with “_” has no routes; `%5F` is how one is written that has.

type Props = { params: Promise<{ name?: string[] }> };

/** The sheet that the path names, null for the list of all; undefined where there is none. */
async function sheetOf({ params }: Props): Promise<SpecimenName | null | undefined> {
  const { name = [] } = await params;
  return name.length === 0 ? null : SPECIMENS.find((sheet) => name.join('/') === sheet);
}

/** Images of the publication's newest stories and of its authors. */
function images(): SpecimenImages {
  const index = indexOf('');
  const facts = (index.latest(1)?.items ?? []).flatMap(({ image }) => (image ? [image.facts] : []));
  const authors = index.authors(1)?.items ?? [];
  return {
    wide: facts.find(({ width, height }) => width >= height) ?? null,
    upright: facts.find(({ width, height }) => width < height) ?? null,
    portrait: authors.map(({ id }) => index.author(id)?.portrait ?? null).find((portrait) => portrait) ?? null,
  };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const name = await sheetOf(props);
  if (name === undefined) return {};
  const { title, shows } = name ? SHEETS[name] : { title: 'Specimen', shows: 'Everything that pages are made of' };
  return {
    title: name ? `${title} – Specimen` : title,
    description: shows,
    alternates: { canonical: pathTo({ kind: 'specimen', edition: '', name }) },
    robots: { index: false, follow: false },
  };
}

export default async function Page(props: Props) {
  const name = await sheetOf(props);
  if (name === undefined) notFound();
  return name ? <Specimen name={name} images={images()} /> : <SpecimenFront />;
}
