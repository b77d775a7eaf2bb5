import { type LookupAddress, lookup as resolve } from 'node:dns';
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
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

/** An answer that is not the file: `status` is its HTTP status. */
export class DownloadError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`its site answers ${status}.`);
    this.status = status;
  }
}

/**
 * What is at a URL. `url` is where redirects led, `type` the content type in lower case without parameters.
 * `body` must be read, at least in part; it throws when a limit is exceeded.
 */
export type OpenDownload = Readonly<{
  url: string;
  type: string;
  headers: IncomingHttpHeaders;
  body: AsyncIterable<Buffer>;
}>;

const MAX_REDIRECTS = 3;

/**
 * Opens what is at `url` (http or https); `accept` are the types that are wanted. Throws an error with a
 * sentence for editors if nothing is there (`DownloadError`), a limit is exceeded, or `mayConnect` refuses the
 * address, also after a redirect.
 */
export async function openDownload(url: string, limits: DownloadLimits, accept: string): Promise<OpenDownload> {
  const signal = AbortSignal.timeout(limits.milliseconds);
  let address = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await request(address, limits, accept, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) {
      const [type = ''] = (headers['content-type'] ?? '').split(';', 1);
      return {
        url: address,
        type: type.trim().toLowerCase(),
        headers,
        body: bytesOf(response, limits.bytes, signal),
      };
    }
    response.destroy();
    if (statusCode < 300 || statusCode >= 400 || !headers.location) throw new DownloadError(statusCode);
    address = URL.parse(headers.location, address)?.href ?? '';
  }
  throw new Error('it redirects too often.');
}

/** Returns what is at `url` as a whole. Throws as `openDownload` does. */
export async function download(
  url: string,
  limits: DownloadLimits,
  accept: string,
): Promise<Omit<OpenDownload, 'body'> & { bytes: Buffer }> {
  const { body, ...about } = await openDownload(url, limits, accept);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { ...about, bytes: Buffer.concat(chunks) };
}

async function* bytesOf(response: IncomingMessage, most: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > most) throw new Error(`it has more than ${most.toLocaleString('en')} bytes.`);
      yield chunk;
    }
  } catch (error) {
    if (signal.aborted) throw new Error('it takes too long.');
    throw response.aborted ? new Error('its site ended the connection.') : error;
  }
}

function request(
  address: string,
  { mayConnect }: DownloadLimits,
  accept: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
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
    const headers = { accept, 'accept-encoding': 'identity', 'user-agent': 'Dateline' };
    const sent = get(url, { lookup, signal, headers, agent: false }, (response) => {
      response.on('error', () => {}); // whoever reads the body gets it
      resolve(response);
    });
    sent.on('error', (error) => reject(signal.aborted ? new Error('it takes too long.') : error));
  });
}

const NOT_PUBLIC = 'its site is in a private network.';
