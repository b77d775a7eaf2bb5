import { normalized } from '../unicode-form.ts';

const SLUG = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:-[\p{L}\p{M}\p{N}]+)*$/u;

/**
 * True for a slug as the site writes it: lower case, NFC, letters and digits of any script, single hyphens
 * between, 200 characters at most.
 */
export function isSlug(text: string): boolean {
  return text.length <= 200 && SLUG.test(text) && text === normalized(text, 'NFC').toLowerCase();
}

/**
 * Returns the slug of a name: `São Tomé & Friends` becomes `sao-tome-friends`, `Ελλάδα` becomes `ελλαδα`,
 * `中国` stays. Empty when the name has no letter or digit.
 */
export function slugOf(name: string): string {
  const plain = normalized(name, 'NFKD').replace(/([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, '$1');
  return normalized(plain, 'NFC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/**
 * Slugs that no author, tag or series may have: `/authors/page/2` is the second page of all authors,
 * `/tags/index` is `/tags`.
 */
export const RESERVED_SLUGS = ['page', 'index'];

/** Slugs that no article may have: `/articles/index` is `/articles`. */
export const RESERVED_ARTICLES = ['index'];
