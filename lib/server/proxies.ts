import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import proxyAddr from 'proxy-addr';

/** The address of a reader, and whether the request came over TLS. */
export type Reader = Readonly<{ address: string; secure: boolean }>;

/**
 * Returns a function that gives the reader of a request. It believes `X-Forwarded-For` and
 * `X-Forwarded-Proto` only on connections from `trusted`: addresses and networks such as `10.0.0.0/8`,
 * separated by commas. Throws for an entry that is neither.
 */
export function readerOf(trusted: string): (request: IncomingMessage) => Reader {
  const isTrusted = proxiesOf(trusted);
  return (request) => {
    const { socket, headers } = request;
    const direct = socket.remoteAddress ?? '';
    if (!isTrusted(direct, 0)) {
      return { address: direct, secure: (socket as TLSSocket).encrypted === true };
    }
    // Each proxy appends the address that it was connected from: the last untrusted one is the reader's.
    const address = proxyAddr(request, isTrusted);
    const protocols = String(headers['x-forwarded-proto'] ?? '').split(',');
    return {
      address: isIP(address) === 0 ? direct : address,
      secure: protocols.at(-1)?.trim().toLowerCase() === 'https',
    };
  };
}

/** An id that a proxy may give a request. Others could break a line of the log. */
const REQUEST_ID = /^[\w.:=+/-]{1,128}$/;

/**
 * Returns a function that gives the id of a request, by which its lines in logs are found: that of the header
 * `X-Request-Id` on a connection from `trusted` (see `readerOf`), else a new one. A request keeps its id.
 */
export function requestIdOf(trusted: string): (request: IncomingMessage) => string {
  const isTrusted = proxiesOf(trusted);
  const known = new WeakMap<IncomingMessage, string>();
  return (request) => {
    const before = known.get(request);
    if (before !== undefined) return before;
    const given = String(request.headers['x-request-id'] ?? '');
    const isGiven = REQUEST_ID.test(given) && isTrusted(request.socket.remoteAddress ?? '', 0);
    const id = isGiven ? given : randomUUID();
    known.set(request, id);
    return id;
  };
}

/** Returns whether an address belongs to a trusted proxy; the second argument is for `proxy-addr`. */
function proxiesOf(trusted: string): (address: string, hops: number) => boolean {
  const entries = trusted.split(',').map((entry) => entry.trim());
  const proxies = entries.filter((entry) => entry !== '');
  for (const entry of proxies) checkEntry(entry);
  return proxies.length === 0 ? () => false : proxyAddr.compile(proxies);
}

function checkEntry(entry: string): void {
  try {
    proxyAddr.compile(entry);
  } catch {
    throw new Error(
      `TRUSTED_PROXIES has “${entry}”, which is no address and no network. Write it like this: 127.0.0.1, 10.0.0.0/8`,
    );
  }
}

/** The network of an address: `203.0.113.0` for `203.0.113.7`, and the first 48 bits of an IPv6 address. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (!mapped.includes(':')) return mapped.replace(/\.\d+$/, '.0');
  const groups = mapped.split('::')[0]?.split(':').filter(Boolean) ?? [];
  return `${groups.slice(0, 3).join(':')}::`;
}
