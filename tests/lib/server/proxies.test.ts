import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { readerOf, requestIdOf } from '#lib/server/proxies.ts';

function request(remoteAddress: string, forwardedFor?: string, proto?: string, encrypted = false): IncomingMessage {
  const headers = { 'x-forwarded-for': forwardedFor, 'x-forwarded-proto': proto };
  return { socket: { remoteAddress, encrypted }, headers } as unknown as IncomingMessage;
}

describe('the reader’s address', () => {
  const reader = readerOf('127.0.0.1, 10.0.0.0/8,2001:db8::/32');
  test.each([
    ['no proxy', '203.0.113.7', undefined, undefined, '203.0.113.7', false],
    ['headers from an untrusted address', '203.0.113.7', '192.0.2.1', 'https', '203.0.113.7', false],
    ['a proxy', '127.0.0.1', '192.0.2.1', 'https', '192.0.2.1', true],
    ['a proxy with an IPv4-mapped address', '::ffff:10.1.1.1', '192.0.2.1', 'https', '192.0.2.1', true],
    ['a proxy with an IPv6 address', '2001:db8::1', '2001:db9::5', 'http', '2001:db9::5', false],
    ['a forged header behind a proxy', '127.0.0.1', '1.2.3.4, 192.0.2.1', 'https', '192.0.2.1', true],
    ['two proxies', '127.0.0.1', '192.0.2.1, 10.9.9.9', 'http, https', '192.0.2.1', true],
    ['a proxy without headers', '127.0.0.1', undefined, undefined, '127.0.0.1', false],
    ['a proxy with invalid headers', '127.0.0.1', 'unknown, _hidden', 'ftp', '127.0.0.1', false],
  ])('%s', (_name, direct, forwardedFor, proto, address, secure) => {
    expect(reader(request(direct, forwardedFor, proto))).toEqual({ address, secure });
  });

  test('a TLS connection is secure', () => {
    expect(readerOf('')(request('192.0.2.1', undefined, undefined, true)).secure).toBe(true);
  });
});

test.each(['localhost', '10.0.0.0/33', '10.0.0/8', '::/129', '10.0.0.0/', '10.0.0.0/x'])('%s is rejected', (entry) => {
  expect(() => readerOf(`127.0.0.1, ${entry}`)).toThrow(`TRUSTED_PROXIES has “${entry}”`);
});

describe('the id of a request', () => {
  const idOf = requestIdOf('127.0.0.1');
  const withId = (address: string, id?: string) =>
    ({ socket: { remoteAddress: address }, headers: { 'x-request-id': id } }) as unknown as IncomingMessage;

  test('is that of a trusted proxy', () => {
    expect(idOf(withId('127.0.0.1', '7f3a:Edge-1_2.3=/+'))).toBe('7f3a:Edge-1_2.3=/+');
  });

  test.each([
    ['from anybody else', '203.0.113.7', 'chosen'],
    ['that is missing', '127.0.0.1', undefined],
    ['that would break a line', '127.0.0.1', 'a"\nb'],
    ['that is too long', '127.0.0.1', 'a'.repeat(129)],
  ])('%s is made, and stays with its request', (_name, address, given) => {
    const request = withId(address, given);
    const id = idOf(request);
    expect(id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(idOf(request)).toBe(id);
    expect(idOf(withId(address, given))).not.toBe(id);
  });
});
