import type { CdnSettings } from '../cdn-settings.ts';
import { ALL_PAGES } from './cdn-keys.ts';
import type { SharedCaching } from './page-answers.ts';

/** A request that purges keys. */
export type PurgeRequest = Readonly<{ url: string; method: string; headers: Record<string, string>; body?: string }>;

/** How a kind of shared cache is addressed. */
export type CdnService = Readonly<{
  /** The header that names the keys of an answer, and what separates them. */
  keyHeader: string;
  separator: ' ' | ',';
  /** The header with the time that only this cache keeps an answer for (RFC 9213). */
  ttlHeader: string;
  /** A purge has at most so many keys, and the next one comes so many milliseconds later; else all is purged. */
  maxKeys: number;
  pause: number;
  /** The request for a purge; a hard one removes pages, a soft one has them revalidated, if the cache can. */
  request(target: string, keys: readonly string[], isHard: boolean, secret: string): PurgeRequest;
}>;

/** For how long caches may keep a page while no replica answers, in seconds. */
const STALE_IF_ERROR = 86_400;
/** How long ago the remote may have been read for caches to keep a page until it is purged: the lease of a replica. */
const LEASE_MILLISECONDS = 15_000;

/** What answers say to the caches. `age` returns for how long the content may not have been that of the remote. */
export function sharedCaching({ service, ttl }: CdnSettings, age: () => number): SharedCaching {
  const { keyHeader, ttlHeader } = CDN_SERVICES[service];
  return {
    keyHeader,
    untilPurged: [ttlHeader, `max-age=${ttl}, stale-if-error=${STALE_IF_ERROR}`],
    // A replica that does not see changes cannot purge them.
    isAllowed: () => age() <= LEASE_MILLISECONDS,
  };
}

const JSON_BODY = { 'Content-Type': 'application/json' };

/** The kinds of caches by the name that `CDN` begins with. */
export const CDN_SERVICES: Readonly<Record<CdnSettings['service'], CdnService>> = {
  /** Varnish with vmod_xkey and the VCL of `deploy/varnish.vcl`. */
  varnish: {
    keyHeader: 'xkey',
    separator: ' ',
    ttlHeader: 'CDN-Cache-Control',
    maxKeys: 500,
    pause: 0,
    request: (target, keys, isHard, secret) => ({
      url: target,
      method: 'PURGE',
      headers: { 'Purge-Secret': secret, [isHard ? 'xkey-purge' : 'xkey-softpurge']: keys.join(' ') },
    }),
  },
  /** https://www.fastly.com/documentation/reference/api/purging/ */
  fastly: {
    keyHeader: 'Surrogate-Key',
    separator: ' ',
    ttlHeader: 'Surrogate-Control',
    maxKeys: 256,
    pause: 0,
    request: (service, keys, isHard, secret) => ({
      url: `https://api.fastly.com/service/${service}/purge`,
      method: 'POST',
      headers: {
        ...JSON_BODY,
        Accept: 'application/json',
        'Fastly-Key': secret,
        ...(isHard ? {} : { 'Fastly-Soft-Purge': '1' }),
      },
      body: JSON.stringify({ surrogate_keys: keys }),
    }),
  },
  /** https://developers.cloudflare.com/cache/how-to/purge-cache/purge-by-tags/: the free plan allows 5 purges a minute. */
  cloudflare: {
    keyHeader: 'Cache-Tag',
    separator: ',',
    ttlHeader: 'Cloudflare-CDN-Cache-Control',
    maxKeys: 100,
    pause: 12_000,
    request: (zone, keys, _, secret) => ({
      url: `https://api.cloudflare.com/client/v4/zones/${zone}/purge_cache`,
      method: 'POST',
      headers: { ...JSON_BODY, Authorization: `Bearer ${secret}` },
      body: JSON.stringify(keys.includes(ALL_PAGES) ? { purge_everything: true } : { tags: keys }),
    }),
  },
  /** https://docs.bunny.net/cdn/purge-cache: one key a purge, so that a change purges the zone. */
  bunny: {
    keyHeader: 'CDN-Tag',
    separator: ',',
    ttlHeader: 'CDN-Cache-Control',
    maxKeys: 1,
    pause: 2_000,
    request: (zone, keys, _, secret) => ({
      url: `https://api.bunny.net/pullzone/${zone}/purgeCache`,
      method: 'POST',
      headers: { ...JSON_BODY, AccessKey: secret },
      ...(keys.includes(ALL_PAGES) ? {} : { body: JSON.stringify({ CacheTag: keys[0] }) }),
    }),
  },
  /** A program of the operator's own: `{"keys": ["all"], "hard": false}`. */
  webhook: {
    keyHeader: 'Cache-Tag',
    separator: ',',
    ttlHeader: 'CDN-Cache-Control',
    maxKeys: 500,
    pause: 0,
    request: (url, keys, isHard, secret) => ({
      url,
      method: 'POST',
      headers: { ...JSON_BODY, Authorization: `Bearer ${secret}` },
      body: JSON.stringify({ keys, hard: isHard }),
    }),
  },
};
