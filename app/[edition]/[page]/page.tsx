import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { Prose } from '#components/prose.tsx';
import { openingOf } from '#lib/markdown/opening.ts';
import { slugParameter } from '#lib/routes/route-parameters.ts';
import { pageContext } from '../../edition.ts';
import { pageMetadata } from '../../page-metadata.ts';

type Props = { params: Promise<{ edition: string; page: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { queries, edition, page: parameter } = await pageContext(params);
  const page = queries.page(slugParameter(parameter));
  if (!page) return {};
  return pageMetadata({
    route: { kind: 'page', edition, slug: page.slug },
    title: page.title,
    description: page.standfirst || openingOf(page.body, page.language),
  });
}

export default async function Page({ params }: Props) {
  const { queries, publication, page: parameter } = await pageContext(params);
  const page = queries.page(slugParameter(parameter));
  if (!page) notFound();
  return (
    <article className="page">
      <ListHead publication={publication} title={page.title} note={page.standfirst} />
      <Prose markdown={page.body} language={page.language} images={page.images} className="prose prose-body" />
    </article>
  );
}
