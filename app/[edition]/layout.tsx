import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { editionParameter } from '#lib/routes/route-parameters.ts';
import { pageContext } from '../edition.ts';
import { SiteFrame } from '../site-frame.tsx';

// Pages are rendered on request: the build contains no content.
export const dynamic = 'force-dynamic';

export const viewport: Viewport = { colorScheme: 'light dark' };

type Props = { params: Promise<{ edition: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, tagline, origin } = (await pageContext(params)).publication;
  return {
    metadataBase: new URL(origin),
    title: { template: `%s – ${name}`, default: `${name}: ${tagline}` },
    applicationName: name,
    // Without these directives search engines show small images and short extracts.
    robots: 'max-image-preview:large, max-snippet:-1, max-video-preview:-1',
  };
}

export default async function RootLayout({ params, children }: Props & { children: ReactNode }) {
  return <SiteFrame edition={editionParameter((await params).edition)}>{children}</SiteFrame>;
}
