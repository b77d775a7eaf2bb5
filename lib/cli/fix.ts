import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument, type Scalar, visit } from 'yaml';
import type { z } from 'zod';
import { slugAndLanguage } from '../content/file-name.ts';
import { type ContentFolders, type ContentKind, listContent, listOtherFiles, readContent } from '../content/files.ts';
import { isPathMarkup } from '../content/lint/foreign-markup.ts';
import { betterName } from '../content/lint/misplaced-files.ts';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import { isAddressKey, withoutEntities } from '../content/parse/html-in-keys.ts';
import { closest } from '../content/parse/suggestion.ts';
import type { Publication } from '../content/publication.ts';
import { articleSchema } from '../content/schema/article-schema.ts';
import { authorSchema } from '../content/schema/author-schema.ts';
import { pageSchema } from '../content/schema/page-schema.ts';
import { tagSchema } from '../content/schema/tag-schema.ts';
import { renameContent, rewriteContent } from '../content/write-content.ts';
import { type Instant, isoInZone, parseDate } from '../dates.ts';
import { isSlug, slugOf } from '../routes/slugs.ts';
import { row, rows } from '../sqlite.ts';
import { type MovedLink, movedLinks } from '../store/audit/link-rules.ts';
import { replaceableMarkup } from '../store/audit/path-markup-rules.ts';
import { mostWritten } from '../store/tag-spellings.ts';
import { positionsIn } from '../text-positions.ts';

// What `check --fix` changes: only what has one right form and looks the same to readers.

type Edit = { start: number; end: number; text: string; what: string };

/** What fixes of front matter depend on. */
type FixContext = Readonly<{
  timeZone: string;
  /** The names of the tags that have a file, by slug. */
  tags: ReadonlyMap<string, string>;
  /**
   * The name that most stories in the language of the file give a tag; null for one that only this file
   * names.
   */
  usualName(slug: string): string | null;
}>;

const SCHEMAS: Partial<Record<ContentKind, z.ZodObject>> = {
  article: articleSchema,
  author: authorSchema,
  page: pageSchema,
  tag: tagSchema,
};

/**
 * Fixes the content files, or those at `only`, with the help of the index. Returns a sentence for each fixed
 * file.
 */
export function fixContent(
  db: DatabaseSync,
  folders: ContentFolders,
  only: ReadonlySet<string> | null,
  now: Instant,
): string[] {
  const found = row<{ record: string }>(db, 'SELECT record FROM publication');
  const { timeZone } = JSON.parse(found?.record ?? '{"timeZone":"UTC"}') as Publication;
  const tags = rows<{ slug: string; name: string }>(db, 'SELECT slug, name FROM tags');
  const context = {
    timeZone,
    tags: new Map(tags.map(({ slug, name }) => [slug, name])),
  };
  const languageOf = (file: string) =>
    row<{ language: string }>(db, 'SELECT language FROM articles WHERE file = ?', file)?.language ?? '';
  const moved = movedLinks(db, folders, now);
  const markup = replaceableMarkup(db, folders, now);
  const done: string[] = [];
  for (const file of listContent(folders)) {
    if (only && !only.has(file.path)) continue;
    const schema = SCHEMAS[file.kind];
    const source = schema ? readContent(file) : null;
    if (!schema || typeof source !== 'string') continue;
    const links = [...(moved.get(file.path) ?? []), ...(markup.get(file.path) ?? [])];
    links.sort((a, b) => a.line - b.line || a.column - b.column);
    const relinked = withPresentPaths(source, links);
    const usualName = (slug: string) => mostWritten(db, slug, languageOf(file.path), now);
    const { text, what } = fixText(relinked, file.kind, schema, { ...context, usualName });
    if (text === source) continue;
    rewriteContent(file, text);
    if (relinked !== source) what.push('links corrected');
    done.push(`${file.path}: ${what.join(', ')}.`);
  }
  return [...done, ...fixNames(db, folders, only)];
}

/** The longest link that is corrected, in characters. */
const MAX_LINK = 2_000;

