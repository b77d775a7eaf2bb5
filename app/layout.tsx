import '#components/tokens.css';
import '#components/base.css';
import '#components/print.css';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Masthead } from '#components/masthead.tsx';
import { SiteFooter } from '#components/site-footer.tsx';
import { index } from '#lib/index/queries.ts';

// A page is made when somebody asks for it: the build holds no content.
export const dynamic = 'force-dynamic';

// Every page has text and headlines; without a preload their faces are found only after the styles are read.
const FONTS = ['/fonts/newsreader-text-1.woff2', '/fonts/newsreader-display-1.woff2'];

export const viewport: Viewport = { colorScheme: 'light dark' };

export function generateMetadata(): Metadata {
  const { name, tagline, origin } = index.publication();
  return {
    metadataBase: new URL(origin),
    title: { template: `%s – ${name}`, default: `${name}: ${tagline}` },
    applicationName: name,
  };
}

export default function RootLayout({ children }: { children: ReactNode }) {
  const publication = index.publication();
  return (
    <html lang={publication.language}>
      <head>
        {FONTS.map((href) => (
          <link key={href} rel="preload" href={href} as="font" type="font/woff2" crossOrigin="anonymous" />
        ))}
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <Masthead publication={publication} today={index.today()} sections={index.sections()} />
        <main id="content">{children}</main>
        <SiteFooter publication={publication} pages={index.footerPages()} />
      </body>
    </html>
  );
}
