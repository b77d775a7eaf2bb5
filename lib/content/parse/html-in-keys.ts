import { withoutTags } from '../../markdown/html-text.ts';
import { shortened } from './diagnostic.ts';

/** An end tag or a line break: a start tag alone may be meant to be read. */
const END_OR_BREAK = /<\/([a-z][a-z\d]*)>|<br *\/?>/i;
const ENTITIES = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/gi;

const ADDRESS_KEYS: readonly string[] = ['src', 'url', 'links', 'redirectFrom', 'redirects', 'origin'];
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
      const name = path.filter((step) => typeof step === 'string').join('.');
      const entities = [...new Set(value.match(ENTITIES))].filter((entity) => withoutTags(entity) !== entity);
      const tag = tagIn(value);
      if (entities.length === 0 && tag === null) return;
      found++;
      if (entities.length > 0) {
        const reason = `“${name}” has the HTML ${listed(entities)}, which readers see as it is.`;
        report(path, reason, `Write ${listed(entities.map(withoutTags))} instead; npm run check -- --fix does it.`);
      }
      if (tag !== null) {
        const reason = `“${name}” has the HTML tag “${shortened(tag)}”, which readers see as it is.`;
        report(path, reason, 'Remove all tags from it and keep their words: texts in front matter have no markup.');
      }
    }
  };
  visit(data, []);
}

/** Returns the first tag of a text that has an element or a line break; null if it has none. */
function tagIn(text: string): string | null {
  const [written, name] = END_OR_BREAK.exec(text) ?? [];
  if (written === undefined || name === undefined) return written ?? null;
  const start = text.toLowerCase().indexOf(`<${name.toLowerCase()}`);
  const end = start === -1 ? -1 : text.indexOf('>', start);
  return end === -1 ? written : text.slice(start, end + 1);
}

/** So many texts are listed. */
const MAX_LISTED = 5;

/** Texts in quotation marks, but for a quotation mark itself; the first of them if they are many. */
function listed(texts: readonly string[]): string {
  const quoted = texts
    .slice(0, MAX_LISTED)
    .map((text) => (text === '\u00a0' ? 'a no-break space' : /^["“”]$/.test(text) ? text : `“${text}”`));
  const [last = '', ...others] = quoted.toReversed();
  if (texts.length > MAX_LISTED) return `${quoted.join(', ')} and others`;
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
}

/** A text with the characters that its HTML entities stand for. */
export function withoutEntities(text: string): string {
  return text.replace(ENTITIES, (entity) => withoutTags(entity));
}
