import fresh from 'fresh';

/**
 * Whether `If-None-Match` names `etag` (quoted): the reader has these bytes already. Compares weakly (RFC
 * 9110, 13.1.2).
 */
export function hasEtag(ifNoneMatch: string, etag: string): boolean {
  return fresh({ 'if-none-match': ifNoneMatch }, { etag });
}
