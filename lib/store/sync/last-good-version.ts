import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { MAX_FILE_BYTES, textOf } from '../../content/file-text.ts';
import type { ContentFile, ContentFolders, ContentKind } from '../../content/files.ts';
import { readFrontMatter } from '../../content/parse/front-matter.ts';
import type { Reading } from '../../content/reading.ts';
import { readBlobs, readGit } from '../../git/git.ts';
import { row } from '../../sqlite.ts';
import type { ReadSource } from './parse-files.ts';

/** So many commits of a file are searched, newest first. */
const MAX_COMMITS = 20;

const TABLES: Partial<Record<ContentKind, string>> = {
  article: 'articles',
  author: 'authors',
  tag: 'tags',
  page: 'pages',
  home: 'home_pages',
};

/** Whether the index has a record of a file: its last good version. */
export function hasRecord(db: DatabaseSync, { kind, path: file }: ContentFile): boolean {
  const table = TABLES[kind];
  return table === undefined || row(db, `SELECT 1 FROM ${table} WHERE file = ?`, file) !== null;
}

/**
 * Reads the newest committed version of a broken file that nothing keeps off the site, as on a machine whose index
 * is new. Returns null if there is none, if a newer version is a draft, or if the file was deleted since. Throws
 * when the content is in no git repository.
 */
export async function lastGoodVersion<Record>(
  { content }: ContentFolders,
  file: ContentFile,
  read: ReadSource<Record>,
): Promise<Reading<Record> | null> {
  const inContent = path.relative(content, file.absolute).split(path.sep).join('/');
  if (inContent.includes('\n')) return null; // git reads one name a line
  const args = ['--format=%H', '--first-parent', `--max-count=${MAX_COMMITS}`, 'HEAD', '--', inContent];
  const commits = (await readGit(content, '--literal-pathspecs', 'log', ...args)).split('\n').filter(Boolean);
  if (commits.length === 0) return null;
  const ids = commits.map((commit) => `${commit}:./${inContent}`);
  for await (const bytes of readBlobs(content, ids, MAX_FILE_BYTES)) {
    if (bytes === null) return null;
    const source = textOf(file.path, bytes);
    if (typeof source !== 'string') continue;
    const reading = await read(file.path, source);
    if (reading.record !== null) return reading;
    if (isDraft(file.path, source)) return null;
  }
  return null;
}

/** Whether a text says that it is a draft, whatever else is wrong with it. */
function isDraft(file: string, source: string): boolean {
  const keys = readFrontMatter(file, source);
  return !Array.isArray(keys) && keys.data.draft === true;
}
