/**
 * The documents of a site by the form of their decoded paths (a regular expression), with their content types. A
 * document that `hasPage` is one of the page at the first group of its path.
 */
export const DOCUMENTS: readonly Readonly<{ pattern: string; type: string; hasPage?: true }>[] = [
  { pattern: '^((?:/[a-z-]+)?/articles/[^/]+)\\.md$', type: 'text/markdown; charset=utf-8', hasPage: true },
  { pattern: '^(?:/[a-z-]+)?/llms\\.txt$', type: 'text/markdown; charset=utf-8' },
  { pattern: '/feed(?:\\.\\d+)?\\.json$', type: 'application/feed+json; charset=utf-8' },
  { pattern: '/feed(?:\\.\\d+)?\\.(?:xml|atom)$', type: 'application/xml; charset=utf-8' },
  {
    pattern: '^(?:/[a-z-]+)?/(?:(?:news-)?sitemap|sitemaps/[^/]+)\\.xml$',
    type: 'application/xml; charset=utf-8',
  },
  { pattern: '^/(?:robots|\\.well-known/security)\\.txt$', type: 'text/plain; charset=utf-8' },
  { pattern: '^/manifest\\.webmanifest$', type: 'application/manifest+json; charset=utf-8' },
  { pattern: '^/feed\\.css$', type: 'text/css; charset=utf-8' },
];
