import type { Metadata } from 'next';
import { FrontPage } from '#components/home-page.tsx';
import { siteData } from '#lib/syndication/structured-data.ts';
import { languageAt, OWN_EDITION } from '#lib/routes/urls.ts';
import { routeOf } from '../edition.ts';
import { pageMetadata } from '../page-metadata.ts';
import { StructuredData } from '../structured-data.tsx';
import StaticPage, { generateMetadata as staticMetadata } from './[page]/page.tsx';

type Props = { params: Promise<{ edition: string }> };

/** The name of a page of its own that looks like a language, such as `faq`: no rewrite can tell them apart. Null for an edition. */
async function pageNamed({ params }: Props): Promise<{ params: Promise<{ edition: string; page: string }> } | null> {
  const { edition } = await params;
  if (edition === OWN_EDITION || languageAt(edition) !== null) return null;
  return { params: Promise.resolve({ edition: OWN_EDITION, page: edition }) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const page = await pageNamed(props);
  if (page) return staticMetadata(page);
  const { publication, edition } = await routeOf(props.params);
  return pageMetadata({
    place: { kind: 'front', edition, page: 1 },
    title: '',
    description: publication.tagline,
    feed: { kind: 'front', edition },
  });
}

export default async function Page(props: Props) {
  const page = await pageNamed(props);
  if (page) return <StaticPage {...page} />;
  const { index, publication, edition } = await routeOf(props.params);
  return (
    <>
      <StructuredData data={siteData(edition)} />
      <FrontPage front={index.front()} publication={publication} />
    </>
  );
}
