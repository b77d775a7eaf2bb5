import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Who asks, and whether over TLS. */
export type Reader = Readonly<{ address: string; secure: boolean }>;

/**
 * Reads of a request who asks. What `X-Forwarded-For` and `X-Forwarded-Proto` say is believed only of a connection from one of `trusted`: addresses and
 * networks such as `10.0.0.0/8`, separated by commas. Throws for what is neither.
 */
export function readerOf(trusted: string): (request: IncomingMessage) => Reader {
  const proxies = new BlockList();
  for (const entry of trusted.split(',').map((text) => text.trim())) {
    if (entry === '') continue;
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const most = family === 'ipv6' ? 128 : 32;
    if (isIP(address) === 0 || (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) <= most)))
      throw new Error(
        `TRUSTED_PROXIES has “${entry}”, which is no address and no network. Write it like this: 127.0.0.1, 10.0.0.0/8`,
      );
    proxies.addSubnet(address, bits === undefined ? most : Number(bits), family);
  }
  const isTrusted = (address: string) => {
    // An IPv4 address on a socket that takes both families is written ::ffff:127.0.0.1, which the list knows by itself.
    const family = isIP(address);
    return family !== 0 && proxies.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };

  const nobody = proxies.rules.length === 0;
  return (request) => {
    const { socket } = request;
    const direct = socket.remoteAddress ?? '';
    if (nobody || !isTrusted(direct)) return { address: direct, secure: (socket as TLSSocket).encrypted === true };
    const { headers } = request;
    // Each proxy adds whom it was asked by at the end: the last one that is no proxy of ours is the reader.
    const forwarded = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((text) => text.trim());
    const address = forwarded.findLast((hop) => isIP(hop) !== 0 && !isTrusted(hop)) ?? direct;
    const protocols = String(headers['x-forwarded-proto'] ?? '').split(',');
    return { address, secure: protocols.at(-1)?.trim().toLowerCase() === 'https' };
  };
}
