import type { Metadata } from 'next';
import { FrontPage } from '#components/front-page.tsx';
import { index } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';

export function generateMetadata(): Metadata {
  const { tagline } = index.publication();
  return { description: tagline, alternates: { canonical: pathTo({ kind: 'front', page: 1 }) } };
}

export default function Page() {
  return <FrontPage front={index.front()} timeZone={index.publication().timeZone} />;
}
