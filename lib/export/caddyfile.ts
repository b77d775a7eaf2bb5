import { SPECULATION_PATH } from '../server/speculation-rules.ts';
import { DOCUMENTS } from './documents.ts';
import { FILE_HEADERS, type HeaderKind, headerPairs } from './file-headers.ts';
import type { HostRules } from './host-rules.ts';
import { OWN_FOLDER } from './output-folder.ts';
import { patternExpression } from './pattern-expressions.ts';

/** The rules for Caddy (2.6 or newer), to be imported into a site block whose `root` is the folder of the export. */
export function caddyfile({ origin, editions, redirects, gone, queries, patterns, lookalikes }: HostRules): string {
  const block = (head: string, lines: readonly string[]) => [`${head} {`, ...lines.map((line) => `  ${line}`), '}'];
  const rule = (name: string, matcher: string, kind: HeaderKind, ...more: string[]) => [
    `@${name} ${matcher}`,
    ...block(`handle @${name}`, [...headers(kind), ...more, ...SERVED]),
  ];
  const byEdition = editions.flatMap((path, at) => [
    `@edition${at} path ${path} ${path}/*`,
    `rewrite @edition${at} ${path}/{err.status_code}.html`,
  ]);
  return [
    '# Made by npm run export. Import it into a site block, and name the folder of the export there:',
    '#   news.example {',
    '#     root * /srv/news',
    '#     import /srv/news/.dateline/Caddyfile',
    '#   }',
    '# Reload Caddy when the export says that this file changed.',
    '@https protocol https',
    '@query expression {query} != ""',
    ...block('route', [
      'header @https Strict-Transport-Security max-age=31536000',
      '# Stories that moved or were removed.',
      ...queries
        .filter(({ path, query }) => isPlain(path) && [...new URLSearchParams(query)].flat().every(isWord))
        .flatMap(({ path, query, target }, at) => [
          ...block(`@query${at}`, [`path ${quoted(path)}`, `expression ${conditionOf(query)}`]),
          `redir @query${at} ${target} 308`,
        ]),
      ...redirects
        .filter(([from]) => isPlain(from))
        .flatMap(([from, to], at) => [
          `@moved${at} path ${quoted(from)}`,
          ...block(`handle @moved${at}`, [`redir @query ${to}?{query} 308`, `redir * ${to} 308`]),
        ]),
      ...gone.filter(isPlain).flatMap((path, at) => [`@gone${at} path ${quoted(path)}`, `error @gone${at} 410`]),
      '# A page has no trailing slash.',
      '@slash path_regexp ^/[^/\\\\].*/$',
      ...block('route @slash', ['uri strip_suffix /', 'redir {uri} 308']),
      ...lookalikes.filter(isPlain).flatMap((name, at) => rule(`lookalike${at}`, `path ${quoted(name)}`, 'publicFile')),
      ...patterns
        .filter(([pattern, target]) => isPlain(pattern.replace('*', '')) && isPlain(target.replace('*', '')))
        .flatMap(patternRule),
      `@own path /${OWN_FOLDER}/* /_headers /_redirects *.html *.br *.gz`,
      'error @own 404',
      ...rule('variant', 'path /media/*', 'variant'),
      ...rule('font', 'path /fonts/*', 'font'),
      ...rule(
        'speculation',
        `path ${SPECULATION_PATH}`,
        'speculation',
        contentType('application/speculationrules+json'),
      ),
      ...DOCUMENTS.flatMap(({ pattern, type, hasPage }, at) =>
        rule(
          `document${at}`,
          `path_regexp document${at} ${pattern}`,
          'document',
          contentType(type),
          ...(hasPage ? [`header Link "<${origin}{re.document${at}.1}>; rel=\\"canonical\\""`] : []),
        ),
      ),
      ...rule('svg', 'path *.svg', 'svg'),
      ...rule('image', 'path *.png *.jpg *.jpeg *.webp *.avif *.gif', 'image'),
      ...rule('public', 'path_regexp \\.[^/]+$', 'publicFile'),
      ...block('handle', [
        ...headers('page'),
        contentType('text/html; charset=utf-8'),
        'rewrite / /index',
        'try_files {path}.html =404',
        ...SERVED,
      ]),
    ]),
    ...block('handle_errors', [
      ...byEdition,
      '@otherwise not path */404.html */410.html',
      'rewrite @otherwise /{err.status_code}.html',
      ...headers('notFound'),
      contentType('text/html; charset=utf-8'),
      ...SERVED,
    ]),
    '',
  ].join('\n');
}

/** Redirects a request that matches a pattern, if there is no file. */
function patternRule(redirect: HostRules['patterns'][number], at: number): string[] {
  const name = `pattern${at}`;
  const { expression, target } = patternExpression(redirect, {
    text: (segment) => segment,
    segment: '[^/]+?',
    rest: '.*?',
    group: (number) => `{re.${name}.${number}}`,
  });
  return [
    `@${name} {`,
    `  path_regexp ${name} (?i)^${expression}/?$`,
    '  not file {path} {path}.html',
    '}',
    `handle @${name} {`,
    `  redir @query ${target}?{query} 308`,
    `  redir * ${target} 308`,
    '}',
  ];
}

const SERVED = ['file_server {', '  precompressed br gzip', '}'];

const contentType = (type: string) => `header Content-Type ${quoted(type)}`;

/** The headers of a kind of file, without the one that Caddy sends by itself. */
function headers(kind: HeaderKind): string[] {
  return headerPairs(FILE_HEADERS[kind])
    .filter(([name]) => name !== 'Vary')
    .map(([name, value]) => `header ${name} ${quoted(value)}`);
}

/** The condition that a query has all parameters of an old address. */
function conditionOf(query: string): string {
  return [...new URLSearchParams(query)].map(([name, value]) => `{query.${name}} == "${value}"`).join(' && ');
}

/** Whether a name or value of a query can stand in a condition. */
const isWord = (text: string) => /^[\w-]+$/.test(text);

/** Whether Caddy reads a path as it is: it would fill in `{…}`, and `*` is any text. */
function isPlain(path: string): boolean {
  return !/[{}*"\\`\s]/.test(path);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
