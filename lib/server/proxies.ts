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
  const entries = trusted.split(',').map((entry) => entry.trim());
  const proxies = entries.filter((entry) => entry !== '');
  for (const entry of proxies) checkEntry(entry);
  const isTrusted = proxyAddr.compile(proxies);

  return (request) => {
    const { socket, headers } = request;
    const direct = socket.remoteAddress ?? '';
    if (proxies.length === 0 || !isTrusted(direct, 0)) {
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
