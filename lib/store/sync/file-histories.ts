import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { slugAndLanguage } from '../../content/file-name.ts';
import { type ContentFolders, kindOfContent, MAX_FILE_BYTES, textOf } from '../../content/files.ts';
import { soundKeys } from '../../content/parse/check-keys.ts';
import { readFrontMatter } from '../../content/parse/front-matter.ts';
import type { Publication } from '../../content/publication.ts';
import { articleSchema } from '../../content/schema/article-schema.ts';
import { type Instant, parseDate } from '../../dates.ts';
import { askGit, gitBlobs, gitTokens } from '../../git/git.ts';
import { row, rows, run } from '../../sqlite.ts';

// What git knows of the articles: under which names each was published, and in which versions. It is noted in the index after a sync, beside it and in small steps, so
// that no change waits for it. What is followed is the first parent of each commit: the states of the branch that the site serves, one after the other. A merge
// is one step of it, whatever happened on the branch that it brings in.

/** One file in a commit. `blob` is its content, null where it has gone; `from` is what it was called before, null where it is new. */
type FileChange = Readonly<{ path: string; from: string | null; blob: string | null }>;

type Commit = Readonly<{ id: string; committed: Instant; minor: boolean; changes: FileChange[] }>;

/** So many changes are written in one transaction, which a sync may have to wait for. */
const BATCH = 300;
/** So many texts are read by one process of git. */
const TEXTS = 200;

/**
 * Brings what the index says of the git history to the commit that is checked out, and gives the generation (see `ContentStore.generation`) if that made a difference, else null. It goes
 * on where it ended; after a force-push, or when the publication's zone or language changed, it begins anew. Without a repository, or without git, nothing happens. `turn` is
 * waited for before each transaction. Throws when git fails in the middle, or another connection writes for long; what was noted by then stays.
 */
export async function updateFileHistories(
  db: DatabaseSync,
  { content }: ContentFolders,
  turn: () => Promise<void> = async () => {},
): Promise<number | null> {
  const head = await askGit(content, 'rev-parse', '--verify', '--quiet', 'HEAD').catch(() => null);
  const found = row<{ record: string }>(db, 'SELECT record FROM publication');
  if (!head || !found) return null;
  const { timeZone, language } = JSON.parse(found.record) as Publication;
  const context = `${timeZone} ${language}`;
  const noted = row<{ head: string; context: string }>(db, 'SELECT head, context FROM git_state');
  let from = noted?.head ?? '';
  const write = async (work: () => void) => {
    await turn();
    transact(db, work);
  };
  let changed = false;
  const goesOn = noted?.context === context && (from === head || (await isBehind(content, from, head)));
  if (!goesOn) {
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
        // Another process may have the same index, and have noted the same commits meanwhile.
        if (run(db, 'UPDATE git_state SET head = ? WHERE head = ?', last, before) === 0)
          throw new Error('Noted by another.');
        for (const commit of commits) changed = noteCommit(db, commit) || changed;
      });
      from = last;
    }
    // The last commits may have touched no article.
    const before = from;
    await write(() => void run(db, 'UPDATE git_state SET head = ? WHERE head = ?', head, before));
  }
  while (await readSome(db, content, { timeZone, language }, write)) changed = true;
  if (!changed) return null;
  await write(() => void run(db, 'UPDATE state SET generation = generation + 1'));
  return row<{ generation: number }>(db, 'SELECT generation FROM state')?.generation ?? null;
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

/** Whether `head` comes after `commit` in the line of first parents. */
async function isBehind(content: string, commit: string, head: string): Promise<boolean> {
  if (commit === '') return false;
  // The line ends before what the parents of `commit` reach; so it ends with `commit`, or does not come by it. A commit that is unknown is an error.
  const line = await askGit(content, 'rev-list', '--first-parent', '--end-of-options', head, `^${commit}^@`).catch(
    () => '',
  );
  return line.endsWith(commit);
}

/** The commits after `from` (all, if that is empty) up to `head` that touch articles, oldest first. */
async function* commitsBetween(content: string, from: string, head: string): AsyncGenerator<Commit> {
  const tokens = gitTokens(
    content,
    'log',
    '-z',
    '--raw',
    '--find-renames',
    '--break-rewrites',
    '--no-abbrev',
    '--relative',
    '--first-parent',
    '--diff-merges=first-parent',
    '--no-ext-diff',
    '--no-textconv',
    '--reverse',
    '--encoding=UTF-8',
    '--format=tformat:%x01%H%x02%ct%x02%P%x02%s%x02%b',
    '--end-of-options',
    from ? `${from}..${head}` : head,
    '--',
    'articles',
  );
  let commit: Commit | null = null;
  // What a line of changes says, until its paths have come.
  let change: { status: string; blob: string | null; paths: string[] } | null = null;
  for await (const batch of tokens) {
    for (const token of batch) {
      if (change) {
        change.paths.push(token);
        const { status, blob, paths } = change;
        if (paths.length < (/^[RC]/.test(status) ? 2 : 1)) continue;
        const [before = '', path = before] = paths;
        commit?.changes.push({ path, from: status === 'A' ? null : before, blob });
        change = null;
      } else if (token.startsWith('\u0001')) {
        if (commit) yield withoutCopies(commit);
        commit = commitOf(token.slice(1));
      } else if (token.trim() !== '') {
        // `:100644 100644 <blob before> <blob> R087`; other modes than 100… are links and other repositories.
        const [, mode = '', , blob = '', status = ''] = token.trim().split(' ');
        change = { status, blob: mode.startsWith('100') ? blob : null, paths: [] };
      }
    }
  }
  if (commit) yield withoutCopies(commit);
}

