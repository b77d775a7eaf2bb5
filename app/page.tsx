import type { Metadata } from 'next';
import { FrontPage } from '#components/front-page.tsx';
import { index } from '#lib/index/queries.ts';
import { siteData } from '#lib/syndication/structured-data.ts';
import { pageMetadata } from './page-metadata.ts';
import { StructuredData } from './structured-data.tsx';

export function generateMetadata(): Metadata {
  return pageMetadata({
    place: { kind: 'front', page: 1 },
    title: '',
    description: index.publication().tagline,
    feed: { kind: 'front' },
  });
}

export default function Page() {
  return (
    <>
      <StructuredData data={siteData()} />
      <FrontPage front={index.front()} timeZone={index.publication().timeZone} />
    </>
  );
}
