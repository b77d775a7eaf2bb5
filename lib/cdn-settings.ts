import { isHttpUrl } from './addresses.ts';

/**
 * The shared caches to purge: their addresses, or the service's name for them; the seconds for which they keep a
 * page; and the secret that allows purges.
 */
export type CdnSettings = Readonly<{
  service: 'varnish' | 'fastly' | 'cloudflare' | 'bunny' | 'webhook';
  targets: readonly string[];
  ttl: number;
  secret: string;
}>;

/** The kind and the addresses in a value of `CDN`; null if it is wrong. */
export function targetsOf(value: string): Pick<CdnSettings, 'service' | 'targets'> | null {
  const [, service, list = ''] = /^(varnish|fastly|cloudflare|bunny|webhook):(.+)$/.exec(value) ?? [];
  const targets = list.split(',').map((target) => target.trim());
  const isTarget = service === 'varnish' || service === 'webhook' ? isHttpUrl : (name: string) => /^[\w-]+$/.test(name);
  if (!service || !targets.every(isTarget) || (targets.length > 1 && service !== 'varnish')) return null;
  return { service: service as CdnSettings['service'], targets };
}
