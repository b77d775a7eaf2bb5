import { withoutTags } from '../../markdown/html-text.ts';
import { shortened } from './diagnostic.ts';

/** An entity, or a tag that is not there to be read: one of a pair, or a line break. */
const HTML = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});|<\/[a-z][a-z\d]*>|<br *\/?>/i;
const ENTITIES = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/gi;

/** Keys whose values are no texts. */
const ADDRESSES: readonly string[] = ['src', 'url', 'links', 'redirectFrom', 'origin'];
/** Whether the values of a key are addresses. */
export const isAddressKey = (key: string) => ADDRESSES.includes(key);
/** Values lie in so many lists and groups. */
const MAX_DEPTH = 5;
/** So many are reported for a file. */
const MAX_FOUND = 20;

/** Reports each text among the values of a file's keys that has HTML: texts in front matter have none. */
export function reportHtml(
  data: unknown,
  report: (path: readonly PropertyKey[], reason: string, fix: string) => void,
): void {
  let found = 0;
  // Recursive: values are in lists and groups.
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
        ? `Write “${withoutTags(written)}” instead; npm run check -- --fix does it.`
        : 'Remove the tags: texts in front matter have no markup.';
      report(path, reason, fix);
    }
  };
  visit(data, []);
}

/** A text with the characters that its HTML entities stand for. */
export function withoutEntities(text: string): string {
  return text.replace(ENTITIES, (entity) => withoutTags(entity));
}
