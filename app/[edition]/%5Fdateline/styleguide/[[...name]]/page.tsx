import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { type ExampleParameter, StyleguidePage, styleguideMetadata } from '../../../../styleguide-page.tsx';

// The styleguide in dev mode. In production it is behind a preview link. Next ignores folders that begin with “_”; it reads `%5F` as one.

type Props = { params: Promise<{ name?: ExampleParameter }> };

const isDev = process.env.NODE_ENV === 'development';

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return isDev ? styleguideMetadata((await params).name) : {};
}

export default async function Page({ params }: Props) {
  if (!isDev) notFound();
  return <StyleguidePage parameter={(await params).name} />;
}