/** git calls it a copy when a file comes under another name and what is under its own is written anew: the story goes with the copy, and the other is new. */
function withoutCopies(commit: Commit): Commit {
  const copied = new Set(commit.changes.flatMap(({ path, from }) => (from !== null && from !== path ? [from] : [])));
  const changes = commit.changes.map((change) =>
    change.from === change.path && copied.has(change.path) ? { ...change, from: null } : change,
  );
  return { ...commit, changes };
}

/** The head of a commit. What a merge is about stands in its second paragraph: the first is made by the forge. */
function commitOf(text: string): Commit {
  const [id = '', seconds, parents = '', subject = '', body = ''] = text.split('\u0002');
  // A clock that is ahead must not make something of the future look published.
  const committed = Math.min(Math.max(Number(seconds) * 1000 || 0, 0), Date.now());
  const about = parents.includes(' ') ? [subject, body.trimStart()] : [subject];
  return { id, committed, minor: about.some((words) => /^minor:/i.test(words)), changes: [] };
}

async function* inBatches(commits: AsyncIterable<Commit>): AsyncGenerator<Commit[]> {
  let batch: Commit[] = [];
  let changes = 0;
  for await (const commit of commits) {
    batch.push(commit);
    changes += commit.changes.length;
    if (changes < BATCH) continue;
    yield batch;
    batch = [];
    changes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Notes a commit; whether it did anything to a file that was there before. */
function noteCommit(db: DatabaseSync, { committed, minor, changes }: Commit): boolean {
  const articleAt = (path: string) => {
    const file = `content/${path.normalize('NFC')}`;
    return kindOfContent(file) === 'article' ? file : null;
  };
  const historyOf = (file: string) =>
    row<{ id: number }>(db, 'SELECT id FROM file_histories WHERE file = ? AND deleted = 0', file)?.id ?? null;
  const end = (history: number) => {
    run(db, 'UPDATE file_histories SET deleted = 1 WHERE id = ?', history);
    run(db, 'UPDATE revisions SET until = max(?, committed) WHERE history = ? AND until IS NULL', committed, history);
    run(db, "UPDATE revisions SET reading = 'needed' WHERE history = ? AND reading = 'not needed'", history);
  };
  // All are found by what they were called before: two files may change their names with each other.
  const found = changes.map((change) => {
    const before = change.from === null ? null : articleAt(change.from);
    return { ...change, history: before === null ? null : historyOf(before) };
  });
  for (const { path, blob, history } of found) {
    const file = blob && articleAt(path);
    if (file && blob) {
      const id = history ?? newHistory(db, file);
      run(db, 'UPDATE file_histories SET file = ? WHERE id = ?', file, id);
      noteRevision(db, id, { file, blob, committed, minor });
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

function noteRevision(
  db: DatabaseSync,
  history: number,
  { file, blob, committed, minor }: { file: string; blob: string; committed: Instant; minor: boolean },
): void {
  const last = row<{ number: number; committed: Instant }>(
    db,
    'SELECT number, committed FROM revisions WHERE history = ? ORDER BY number DESC LIMIT 1',
    history,
  );
  // Clocks differ; what came later on the branch cannot have been earlier.
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
  // A file that never changed has nothing to tell; most are such.
  if (last.number === 0)
    run(db, "UPDATE revisions SET reading = 'needed' WHERE history = ? AND reading = 'not needed'", history);
}

/** Reads some of the texts of which something must be known. False when none is left. */
async function readSome(
  db: DatabaseSync,
  content: string,
  context: Pick<Publication, 'timeZone' | 'language'>,
  write: (work: () => void) => Promise<void>,
): Promise<boolean> {
  const wanted = rows<{ history: number; number: number; file: string; blob: string }>(
    db,
    "SELECT history, number, file, blob FROM revisions WHERE reading = 'needed' ORDER BY history, number LIMIT ?",
    TEXTS,
  );
  if (wanted.length === 0) return false;
  const found: RevisionText[] = [];
  const ids = wanted.map(({ blob }) => blob);
  for await (const bytes of gitBlobs(content, ids, MAX_FILE_BYTES)) {
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

/** What is to be known of a version: `published` is the instant from which it was for readers, null for a draft and for what could not be shown. */
type RevisionText = Readonly<{ language: string; published: Instant | null; digest: string; size: number }>;

function revisionText(
  file: string,
  bytes: Buffer | null,
  { timeZone, language }: Pick<Publication, 'timeZone' | 'language'>,
): RevisionText {
  const nothing = { language, published: null, digest: '', size: bytes?.length ?? 0 };
  const source = bytes && textOf(file, bytes);
  const keys = typeof source === 'string' ? readFrontMatter(file, source) : [];
  if (Array.isArray(keys) || keys.bodyDiagnostics.length > 0) return nothing;
  // The keys that features here: what others may hold has changed in the course of time.
  const { title, standfirst = '', date, draft, lang } = soundKeys(articleSchema, keys.data);
  const parsed = date && parseDate(date, timeZone);
  return {
    ...nothing,
    language: slugAndLanguage(file).language ?? lang ?? language,
    published: title && parsed && 'instant' in parsed && draft === false ? parsed.instant : null,
    digest: hash('sha1', JSON.stringify([title, standfirst, keys.body.trim()]), 'base64'),
  };
}
