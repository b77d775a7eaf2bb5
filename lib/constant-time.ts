import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether two texts are equal. The time that it takes reveals neither where they differ nor how long they
 * are.
 */
export function equalInConstantTime(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
