import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Staging } from '../config.ts';
import { splitTarget } from './request-target.ts';
import { addHeaders, replaceHeaders, sendText } from './short-answers.ts';

/** What load balancers, monitoring and git hosts request: they have no password. The hook has its own secret. */
const OPEN_PATHS: readonly string[] = [
  '/_dateline/live',
  '/_dateline/ready',
  '/_dateline/health',
  '/_dateline/publish',
];

/** No search engine lists any answer. */
const UNINDEXED: readonly string[] = ['X-Robots-Tag', 'noindex, nofollow'];

/** Headers by which shared caches keep an answer. */
const SHARED_CACHING = ['cache-control', 'surrogate-control', 'cdn-cache-control', 'cloudflare-cdn-cache-control'];

/**
 * Returns a request handler for a site that is being tried: it sends what `handler` sends, unindexed; with credentials only
 * to readers who give them (HTTP Basic, RFC 7617), and to no shared cache.
 */
export function staged(handler: RequestListener, { credentials }: Staging): RequestListener {
  const expected = credentials === null ? null : digestOf(credentials);
  return (request, response) => {
    const [path] = splitTarget(request.url ?? '/');
    addHeaders(response, UNINDEXED);
    if (expected !== null && !OPEN_PATHS.includes(path)) {
      if (!timingSafeEqual(digestOf(credentialsOf(request.headers.authorization)), expected)) {
        const challenge = 'Basic realm="Test version", charset="UTF-8"';
        return sendText(request, response, 401, 'This site needs a user and a password.', {
          'WWW-Authenticate': challenge,
        });
      }
      replaceHeaders(response, SHARED_CACHING, ['Cache-Control', 'private, no-cache']);
    }
    // Also in place of a file under public/.
    if (path === '/robots.txt') return sendText(request, response, 200, 'User-agent: *\nDisallow: /');
    handler(request, response);
  };
}

/** The user and password of a header `Authorization`, separated by a colon; empty if there are none. */
function credentialsOf(authorization = ''): string {
  const [, encoded = ''] = /^Basic +([A-Za-z\d+/=_-]+) *$/i.exec(authorization) ?? [];
  return Buffer.from(encoded, 'base64').toString();
}

/** A digest of one length, so that a comparison takes the same time whatever a text is. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
