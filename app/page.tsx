import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { FrontPage } from '#components/front-page.tsx';
import { index } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';

export function generateMetadata(): Metadata {
  const { tagline } = index.publication();
  return { description: tagline, alternates: { canonical: pathTo({ kind: 'front', page: 1 }) } };
}

export default function Page() {
  const list = index.latest(1);
  if (!list) notFound();
  return <FrontPage list={list} timeZone={index.publication().timeZone} />;
}
