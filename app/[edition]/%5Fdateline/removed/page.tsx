import type { Metadata } from 'next';
import { editionParameter } from '#lib/routes/route-parameters.ts';
import { pageContext } from '../../../edition.ts';
import { Absence } from '../../../not-found-notice.tsx';

// What the address of a story that was deleted shows. Only the request handler asks for it, and sends it with the status 410.

type Props = { params: Promise<{ edition: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await pageContext(params)).messages.articleRemoved, robots: { index: false } };
}

export default async function Page({ params }: Props) {
  return <Absence edition={editionParameter((await params).edition)} takenDown />;
}
