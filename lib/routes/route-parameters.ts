import { normalized } from '../unicode-form.ts';
import { type Edition, languageAt } from './editions.ts';

// Reads the parameters of Next's routes, which arrive as they are in the path: percent-encoded.

/** The value of `[edition]` for the publication's own edition, whose paths have no prefix; see `rewrites` in next.config.ts. */
export const OWN_EDITION = '-';

/** Returns the edition that the parameter `[edition]` names. */
export function editionParameter(parameter: string): Edition {
  return languageAt(parameter) ?? '';
}

/** Returns the slug that a parameter holds. Empty when it is not percent-encoded UTF-8. */
export function slugParameter(parameter: string): string {
  try {
    return normalized(decodeURIComponent(parameter), 'NFC');
  } catch {
    return '';
  }
}

/** Returns the number of a list's page: 1 without a parameter, NaN for what is not a number from 1 to 999,999. */
export function pageNumber(parameter: string | undefined): number {
  if (parameter === undefined) return 1;
  return /^[1-9]\d{0,5}$/.test(parameter) ? Number(parameter) : Number.NaN;
}
