import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import type { ThemeColours } from '#lib/content/theme-colours.ts';
import { editionParameter } from '#lib/routes/route-parameters.ts';
import { pageContext } from '../edition.ts';
import { SiteFrame } from '../site-frame.tsx';

// Pages are rendered on request: the build contains no content.
export const dynamic = 'force-dynamic';

type Props = { params: Promise<{ edition: string }> };

export async function generateViewport({ params }: Props): Promise<Viewport> {
  const { colours = null } = (await pageContext(params)).queries.theme() ?? {};
  return { colorScheme: 'light dark', ...(colours ? { themeColor: themeColors(colours) } : {}) };
}

/** The colours of the window around a page (https://html.spec.whatwg.org/#meta-theme-color). */
function themeColors({ light, dark }: ThemeColours): Viewport['themeColor'] {
  return [
    { media: '(prefers-color-scheme: light)', color: light.paper },
    { media: '(prefers-color-scheme: dark)', color: dark.paper },
  ];
}

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
