import path from 'node:path';
import { CONTENT_MODEL } from '../content/content-model.ts';
import {
  type ContentFile,
  type ContentFolders,
  contentText,
  listContent,
  locate,
  readContent,
  realFolders,
} from '../content/files.ts';
import { readYamlKeys } from '../content/parse/yaml-keys.ts';
import { renameContent, rewriteContent } from '../content/write-content.ts';
import { MIGRATIONS, type MigratedFile, type Migration } from './migrations.ts';

// `npm run check -- --migrate`: what a newer version of the content model needs. It reads files and no index, since files of
// an older version may be errors now.

const PUBLICATION = 'content/publication.yaml';

/** A file that changes: its path, the one that it gets, and what changes, a sentence each. */
type ChangedFile = Readonly<{ file: string; path: string; what: readonly string[] }>;

/** The result of a migration: the version for which the content was written, and the files that change or have changed. */
export type MigrationResult = Readonly<{ from: number; to: number; changed: readonly ChangedFile[] }>;

/**
 * Finds what the content needs for the newest version of the content model, in the order of the versions; with `writes`
 * it also changes the files, and the version in publication.yaml. Throws when the content is for a newer version, when a
 * new path is taken, and when a file cannot be written.
 */
export function migrateContent(
  folders: ContentFolders,
  writes: boolean,
  { migrations = MIGRATIONS, to = CONTENT_MODEL }: { migrations?: readonly Migration[]; to?: number } = {},
): MigrationResult {
  const from = writtenVersion(folders);
  if (from > to)
    throw new Error(`The content is for version ${from} of the content model, and this Dateline has ${to}.`);
  const due = migrations
    .filter(({ version }) => version > from && version <= to)
    .toSorted((one, other) => one.version - other.version);
  const files = due.length === 0 ? [] : listContent(folders).filter(({ kind }) => kind !== 'image');
  const changes = files
    .flatMap((file) => changeOf(file, due) ?? [])
    .toSorted((one, other) => (one.file < other.file ? -1 : 1));
  const taken = changes.find(({ file, path }) => path !== file && files.some((other) => other.path === path));
  if (taken) throw new Error(`${taken.file} cannot be renamed: there is a file ${taken.path} already.`);
  if (writes) {
    for (const { content, file, path, text } of changes) {
      rewriteContent(content, text);
      if (path !== file) renameContent(folders, file, path);
    }
    if (from < to) writeVersion(folders, to);
  }
  return { from, to, changed: changes.map(({ file, path, what }) => ({ file, path, what })) };
}

/** What migrations make of a file; null if nothing changes, or it cannot be read. */
function changeOf(
  content: ContentFile,
  migrations: readonly Migration[],
): (ChangedFile & Readonly<{ content: ContentFile; text: string }>) | null {
  const { path: file, kind } = content;
  const source = readContent(content);
  if (typeof source !== 'string') return null;
  let present: MigratedFile = { path: file, kind, text: source };
  const what: string[] = [];
  for (const migration of migrations) {
    const next = { ...present, ...migration.change(present) };
    if (next.text !== present.text || next.path !== present.path) what.push(migration.what);
    present = next;
  }
  return what.length === 0 ? null : { content, file, path: present.path, text: present.text, what };
}

/** The version that publication.yaml names; the first if it names none. Throws when the file cannot be read. */
function writtenVersion(folders: ContentFolders): number {
  const keys = readYamlKeys(PUBLICATION, contentText(folders, PUBLICATION) ?? '');
  if (Array.isArray(keys)) throw new Error(`${PUBLICATION} has an error: ${keys[0]?.reason}`);
  const { contentModel = 1 } = keys.data;
  if (Number.isInteger(contentModel)) return Number(contentModel);
  throw new Error(`“contentModel” in ${PUBLICATION} is not a version: write a whole number, such as 1.`);
}

function writeVersion(folders: ContentFolders, version: number): void {
  const [file] = listContent(folders).filter(({ kind }) => kind === 'publication');
  const text = contentText(folders, PUBLICATION);
  if (!file || text === null) return;
  const line = `contentModel: ${version}`;
  const present = /^contentModel:.*$/m;
  rewriteContent(
    file,
    present.test(text) ? text.replace(present, line) : `${text.replace(/(?<=[^\n])$/, '\n')}${line}\n`,
  );
}

/** What `--migrate` prints: a line for each file, and what comes next. */
export function migrationReport(
  { from, to, changed }: MigrationResult,
  folders: ContentFolders,
  isWritten: boolean,
): string {
  if (from === to) return `The content is for version ${to} of the content model, the newest: nothing changes.`;
  const real = realFolders(folders);
  const lines = changed.map(({ file, path: renamed, what }) => {
    const name = path.relative(process.cwd(), locate(real, file));
    return `${name}: ${what.join(' ')}${renamed === file ? '' : ` It is called ${path.posix.basename(renamed)}.`}`;
  });
  const files = `${changed.length} ${changed.length === 1 ? 'file' : 'files'}`;
  const end = isWritten
    ? `Changed ${files}: the content is for version ${to} of the content model now. See git diff, and run npm run check.`
    : `${files} to change from version ${from} of the content model to ${to}. npm run check -- --migrate --fix does it.`;
  return [...lines, end].join('\n');
}
