/** Whether a reader who sends `ifNoneMatch` has the bytes of `etag` (quoted) already. If-None-Match compares weakly (RFC 9110, 13.1.2). */
export function hasEtag(ifNoneMatch: string, etag: string): boolean {
  const bare = etag.replace(/^W\//, '');
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === bare);
}
