import { type LookupAddress, lookup as resolve } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

// Downloads from other sites. Their URLs come from texts of unknown origin: they must not lead to a service
// that only this machine can reach.

/**
 * The networks that are not part of the public internet
 * (https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry).
 */
const PRIVATE = new BlockList();
for (const network of [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
]) {
  const [address = '', bits] = network.split('/');
  PRIVATE.addSubnet(address, Number(bits), 'ipv4');
}
/** The networks within `2000::/3` that hold IPv4 addresses, or are for tests and examples. */
for (const network of ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']) {
  const [address = '', bits] = network.split('/');
  PRIVATE.addSubnet(address, Number(bits), 'ipv6');
}
/** Of IPv6 only `2000::/3` is in use on the public internet. */
const PUBLIC_IPV6 = new BlockList();
PUBLIC_IPV6.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address is on the public internet. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !PRIVATE.check(address, 'ipv4');
  return version === 6 && PUBLIC_IPV6.check(address, 'ipv6') && !PRIVATE.check(address, 'ipv6');
}

/** The largest size and the longest duration of a download, and the IP addresses to which it may connect. */
export type DownloadLimits = Readonly<{ bytes: number; milliseconds: number; mayConnect(address: string): boolean }>;

const MAX_REDIRECTS = 3;

/**
 * Returns the bytes at `url` (http or https), and their content type in lower case without parameters. Throws
 * an error with a sentence for editors if nothing is there, the limits are exceeded, or `mayConnect` refuses
 * the address, also after a redirect.
 */
export async function download(url: string, limits: DownloadLimits): Promise<{ bytes: Buffer; type: string }> {
  const signal = AbortSignal.timeout(limits.milliseconds);
  let address = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await request(address, limits, signal);
    if (!('location' in answer)) return answer;
    address = URL.parse(answer.location, address)?.href ?? '';
  }
  throw new Error('it redirects too often.');
}

type Answer = { bytes: Buffer; type: string } | { location: string };

function request(
  address: string,
  { bytes: maxBytes, mayConnect }: DownloadLimits,
  signal: AbortSignal,
): Promise<Answer> {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error('its address is not http or https.');
  if (url.username || url.password) throw new Error('its address has a password.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !mayConnect(host)) throw new Error(NOT_PUBLIC);
  // Connects to the IP address that was checked: a second look-up could return another one.
  const lookup: LookupFunction = (name, options, done) => {
    resolve(name, { ...options, all: true }, (error, found: LookupAddress[]) => {
      const [first] = found ?? [];
      if (error || !first) done(error ?? new Error('its site has no address.'), '');
      else if (!found.every((one) => mayConnect(one.address))) done(new Error(NOT_PUBLIC), '');
      else if (options.all) done(null, found);
      else done(null, first.address, first.family);
    });
  };
  const { get } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new Error(signal.aborted ? 'it takes too long.' : error.message));
    const headers = { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'Dateline' };
    const sent = get(url, { lookup, signal, headers, agent: false }, (response) => {
      const { statusCode = 0, headers } = response;
      const refuse = (reason: string) => {
        reject(new Error(reason));
        response.destroy();
      };
      if (statusCode >= 300 && statusCode < 400 && headers.location) {
        response.destroy();
        resolve({ location: headers.location });
        return;
      }
      if (statusCode !== 200) return refuse(`its site answers ${statusCode}.`);
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) refuse(`it has more than ${maxBytes.toLocaleString('en')} bytes.`);
        else chunks.push(chunk);
      });
      response.on('error', fail);
      response.on('end', () => {
        const [type = ''] = (headers['content-type'] ?? '').split(';', 1);
        resolve({ bytes: Buffer.concat(chunks), type: type.trim().toLowerCase() });
      });
      response.on('aborted', () => reject(new Error('its site ended the connection.')));
    });
    sent.on('error', fail);
  });
}

const NOT_PUBLIC = 'its site is in a private network.';
