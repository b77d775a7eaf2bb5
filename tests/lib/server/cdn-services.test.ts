import { expect, test } from 'vitest';
import { CDN_SERVICES, sharedCaching } from '#lib/server/cdn-services.ts';

// The requests are those of the services' documentation.

test('Varnish gets PURGE with the keys in the headers that its VCL reads', () => {
  const request = (isHard: boolean) =>
    CDN_SERVICES.varnish.request('http://cache:6081', ['a1', 'b2'], isHard, 'secret');
  expect(request(false)).toEqual({
    url: 'http://cache:6081',
    method: 'PURGE',
    headers: { 'Purge-Secret': 'secret', 'xkey-softpurge': 'a1 b2' },
  });
  expect(request(true).headers).toEqual({ 'Purge-Secret': 'secret', 'xkey-purge': 'a1 b2' });
});

test('Fastly gets a batch of surrogate keys, with Fastly-Soft-Purge unless the pages are gone', () => {
  const request = (isHard: boolean) =>
    CDN_SERVICES.fastly.request('SU1Z0isxPaozGVKXdv0eY', ['a1', 'b2'], isHard, 'token');
  expect(request(false)).toEqual({
    url: 'https://api.fastly.com/service/SU1Z0isxPaozGVKXdv0eY/purge',
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'Fastly-Key': 'token',
      'Fastly-Soft-Purge': '1',
    },
    body: '{"surrogate_keys":["a1","b2"]}',
  });
  expect(request(true).headers).not.toHaveProperty('Fastly-Soft-Purge');
  expect(CDN_SERVICES.fastly.maxKeys).toBe(256);
});

test('Cloudflare gets tags, or the purge of everything', () => {
  const request = (keys: string[]) => CDN_SERVICES.cloudflare.request('023e105f4ecef8ad', keys, false, 'token');
  expect(request(['a1', 'b2'])).toEqual({
    url: 'https://api.cloudflare.com/client/v4/zones/023e105f4ecef8ad/purge_cache',
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer token' },
    body: '{"tags":["a1","b2"]}',
  });
  expect(request(['all']).body).toBe('{"purge_everything":true}');
  expect(CDN_SERVICES.cloudflare.maxKeys).toBe(100);
  expect(CDN_SERVICES.cloudflare.pause).toBe(12_000);
});

test('bunny.net gets one tag, or the purge of the zone', () => {
  const request = (keys: string[]) => CDN_SERVICES.bunny.request('4711', keys, false, 'key');
  expect(request(['a1'])).toEqual({
    url: 'https://api.bunny.net/pullzone/4711/purgeCache',
    method: 'POST',
    headers: { 'Content-Type': 'application/json', AccessKey: 'key' },
    body: '{"CacheTag":"a1"}',
  });
  expect(request(['all'])).not.toHaveProperty('body');
});

test('a webhook gets the keys, and whether the pages are gone', () => {
  expect(CDN_SERVICES.webhook.request('https://ops.example/purge', ['a1'], true, 'secret')).toEqual({
    url: 'https://ops.example/purge',
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer secret' },
    body: '{"keys":["a1"],"hard":true}',
  });
});

test('caches keep pages until a purge only while the remote was read in the last 15 seconds', () => {
  let age = 15_000;
  const cdn = { service: 'fastly', targets: ['x'], ttl: 600, secret: 's' } as const;
  const { keyHeader, untilPurged, isAllowed } = sharedCaching(cdn, () => age);
  expect([keyHeader, ...untilPurged]).toEqual([
    'Surrogate-Key',
    'Surrogate-Control',
    'max-age=600, stale-if-error=86400',
  ]);
  expect(isAllowed()).toBe(true);
  age = 15_001;
  expect(isAllowed()).toBe(false);
});
