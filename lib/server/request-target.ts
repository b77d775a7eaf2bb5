import type { IncomingMessage } from 'node:http';

/** A host with its port, or nothing (RFC 3986, 3.2). */
const HOST = /^(?:\[[\d.:a-f]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i;

/**
 * Whether a request names at most one host, and a possible one (RFC 9112, 3.2): of two, a proxy may believe the
 * other. Node refuses HTTP/1.1 without a host.
 */
export function hasValidHost({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    if (++hosts > 1 || !HOST.test(rawHeaders[at + 1] as string)) return false;
  }
  return true;
}

/**
 * Path and query (with its `?`, or empty) of a request's target, which a proxy may send in absolute form (RFC
 * 9112, 3.2.2).
 */
export function splitTarget(target: string): [path: string, query: string] {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '') || '/';
  const at = local.indexOf('?');
  return at === -1 ? [local, ''] : [local.slice(0, at), local.slice(at)];
}

/** A path without its percent-encoding; null where that is malformed. */
export function decodedPath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
