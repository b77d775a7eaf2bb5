import { withoutTags } from '../../markdown/html-text.ts';
import { shortened } from './diagnostic.ts';

/** An entity, an end tag or a line break. A start tag alone may be meant to be read. */
const HTML = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});|<\/[a-z][a-z\d]*>|<br *\/?>/i;
const ENTITIES = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/gi;

const ADDRESS_KEYS: readonly string[] = ['src', 'url', 'links', 'redirectFrom', 'origin'];
/** Whether the values of a key are addresses, not text. */
export const isAddressKey = (key: string) => ADDRESS_KEYS.includes(key);
/** At most so many lists and groups of keys contain each other. */
const MAX_DEPTH = 5;
/** So many texts with HTML are reported for a file. */
const MAX_FOUND = 20;

/**
 * Reports each text with HTML in the front matter `data` of a file, where readers would see it as it is
 * written.
 */
export function reportHtml(
  data: unknown,
  report: (path: readonly PropertyKey[], reason: string, fix: string) => void,
): void {
  let found = 0;
  const visit = (value: unknown, path: readonly PropertyKey[]): void => {
    if (path.length > MAX_DEPTH) return; // an alias may lead to itself
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (!isAddressKey(key)) visit(inner, [...path, Array.isArray(value) ? Number(key) : key]);
      }
    } else if (typeof value === 'string' && found < MAX_FOUND) {
      const [written] = HTML.exec(value) ?? [];
      if (written === undefined || (written.startsWith('&') && withoutTags(written) === written)) return;
      found++;
      const name = path.filter((step) => typeof step === 'string').join('.');
      const reason = `“${name}” has the HTML “${shortened(written)}”, which readers see as it is.`;
      const fix = written.startsWith('&')
        ? `Write ${quoted(withoutTags(written))} instead; npm run check -- --fix does it.`
        : 'Remove the tags: texts in front matter have no markup.';
      report(path, reason, fix);
    }
  };
  visit(data, []);
}

/** A character in quotation marks; a quotation mark without them. */
const quoted = (character: string) => (/^["“”]$/.test(character) ? character : `“${character}”`);

/** A text with the characters that its HTML entities stand for. */
export function withoutEntities(text: string): string {
  return text.replace(ENTITIES, (entity) => withoutTags(entity));
}
