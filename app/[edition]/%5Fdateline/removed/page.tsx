import type { Metadata } from 'next';
import { editionParameter } from '#lib/routes/route-parameters.ts';
import { pageContext } from '../../../edition.ts';
import { NotFoundNotice } from '../../../not-found-notice.tsx';

// The page for the path of a deleted story. Only the request handler renders it, and sends it with status 410.

type Props = { params: Promise<{ edition: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await pageContext(params)).messages.articleRemoved, robots: { index: false } };
}

export default async function Page({ params }: Props) {
  return <NotFoundNotice edition={editionParameter((await params).edition)} removed />;
}
