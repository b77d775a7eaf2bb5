import type { Metadata } from 'next';
import { editionParameter } from '#lib/routes/urls.ts';
import { Absence } from '../../../not-found-notice.tsx';
import { routeOf } from '../../../edition.ts';

// What an address without a page shows. Only the front asks for it, and sends it with the status 404.

type Props = { params: Promise<{ edition: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { publication, words } = await routeOf(params);
  return { title: words.notFound, description: publication.tagline, robots: { index: false } };
}

export default async function Page({ params }: Props) {
  return <Absence edition={editionParameter((await params).edition)} />;
}