/**
 * Returns the text of a file with links to former paths of stories changed to the present ones, and markup of
 * other systems to the paths that it stands for. A link stays if its path is not found at its position, as in
 * a reference.
 */
function withPresentPaths(source: string, links: readonly MovedLink[]): string {
  let text = source;
  const { offsetOf } = positionsIn(source);
  // From the end: a change must not move the positions of others.
  for (const { path: former, moved, ...position } of links.toReversed()) {
    const start = offsetOf(position);
    const at = isPathMarkup(former) ? start : positionOfAddress(text, former, start);
    if (at !== null && text.startsWith(former, at)) text = text.slice(0, at) + moved + text.slice(at + former.length);
  }
  return text;
}

/** Where the address of the link at `start` is in a text. The same path may also be in the words of the link. */
function positionOfAddress(text: string, address: string, start: number): number | null {
  for (let at = text.indexOf(address, start); at !== -1 && at - start < MAX_LINK; at = text.indexOf(address, at + 1)) {
    const isAddress = /(?:[(<"' ]|https?:\/\/[^\s/]+)$/.test(text.slice(start, at));
    if (isAddress && /^[)\s>#?"']?$/.test(text.charAt(at + address.length))) return at;
  }
  return null;
}

/**
 * Returns the text of a file with its front matter fixed, and what was fixed. A file with invalid YAML stays
 * as it is.
 */
function fixText(
  source: string,
  kind: ContentKind,
  schema: z.ZodObject,
  context: FixContext,
): { text: string; what: string[] } {
  const [, opening = '', yaml = ''] = /^(\uFEFF?---[ \t]*\r?\n)([\s\S]*?\n)---[ \t]*(?:\r?\n|$)/.exec(source) ?? [];
  const document = parseDocument(yaml);
  if (!isMap(document.contents) || document.errors.length > 0) return { text: source, what: [] };
  const articleEdits = kind === 'article' ? [...dateEdits(document, context), ...tagEdits(document, context)] : [];
  const edits = [...articleEdits, ...entityEdits(document, articleEdits)];
  let fixed = yaml;
  for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) {
    fixed = fixed.slice(0, start) + text + fixed.slice(end);
  }
  const ordered = inOrder(fixed, Object.keys(schema.shape));
  const what = [...new Set(edits.map((edit) => edit.what).reverse()), ...(ordered === fixed ? [] : ['keys sorted'])];
  return { text: opening + ordered + source.slice(opening.length + yaml.length), what };
}

/** Returns edits that add the offset of the publication's time zone to times without one. */
function dateEdits(document: Document, { timeZone }: FixContext): Edit[] {
  const corrections = document.get('corrections');
  const dates = [
    document.get('date', true),
    document.get('updated', true),
    ...(isSeq(corrections) ? corrections.items.map((item) => (isMap(item) ? item.get('date', true) : null)) : []),
  ];
  return dates.flatMap((node) => {
    if (!isScalar(node) || typeof node.value !== 'string') return [];
    if (!/\d:\d\d/.test(node.value) || /(?:[Zz]|[+-]\d{1,2}(?::?\d{2})?)$/.test(node.value.trim())) return [];
    const parsed = parseDate(node.value, timeZone);
    return 'instant' in parsed ? replacing(node, isoInZone(parsed.instant, timeZone), 'offsets added to dates') : [];
  });
}

/**
 * Returns edits that spell tags as their files do, also where one letter differs; those without a file as
 * most stories do.
 */
function tagEdits(document: Document, { tags, usualName }: FixContext): Edit[] {
  const written = document.get('tags', true);
  const nodes = [document.get('section', true), ...(isSeq(written) ? written.items : [written])];
  return nodes.flatMap((node) => {
    if (!isScalar(node) || typeof node.value !== 'string') return [];
    const slug = slugOf(node.value);
    const known = tags.has(slug) ? slug : closest(slug, tags.keys(), 1);
    const name = known === null ? usualName(slug) : tags.get(known);
    if (!name || name === node.value) return [];
    const plain = /^[\p{L}\p{N}][\p{L}\p{N} .’'-]*$/u.test(name);
    const what = known === null ? 'tags spelt as in most stories' : 'tags spelt as their files do';
    return replacing(node, plain ? name : JSON.stringify(name), what);
  });
}

/** Returns edits that replace HTML entities by their characters, except in values that `others` edit. */
function entityEdits(document: Document, others: readonly Edit[]): Edit[] {
  const edits: Edit[] = [];
  visit(document, {
    Pair: (_, { key }) => (isScalar(key) && isAddressKey(String(key.value)) ? visit.SKIP : undefined),
    Scalar: (key, node) => {
      const isLine = node.type === 'PLAIN' || node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE';
      if (key === 'key' || !isLine || typeof node.value !== 'string') return;
      const text = withoutEntities(node.value);
      const found = text === node.value ? [] : replacing(node, JSON.stringify(text), 'HTML entities replaced');
      edits.push(...found.filter(({ start }) => !others.some((other) => other.start === start)));
    },
  });
  return edits;
}

function replacing(node: Scalar, text: string, what: string): Edit[] {
  const [start, end] = node.range ?? [];
  return start === undefined || end === undefined ? [] : [{ start, end, text, what }];
}

/**
 * Returns a block of YAML with its keys in the order of `names`, each with the comments above it. Unknown
 * keys come last.
 */
function inOrder(yaml: string, names: readonly string[]): string {
  const document = parseDocument(yaml);
  if (!isMap(document.contents) || document.contents.flow) return yaml;
  // An alias must stay below its anchor.
  let hasAlias = false;
  visit(document, (_, node) => {
    hasAlias ||= isAlias(node);
  });
  if (hasAlias) return yaml;
  const rank = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length);
  const starts = document.contents.items.map(({ key }) => {
    const at = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
    let start = yaml.lastIndexOf('\n', at - 1) + 1;
    // The comments directly above a key belong to it.
    for (;;) {
      const before = yaml.lastIndexOf('\n', start - 2) + 1;
      if (start === 0 || !/^[ \t]*#/.test(yaml.slice(before, start))) break;
      start = before;
    }
    return { start, rank: rank(isScalar(key) ? String(key.value) : '') };
  });
  const [first] = starts;
  if (!first) return yaml;
  const blocks = starts.map(({ start, rank }, index) => ({ rank, text: yaml.slice(start, starts[index + 1]?.start) }));
  return (
    yaml.slice(0, first.start) +
    blocks
      .sort((a, b) => a.rank - b.rank)
      .map(({ text }) => text)
      .join('')
  );
}

/** Renames files whose names break a rule and have one right form. Returns a sentence for each. */
function fixNames(db: DatabaseSync, folders: ContentFolders, only: ReadonlySet<string> | null): string[] {
  const found = rows<{ path: string; diagnostics: string }>(
    db,
    `SELECT path, diagnostics FROM files WHERE diagnostics LIKE '%slug-invalid%' OR diagnostics LIKE '%file-name%'`,
  );
  const rulesOf = (diagnostics: string) => (JSON.parse(diagnostics) as Diagnostic[]).map(({ rule }) => rule);
  const renames = [
    ...found.flatMap(({ path: name, diagnostics }): [string, string | null][] => {
      const rules = rulesOf(diagnostics);
      if (rules.includes('file-name')) return [[name, betterName(name)]];
      return rules.includes('slug-invalid') ? [[name, nameWithSlug(name)]] : [];
    }),
    ...listOtherFiles(folders).map((name): [string, string | null] => [name, betterName(name)]),
  ];
  return renames.flatMap(([name, renamed]) => {
    if (renamed === null || (only && !only.has(name))) return [];
    if (!renameContent(folders, name, renamed)) return [];
    return [`${name}: renamed to ${path.posix.basename(renamed)}.`];
  });
}

/** Returns the path of an article or page with a valid slug, or null if its name has no letter or digit. */
function nameWithSlug(name: string): string | null {
  const { slug, language } = slugAndLanguage(name);
  const better = slugOf(slug);
  const renamed = `${better}${language ? `.${language}` : ''}.md`;
  return isSlug(better) ? path.posix.join(path.posix.dirname(name), renamed) : null;
}
