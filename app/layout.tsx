import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { index } from '#lib/index/queries.ts';
import { SiteFrame } from './site-frame.tsx';

// A page is made when somebody asks for it: the build holds no content.
export const dynamic = 'force-dynamic';

export const viewport: Viewport = { colorScheme: 'light dark' };

export function generateMetadata(): Metadata {
  const { name, tagline, origin } = index.publication();
  return {
    metadataBase: new URL(origin),
    title: { template: `%s – ${name}`, default: `${name}: ${tagline}` },
    applicationName: name,
    // Without these words search engines show small pictures and short extracts.
    robots: 'max-image-preview:large, max-snippet:-1, max-video-preview:-1',
  };
}

export default function RootLayout({ children }: { children: ReactNode }) {
  return <SiteFrame>{children}</SiteFrame>;
}
