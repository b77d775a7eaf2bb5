import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListHead } from '#components/list-head.tsx';
import { Prose } from '#components/prose.tsx';
import { descriptionOf } from '#lib/content/markdown.ts';
import { index } from '#lib/index/queries.ts';
import { slugParameter } from '#lib/urls.ts';
import { pageMetadata } from '../page-metadata.ts';

type Props = { params: Promise<{ page: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = index.page(slugParameter((await params).page));
  if (!page) return {};
  return pageMetadata({
    place: { kind: 'page', slug: page.slug },
    title: page.title,
    description: descriptionOf(page.standfirst, page.body),
  });
}

export default async function Page({ params }: Props) {
  const page = index.page(slugParameter((await params).page));
  if (!page) notFound();
  return (
    <article className="page">
      <ListHead title={page.title} note={page.standfirst} />
      <Prose
        markdown={page.body}
        language={index.publication().language}
        pictures={page.pictures}
        className="prose body"
      />
    </article>
  );
}
