import type { NextConfig } from 'next';
import { IMAGE_EXTENSIONS } from './lib/routes/image-files.ts';
import { OWN_EDITION } from './lib/routes/route-parameters.ts';

/** What the first part of a path can be where it is the code of a language; not all that looks so is one. */
const EDITION = '[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}';

const config: NextConfig = {
  // The build that a running site serves; see lib/render/build.ts.
  ...(process.env.DATELINE_BUILD ? { distDir: process.env.DATELINE_BUILD } : {}),
  // The request handler compresses, names the canonical URL and hides the server's name; under plain `next start` these stay Next's.
  poweredByHeader: false,
  // `npm test` checks the types, of the tests too; a site that is being started need not wait for that.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  // Only the request handler and the pages' own queries read files; nothing of them belongs into the build.
  outputFileTracingExcludes: { '/*': ['./content/**', './.dateline/**', './tests/**'] },
  // Without it a dynamic page sends its <title> after <body> and moves it with a script, which the request handler removes.
  htmlLimitedBots: /.*/,
  // `next dev` would otherwise write instructions for coding assistants into the project.
  agentRules: false,
  devIndicators: false,
  serverExternalPackages: ['@parcel/watcher'],
  experimental: {
    // A page of its own for addresses without one; see there.
    globalNotFound: true,
  },
  async rewrites() {
    // The request handler lets no original image out; without it, this does not.
    const images = `/:path((?!_next/|media/).*\\.(?:${IMAGE_EXTENSIONS.join('|')}))`;
    // What was published in 2024 is at /2024; a route cannot have a pattern, and one for any name is there already.
    const years = [
      { source: `/:edition(${EDITION})/:year(\\d{4})/:rest*`, destination: '/:edition/archive/:year/:rest*' },
      { source: '/:year(\\d{4})/:rest*', destination: `/${OWN_EDITION}/archive/:year/:rest*` },
    ];
    // The edition is a parameter of each route; that in the publication's own language has none in its paths.
    const own = [
      { source: '/', destination: `/${OWN_EDITION}` },
      {
        source: `/:path((?!(?:${EDITION}|${OWN_EDITION}|_next|media)(?:/|$)|_dateline/document/).+)`,
        destination: `/${OWN_EDITION}/:path`,
      },
    ];
    // Feeds, sitemaps and the like, unless there is such a file under public/.
    const documents = '/:path(.*\\.(?:xml|atom|json|txt|md|webmanifest))';
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
