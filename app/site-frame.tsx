import '#components/tokens.css';
import '#components/base.css';
import '#components/prose.css';
import '#components/print.css'; // last: on paper some of these are otherwise
import type { ReactNode } from 'react';
import { Masthead } from '#components/masthead.tsx';
import { SiteFooter } from '#components/site-footer.tsx';
import { index } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';

// Every page has text and headlines; without a preload their faces are found only after the styles are read.
const FONTS = ['/fonts/newsreader-text-1.woff2', '/fonts/newsreader-display-1.woff2'];

/** The document that every page stands in. */
export function SiteFrame({ children }: { children: ReactNode }) {
  const publication = index.publication();
  return (
    <html lang={publication.language}>
      <head>
        {FONTS.map((href) => (
          <link key={href} rel="preload" href={href} as="font" type="font/woff2" crossOrigin="anonymous" />
        ))}
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
        <link rel="manifest" href={pathTo({ kind: 'document', name: 'manifest' })} />
      </head>
      <body>
        <Masthead publication={publication} today={index.today()} sections={index.sections()} />
        <main id="content">{children}</main>
        <SiteFooter publication={publication} pages={index.footerPages()} />
      </body>
    </html>
  );
}
