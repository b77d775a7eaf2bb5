import { REDIRECTS_FILE } from '../content/file-text.ts';
import { bytesAt, type ContentFolders } from '../content/files.ts';
import { replaceContent } from '../content/write-content.ts';
import { comparablePath, isDocument, pathTo, routeAt } from '../routes/routes.ts';
import type { ImportNotes } from './import-notes.ts';
import type { OldAddresses } from './old-addresses.ts';
import type { Plan } from './plan-import.ts';

// Old addresses: what a story can say is in its `redirectFrom`, all else in a file of redirects.

/** The old paths of each story by its source, and the lines of the file of redirects. */
export type ImportedRedirects = Readonly<{
  ofStories: ReadonlyMap<string, readonly string[]>;
  rows: readonly (readonly [from: string, to: string])[];
}>;

/**
 * Decides which old addresses lead where, and notes them in `addresses`. An address that is taken leads to
 * what has it.
 */
export function planRedirects(
  { texts, authors, tags }: Plan,
  present: readonly string[],
  addresses: OldAddresses,
  notes: ImportNotes,
): ImportedRedirects {
  const authorPaths = authors.all.map((author) => ({
    ...author,
    path: pathTo({ kind: 'author', edition: '', id: author.id, page: 1 }),
  }));
  const tagPaths = tags.all.map((tag) => ({
    ...tag,
    path: pathTo({ kind: 'tag', edition: '', slug: tag.slug, page: 1 }),
  }));
  const all = [
    ...[...texts.values()].map(({ path }) => path),
    ...authorPaths.map(({ path }) => path),
    ...tagPaths.map(({ path }) => path),
    ...present,
  ];
  const taken = new Set(all.map(comparablePath));
  const claimed = new Map<string, string>();
  const rows: [string, string][] = [];
  const ofStories = new Map<string, string[]>();
  /** Whether an old address can be redirected to `path`; notes why not. */
  const isFree = (old: string, path: string, source: string): boolean => {
    const [oldPath = '', query] = old.split('?');
    const comparable = comparablePath(oldPath);
    // Between slashes “:name” and “*” would stand for anything.
    const isPlain = /^\/(?![/\\])[^#\\\p{Cc}]*$/u.test(old) && !/\/[:*]/.test(oldPath);
    if (comparable === null || !isPlain) return false;
    if (query === undefined && comparable === comparablePath(path)) return false;
    const key = query === undefined ? comparable : `${comparable}?${query}`;
    const holder = claimed.get(key);
    const isTaken = query === undefined && (taken.has(comparable) || isOfSite(oldPath));
    if (isTaken || (holder !== undefined && holder !== path)) {
      notes.add(source, `Its old address ${old} does not lead to it: ${holder ?? 'the site'} has that address.`);
      return false;
    }
    claimed.set(key, path);
    return holder === undefined;
  };
  for (const { source, kind, path, draft, oldAddresses } of texts.values()) {
    for (const old of oldAddresses) {
      addresses.add(old, path);
      if (draft || !isFree(old, path, source)) continue;
      if (kind === 'page' || old.includes('?')) rows.push([old, path]);
      else ofStories.set(source, [...(ofStories.get(source) ?? []), readable(old)]);
    }
  }
  for (const { item, path } of authorPaths) {
    for (const old of item?.oldAddresses ?? []) {
      addresses.add(old, path);
      if (isFree(old, path, item?.source ?? '')) rows.push([readable(old), path]);
    }
  }
  for (const { path, ...tag } of tagPaths) {
    if (!tags.hasPage(tag)) continue;
    for (const old of tag.oldAddresses) {
      addresses.add(old, path);
      if (isFree(old, path, tag.source)) rows.push([readable(old), path]);
    }
  }
  return { ofStories, rows };
}

/** Whether a path is one of the site's that no file has: a list, a feed, a day of the archive. */
function isOfSite(path: string): boolean {
  if (/^\/(?:_|$)/.test(path)) return true;
  const route = routeAt(path);
  if (route === null) return false;
  return isDocument(route) || !['article', 'page', 'author', 'tag', 'history', 'series'].includes(route.kind);
}

/**
 * An old path as a person writes it: without percent-encoding where that stands for letters, and without a
 * slash at its end.
 */
function readable(old: string): string {
  const path = old.replace(/(?<=[^/])\/+$/, '');
  try {
    const decoded = decodeURI(path);
    return /[?#%\\\s]/.test(decoded) ? path : decoded;
  } catch {
    return path;
  }
}

/**
 * Adds lines to the file of redirects. What it says already stays; a line of an address that it has is not
 * added.
 */
export function writeRedirects(folders: ContentFolders, rows: ImportedRedirects['rows']): void {
  const present = bytesAt(folders, REDIRECTS_FILE)?.toString() ?? '';
  const known = new Set(present.split(/\r?\n/).map(firstField));
  const added = rows.map(([from, to]) => `${field(from)},${field(to)}`).filter((row) => !known.has(firstField(row)));
  if (added.length === 0) return;
  const before = present === '' ? 'from,to\n' : present.endsWith('\n') ? present : `${present}\n`;
  replaceContent(folders, REDIRECTS_FILE, `${before}${added.join('\n')}\n`);
}

/** A value of a line (RFC 4180). */
const field = (address: string): string => (/[",]/.test(address) ? `"${address.replaceAll('"', '""')}"` : address);

const firstField = (row: string): string => /^(?:"(?:[^"]|"")*"|[^,]*)/.exec(row)?.[0] ?? '';
