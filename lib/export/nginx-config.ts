import { DOCUMENTS } from './documents.ts';
import { FILE_HEADERS, type HeaderKind, headerPairs } from './file-headers.ts';
import type { HostRules } from './host-rules.ts';
import { OWN_FOLDER } from './output-folder.ts';
import { escapedExpression, patternExpression } from './pattern-expressions.ts';

/** Names the charset of texts under public/, besides `text/html`. */
const TEXTS = [
  'charset utf-8;',
  'charset_types text/css text/plain text/xml text/markdown text/javascript application/javascript application/json;',
];

/** The rules for nginx, to be included in a `server` block whose `root` is the folder of the export. */
export function nginxConfig({ origin, editions, redirects, gone, queries, patterns, lookalikes }: HostRules): string {
  const block = (head: string, lines: readonly string[]) => [`${head} {`, ...lines.map((line) => `  ${line}`), '}'];
  // A named location, which comes after all files.
  const otherwise = patterns.length > 0 ? '@redirects' : '=404';
  const file = (kind: HeaderKind, type: string | null = null) => [
    `try_files $uri ${kind === 'publicFile' ? otherwise : '=404'};`,
    ...headers(kind),
    ...(type ? ['types {}', `default_type ${quoted(type)};`] : []),
  ];
  const page = (name: string, kind: HeaderKind = 'page') => [
    `try_files ${name} ${name === '$uri.html' ? otherwise : '=404'};`,
    ...headers(kind),
    'types {}',
    'default_type "text/html; charset=utf-8";',
  ];
  const byPath = Map.groupBy(queries, ({ path }) => path);
  const queriesAt = (path: string) => (byPath.get(path) ?? []).map(queryRule);
  const moved = new Map(redirects);
  return [
    '# Made by npm run export. Include it in a server block, and name the folder of the export there:',
    '#   server { server_name news.example; root /srv/news; include /srv/news/.dateline/nginx.conf; }',
    '# Reload nginx when the export says that this file changed.',
    'absolute_redirect off;',
    'index off.html;',
    'gzip off;',
    'gzip_static on;',
    '# With the module ngx_brotli: brotli_static on;',
    'set $dateline_hsts "";',
    'if ($https) { set $dateline_hsts "max-age=31536000"; }',
    '# Of a page in another language, “not found” is in that language.',
    'set $dateline_edition "";',
    ...editions.map((path) => `if ($uri ~ "^${path}(/|$)") { set $dateline_edition ${path}; }`),
    'error_page 404 $dateline_edition/404.html;',
    'error_page 410 $dateline_edition/410.html;',
    '# A page has no trailing slash. The path must not begin another host.',
    'if ($request_uri ~ "^(/[^/?\\\\\\\\][^?]*?)/+(\\?.*)?$") { return 308 $1$2; }',
    'set $dateline_canonical "";',
    `if ($request_uri ~ "^(/[^?]*)\\.md(\\?.*)?$") { set $dateline_canonical '<${origin}$1>; rel="canonical"'; }`,
    ...block(`location ^~ /${OWN_FOLDER}/`, ['return 404;']),
    ...block('location = /', [...queriesAt('/'), ...page('/index.html')]),
    ...block('location /', page('$uri.html')),
    ...block('location ~ /404\\.html$', ['internal;', ...page('$uri', 'notFound')]),
    ...block('location ~ /410\\.html$', ['internal;', ...page('$uri')]),
    ...block('location ~ ^/media/', file('variant')),
    ...block('location ^~ /fonts/', [...TEXTS, ...file('font')]),
    ...block('location = /_dateline/speculation.json', file('speculation', 'application/speculationrules+json')),
    ...DOCUMENTS.flatMap(({ pattern, type, hasPage }) =>
      block(`location ~ "${pattern}"`, [
        ...file('document', type),
        ...(hasPage ? ['add_header Link $dateline_canonical;'] : []),
      ]),
    ),
    '# Files under public/, and what the export itself needs.',
    ...lookalikes.flatMap((name) => block(`location = ${quoted(name)}`, file('publicFile'))),
    ...block('location ~ "^/_(?:headers|redirects)$|\\.(?:html|br|gz)$"', [
      patterns.length > 0 ? 'try_files /.none @redirects;' : 'return 404;',
    ]),
    ...block('location ~* "\\.svg$"', file('svg')),
    ...block('location ~* "\\.(?:png|jpe?g|webp|avif|gif)$"', file('image')),
    ...block('location ~ "\\.[^/]+$"', [...TEXTS, ...file('publicFile')]),
    '# Stories that moved or were removed.',
    ...redirects
      .filter(([from]) => !byPath.has(from))
      .map(([from, to]) => `location = ${quoted(from)} { return 308 ${quoted(`${to}$is_args$args`)}; }`),
    ...gone.map((path) => `location = ${quoted(path)} { return 410; }`),
    ...[...byPath.keys()]
      .filter((path) => path !== '/')
      .flatMap((path) => {
        const to = moved.get(path);
        const rest = to === undefined ? page('$uri.html') : [`return 308 ${quoted(`${to}$is_args$args`)};`];
        return block(`location = ${quoted(path)}`, [...queriesAt(path), ...rest]);
      }),
    ...(patterns.length > 0 ? block('location @redirects', [...patterns.map(patternRule), 'return 404;']) : []),
    '',
  ].join('\n');
}

function headers(kind: HeaderKind): string[] {
  return [
    ...headerPairs(FILE_HEADERS[kind]).map(([name, value]) => `add_header ${name} ${quoted(value)} always;`),
    'add_header Strict-Transport-Security $dateline_hsts always;',
  ];
}

/** Redirects a request whose query has all parameters of an old address. */
function queryRule({ query, target }: HostRules['queries'][number]): string {
  const each = query.split('&').map((parameter) => `(?=(?:.*&)?${escapedExpression(parameter)}(?:&|$))`);
  return `if ($args ~ "^${each.join('')}") { return 308 ${quoted(target)}; }`;
}

/** Redirects a request that matches a pattern. It reads the path as it was sent: a decoded one could hold a line break. */
function patternRule(redirect: HostRules['patterns'][number]): string {
  const { expression, target } = patternExpression(redirect, {
    text: encodeURIComponent,
    segment: '[^/?]+?',
    rest: '[^?]*?',
    group: (number) => `$${number}`,
  });
  return `if ($request_uri ~* "^${expression}/?(?:\\?|$)") { return 308 ${quoted(`${target}$is_args$args`)}; }`;
}

/** A word of nginx's configuration. A `$` in it would begin a variable, except for those that are meant. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
