import type { Metadata } from 'next';
import { editionParameter } from '#lib/routes/urls.ts';
import { Absence } from '../../../not-found-notice.tsx';
import { routeOf } from '../../../edition.ts';

// What the address of a story that was deleted shows. Only the front asks for it, and sends it with the status 410.

type Props = { params: Promise<{ edition: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await routeOf(params)).words.takenDown, robots: { index: false } };
}

export default async function Page({ params }: Props) {
  return <Absence edition={editionParameter((await params).edition)} takenDown />;
}
