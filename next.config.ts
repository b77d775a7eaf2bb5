import type { NextConfig } from 'next';
import { IMAGE_EXTENSIONS } from './lib/routes/image-files.ts';
import { OWN_EDITION } from './lib/routes/route-parameters.ts';

/** The form of a language code at the beginning of a path. Not everything of this form is a language. */
const EDITION = '[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}';

const config: NextConfig = {
  // The build that a running site serves; see lib/render/build.ts.
  ...(process.env.DATELINE_BUILD ? { distDir: process.env.DATELINE_BUILD } : {}),
  // The request handler compresses, names the canonical URL and hides the server's name; under plain `next start` these stay Next's.
  poweredByHeader: false,
  // `npm test` checks the types, of the tests too; a site that is being started need not wait for that.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  // Only the request handler and the pages' own queries read files; the build needs none of them.
  outputFileTracingExcludes: { '/*': ['./content/**', './.dateline/**', './tests/**'] },
  // Without it Next sends the <title> of a dynamic page after <body>, and moves it by a script that the request handler removes.
  htmlLimitedBots: /.*/,
  // `next dev` would otherwise write instructions for coding assistants into the project.
  agentRules: false,
  devIndicators: false,
  serverExternalPackages: ['@parcel/watcher'],
  experimental: {
    // Uses app/global-not-found.tsx; see there.
    globalNotFound: true,
  },
  async rewrites() {
    // The request handler never sends an original image. Under plain `next start` this rewrite keeps them back.
    const images = `/:path((?!_next/|media/).*\\.(?:${IMAGE_EXTENSIONS.join('|')}))`;
    // The archive of 2024 is at /2024. A route of Next cannot have a pattern, and `[page]` already takes any name.
    const years = [
      { source: `/:edition(${EDITION})/:year(\\d{4})/:rest*`, destination: '/:edition/archive/:year/:rest*' },
      { source: '/:year(\\d{4})/:rest*', destination: `/${OWN_EDITION}/archive/:year/:rest*` },
    ];
    // Every route has the edition as a parameter. Paths of the publication's own edition do not contain it.
    const own = [
      { source: '/', destination: `/${OWN_EDITION}` },
      {
        source: `/:path((?!(?:${EDITION}|${OWN_EDITION}|_next|media)(?:/|$)|_dateline/document/).+)`,
        destination: `/${OWN_EDITION}/:path`,
      },
    ];
    // Feeds, sitemaps and the like, unless public/ has a file of that name.
    const documents = '/:path(.*\\.(?:xml|atom|json|txt|md|webmanifest)|feed\\.css)';
    return {
      beforeFiles: [{ source: images, destination: '/media/public/:path' }],
      afterFiles: [{ source: documents, destination: '/_dateline/document/:path' }, ...years, ...own],
      fallback: [],
    };
  },
  async headers() {
    return [
      { source: '/fonts/:file*', headers: [{ key: 'Cache-Control', value: 'public, max-age=31536000, immutable' }] },
    ];
  },
};

export default config;
