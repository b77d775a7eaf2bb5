import type { DatabaseSync } from 'node:sqlite';
import { slugAndLanguage } from '../../content/file-name.ts';
import { MAX_FILE_BYTES } from '../../content/file-text.ts';
import { type ContentFolders, kindOfContent } from '../../content/files.ts';
import type { Publication } from '../../content/publication.ts';
import type { Instant } from '../../dates.ts';
import { type Commit, commitsBetween } from '../../git/commit-log.ts';
import { readBlobs, readGit } from '../../git/git.ts';
import { row, rows, run } from '../../sqlite.ts';
import { ANYTHING, historyKey } from '../dependency-keys.ts';
import { type RevisionText, revisionText } from './revision-text.ts';
import { MAX_KEYS, writeTouchedKeys } from './touched-keys.ts';

// Reads the names and versions of articles from git into the index. Runs after a sync and in small steps, so
// that no change to a file waits for it.

/** The changes that one transaction writes, about. A sync may have to wait for it. */
const BATCH_CHANGES = 300;
/** The texts that one process of git reads. */
const BATCH_TEXTS = 200;

/**
 * Updates the git history in the index to the commit that is checked out. Returns the new
 * generation (see `ContentStore.generation`) if something changed, else null; null also without a repository or
 * without git. Continues where it ended; after a force-push, or a change of the publication's zone or language,
 * it starts over. Waits for `beforeWrite` before each transaction. Throws when git fails, or another connection
 * writes for long; the transactions until then stay.
 */
export async function updateFileHistories(
  db: DatabaseSync,
  { content }: ContentFolders,
  beforeWrite: () => Promise<void> = async () => {},
): Promise<number | null> {
  const found = row<{ record: string }>(db, 'SELECT record FROM publication');
  if (!found) return null;
  const { timeZone, language } = JSON.parse(found.record) as Publication;
  const context = `${timeZone} ${language}`;
  const stored = row<{ head: string; context: string }>(db, 'SELECT head, context FROM git_state');
  let from = stored?.head ?? '';
  const { head, isAhead } = await readHead(content, from);
  if (!head) return null;
  const write = async (work: () => void) => {
    await beforeWrite();
    transact(db, work);
  };
  let changed = false;
  const files = new Set<string>();
  const continues = stored?.context === context && isAhead;
  if (!continues) {
    await write(() => {
      db.exec('DELETE FROM revisions; DELETE FROM file_histories');
      run(db, "UPDATE git_state SET head = '', context = ?", context);
    });
    changed = from !== '';
    from = '';
  }
  if (from !== head) {
    for await (const commits of inBatches(commitsBetween(content, from, head))) {
      const last = commits.at(-1)?.id ?? from;
      const before = from;
      await write(() => {
        // Another process with the same index may have written these commits.
        if (run(db, 'UPDATE git_state SET head = ? WHERE head = ?', last, before) === 0)
          throw new Error('Another process updates the git history.');
        for (const commit of commits) changed = writeCommit(db, commit, files) || changed;
      });
      from = last;
    }
    // The last commits may have touched no article.
    const before = from;
    await write(() => void run(db, 'UPDATE git_state SET head = ? WHERE head = ?', head, before));
  }
  while (await readSome(db, content, { timeZone, language }, write, files)) changed = true;
  if (!changed) return null;
  const touched = continues && files.size <= MAX_KEYS ? [...files].map(historyKey) : [ANYTHING];
  await write(() => {
    run(db, 'UPDATE state SET generation = generation + 1');
    writeTouchedKeys(db, touched);
  });
  return row<{ generation: number }>(db, 'SELECT generation FROM state')?.generation ?? 0;
}

