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
