import type { Metadata } from 'next';
import { editionParameter } from '#lib/routes/route-parameters.ts';
import { pageContext } from '../../../edition.ts';
import { NotFoundNotice } from '../../../not-found-notice.tsx';

// The page for a path without a page. Only the request handler renders it, and sends it with status 404.

type Props = { params: Promise<{ edition: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { publication, messages } = await pageContext(params);
  return { title: messages.notFound, description: publication.tagline, robots: { index: false } };
}

export default async function Page({ params }: Props) {
  return <NotFoundNotice edition={editionParameter((await params).edition)} />;
}