function transact(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** The commit that is checked out, null without one, and whether first parents lead from it to `commit`. */
async function readHead(content: string, commit: string): Promise<{ head: string | null; isAhead: boolean }> {
  if (commit !== '') {
    // The list excludes what the parents of `commit` reach: it ends with `commit`, or does not contain it. An
    // unknown commit is an error.
    const list = await readGit(content, 'rev-list', '--first-parent', 'HEAD', `^${commit}^@`, '--').catch(() => '');
    if (list.endsWith(commit)) return { head: list.slice(0, commit.length), isAhead: true };
  }
  const head = await readGit(content, 'rev-parse', '--verify', '--quiet', 'HEAD').catch(() => null);
  return { head, isAhead: false };
}

async function* inBatches(commits: AsyncIterable<Commit>): AsyncGenerator<Commit[]> {
  let batch: Commit[] = [];
  let changes = 0;
  for await (const commit of commits) {
    batch.push(commit);
    changes += commit.changes.length;
    if (changes < BATCH_CHANGES) continue;
    yield batch;
    batch = [];
    changes = 0;
  }
  if (batch.length > 0) yield batch;
}

/**
 * Writes a commit, and adds the files whose history it changes to `files`. Returns whether it changed a file
 * that existed before.
 */
function writeCommit(db: DatabaseSync, { committed, minor, changes }: Commit, files: Set<string>): boolean {
  const articleAt = (path: string) => {
    const file = `content/${path.normalize('NFC')}`;
    return kindOfContent(file) === 'article' ? file : null;
  };
  const historyOf = (file: string) => {
    files.add(file);
    return row<{ id: number }>(db, 'SELECT id FROM file_histories WHERE file = ? AND deleted = 0', file)?.id ?? null;
  };
  const end = (history: number) => {
    run(db, 'UPDATE file_histories SET deleted = 1 WHERE id = ?', history);
    run(db, 'UPDATE revisions SET until = max(?, committed) WHERE history = ? AND until IS NULL', committed, history);
    run(db, "UPDATE revisions SET reading = 'needed' WHERE history = ? AND reading = 'not needed'", history);
  };
  // Find all by their former names first: two files may swap their names.
  const found = changes.map((change) => {
    const before = change.from === null ? null : articleAt(change.from);
    return { ...change, history: before === null ? null : historyOf(before) };
  });
  for (const { path, blob, history } of found) {
    const file = blob && articleAt(path);
    if (file && blob) {
      files.add(file);
      const id = history ?? newHistory(db, file);
      run(db, 'UPDATE file_histories SET file = ? WHERE id = ?', file, id);
      writeRevision(db, id, { file, blob, committed, minor });
    } else if (history !== null) {
      end(history);
    }
  }
  return found.some(({ history }) => history !== null);
}

function newHistory(db: DatabaseSync, file: string): number {
  run(db, 'INSERT INTO file_histories (file, deleted) VALUES (?, 0)', file);
  return row<{ id: number }>(db, 'SELECT last_insert_rowid() AS id')?.id ?? 0;
}

function writeRevision(
  db: DatabaseSync,
  history: number,
  { file, blob, committed, minor }: { file: string; blob: string; committed: Instant; minor: boolean },
): void {
  const last = row<{ number: number; committed: Instant }>(
    db,
    'SELECT number, committed FROM revisions WHERE history = ? ORDER BY number DESC LIMIT 1',
    history,
  );
  // Clocks differ, but a later commit of the branch cannot be earlier.
  const at = Math.max(committed, last?.committed ?? 0);
  run(
    db,
    'INSERT INTO revisions (history, number, file, slug, blob, committed, minor, reading) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    history,
    last ? last.number + 1 : 0,
    file,
    slugAndLanguage(file).slug,
    blob,
    at,
    Number(minor),
    last === null ? 'not needed' : 'needed',
  );
  if (!last) return;
  run(db, 'UPDATE revisions SET until = ? WHERE history = ? AND number = ?', at, history, last.number);
  // Most files never change, and need no reading.
  if (last.number === 0)
    run(db, "UPDATE revisions SET reading = 'needed' WHERE history = ? AND reading = 'not needed'", history);
}

/**
 * Reads some of the revisions that need it, and adds the files whose history has them to `files`. Returns false
 * when none is left.
 */
async function readSome(
  db: DatabaseSync,
  content: string,
  context: Pick<Publication, 'timeZone' | 'language'>,
  write: (work: () => void) => Promise<void>,
  files: Set<string>,
): Promise<boolean> {
  const wanted = rows<{ history: number; number: number; file: string; blob: string; present: string }>(
    db,
    `SELECT history, number, revisions.file, blob, file_histories.file AS present
     FROM revisions JOIN file_histories ON file_histories.id = history
     WHERE reading = 'needed' ORDER BY history, number LIMIT ?`,
    BATCH_TEXTS,
  );
  if (wanted.length === 0) return false;
  for (const { present } of wanted) files.add(present);
  const found: RevisionText[] = [];
  const ids = wanted.map(({ blob }) => blob);
  for await (const bytes of readBlobs(content, ids, MAX_FILE_BYTES)) {
    const { file = '' } = wanted[found.length] ?? {};
    found.push(revisionText(file, bytes, context));
  }
  await write(() => {
    for (const [at, { history, number }] of wanted.entries()) {
      const { language, published, digest, size } = found[at] as RevisionText;
      run(
        db,
        "UPDATE revisions SET reading = 'done', language = ?, published = ?, digest = ?, size = ? WHERE history = ? AND number = ?",
        language,
        published,
        digest,
        size,
        history,
        number,
      );
    }
  });
  return true;
}
