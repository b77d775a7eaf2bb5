import type { Metadata } from 'next';
import { HomePage } from '#components/home-page.tsx';
import { languageAt } from '#lib/routes/editions.ts';
import { OWN_EDITION } from '#lib/routes/route-parameters.ts';
import { siteData } from '#lib/syndication/structured-data.ts';
import { pageContext } from '../edition.ts';
import { pageMetadata } from '../page-metadata.ts';
import { StructuredData } from '../structured-data.tsx';
import StaticPage, { generateMetadata as staticMetadata } from './[page]/page.tsx';

type Props = { params: Promise<{ edition: string }> };

/** Returns the slug of a static page whose form is that of a language code, such as `faq`, which no rewrite can distinguish; null for an edition. */
async function pageNamed({ params }: Props): Promise<{ params: Promise<{ edition: string; page: string }> } | null> {
  const { edition } = await params;
  if (edition === OWN_EDITION || languageAt(edition) !== null) return null;
  return { params: Promise.resolve({ edition: OWN_EDITION, page: edition }) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const page = await pageNamed(props);
  if (page) return staticMetadata(page);
  const { publication, edition } = await pageContext(props.params);
  return pageMetadata({
    route: { kind: 'home', edition, page: 1 },
    title: '',
    description: publication.tagline,
    feed: { kind: 'home', edition },
  });
}

export default async function Page(props: Props) {
  const page = await pageNamed(props);
  if (page) return <StaticPage {...page} />;
  const { queries, publication } = await pageContext(props.params);
  return (
    <>
      <StructuredData data={siteData(queries)} />
      <HomePage home={queries.homePage()} publication={publication} />
    </>
  );
}
