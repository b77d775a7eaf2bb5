import { DOCUMENTS } from './documents.ts';
import { FILE_HEADERS, type HeaderKind, headerPairs } from './file-headers.ts';
import type { HostRules } from './host-rules.ts';
import { OWN_FOLDER } from './output-folder.ts';

/** Names the charset of texts under public/, besides `text/html`. */
const TEXTS = [
  'charset utf-8;',
  'charset_types text/css text/plain text/xml text/markdown text/javascript application/javascript application/json;',
];

/** The rules for nginx, to be included in a `server` block whose `root` is the folder of the export. */
export function nginxConfig({ origin, editions, redirects, gone, lookalikes }: HostRules): string {
  const block = (head: string, lines: readonly string[]) => [`${head} {`, ...lines.map((line) => `  ${line}`), '}'];
  const file = (kind: HeaderKind, type: string | null = null) => [
    'try_files $uri =404;',
    ...headers(kind),
    ...(type ? ['types {}', `default_type ${quoted(type)};`] : []),
  ];
  const page = (name: string, kind: HeaderKind = 'page') => [
    `try_files ${name} =404;`,
    ...headers(kind),
    'types {}',
    'default_type "text/html; charset=utf-8";',
  ];
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
    ...block('location = /', page('/index.html')),
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
    ...block('location ~ "^/_(?:headers|redirects)$|\\.(?:html|br|gz)$"', ['return 404;']),
    ...block('location ~* "\\.svg$"', file('svg')),
    ...block('location ~* "\\.(?:png|jpe?g|webp|avif|gif)$"', file('image')),
    ...block('location ~ "\\.[^/]+$"', [...TEXTS, ...file('publicFile')]),
    '# Stories that moved or were removed.',
    ...redirects.map(([from, to]) => `location = ${quoted(from)} { return 308 ${quoted(`${to}$is_args$args`)}; }`),
    ...gone.map((path) => `location = ${quoted(path)} { return 410; }`),
    '',
  ].join('\n');
}

function headers(kind: HeaderKind): string[] {
  return [
    ...headerPairs(FILE_HEADERS[kind]).map(([name, value]) => `add_header ${name} ${quoted(value)} always;`),
    'add_header Strict-Transport-Security $dateline_hsts always;',
  ];
}

/** A word of nginx's configuration. A `$` in it would begin a variable, except for those that are meant. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
