import '#components/design-tokens.css';
import '#components/base.css';
import '#components/masthead.css';
import '#components/lists.css';
import '#components/site-footer.css';
import '#components/prose.css';
import '#components/elements.css';
import '#components/scripts.css';
import '#components/print.css';
import type { ReactNode } from 'react';
import { Masthead } from '#components/masthead.tsx';
import { SiteFooter } from '#components/site-footer.tsx';
import { StagingBar } from '#components/staging-bar.tsx';
import { themeStyle } from '#components/theme-style.ts';
import type { ThemeFaces } from '#lib/content/theme-faces.ts';
import { directionOf } from '#lib/i18n/language.ts';
import type { Edition } from '#lib/routes/editions.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { editionContext } from './edition.ts';

// Every page needs both fonts. Without a preload the browser finds them only after parsing the styles.
const FONTS = ['/fonts/newsreader-text-1.woff2', '/fonts/newsreader-display-1.woff2'];

/** The fonts to preload for text in a language: those of the publication or of the engine that have its letters. */
function fontsFor(language: string, faces: ThemeFaces | null): readonly string[] {
  const { language: code, script } = new Intl.Locale(language).maximize();
  const letters = code === 'vi' ? 'Vietnamese' : script;
  // Newsreader lacks letters of Vietnamese; see scripts.css.
  if (!faces) return letters === 'Latn' ? FONTS : [];
  return [faces.text, faces.headline].flatMap(({ files: [first], measures }) =>
    first && measures.scripts.some((known) => known === letters) ? [first.url] : [],
  );
}

/** The HTML document around every page: head, masthead and footer. */
export function SiteFrame({ edition, children }: { edition: Edition; children: ReactNode }) {
  const { queries, publication, isExport, isStaging } = editionContext(edition);
  const { language } = publication;
  const theme = queries.theme();
  const sections = queries.sections();
  const others = queries.editions().filter((other) => other.language !== language);
  return (
    <html lang={language} dir={directionOf(language) === 'rtl' ? 'rtl' : undefined}>
      <head>
        {fontsFor(language, theme?.faces ?? null).map((href) => (
          <link key={href} rel="preload" href={href} as="font" type="font/woff2" crossOrigin="anonymous" />
        ))}
        {/* `strip.ts` puts what the page needs of it at the end of its style. */}
        {theme && (
          <style href="theme" precedence="theme">
            {themeStyle(theme)}
          </style>
        )}
        {/* A PNG: browsers parse an SVG icon as a document for each page, which can take longer than the layout. */}
        <link rel="icon" href="/icon-48.png" type="image/png" sizes="48x48" />
        <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
        {!isExport && (
          <link
            rel="search"
            type="application/opensearchdescription+xml"
            href={pathTo({ kind: 'document', edition: publication.edition, name: 'opensearch' })}
            title={publication.name}
          />
        )}
        <link rel="manifest" href={pathTo({ kind: 'document', edition: '', name: 'manifest' })} />
      </head>
      <body>
        {isStaging && <StagingBar publication={publication} />}
        {/* With the day, every file of an export would change at midnight. */}
        <Masthead
          publication={publication}
          today={isExport ? null : queries.today()}
          sections={sections}
          editions={others}
          logo={theme?.logo ?? null}
          hasSearch={!isExport}
        />
        <main id="content">{children}</main>
        <SiteFooter publication={publication} sections={sections} pages={queries.footerPages()} />
      </body>
    </html>
  );
}
