import type { Metadata } from 'next';
import { editionParameter } from '#lib/routes/route-parameters.ts';
import { pageContext } from '../../../edition.ts';
import { Absence } from '../../../not-found-notice.tsx';

// What an address without a page shows. Only the request handler asks for it, and sends it with the status 404.

type Props = { params: Promise<{ edition: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { publication, messages } = await pageContext(params);
  return { title: messages.notFound, description: publication.tagline, robots: { index: false } };
}

export default async function Page({ params }: Props) {
  return <Absence edition={editionParameter((await params).edition)} />;
}
