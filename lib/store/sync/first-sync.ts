import type { DatabaseSync } from 'node:sqlite';
import { type ContentFile, type ContentFolders, readContent } from '../../content/files.ts';
import { rows } from '../../sqlite.ts';
import { applyChanges, type CommitBatch, type SyncOptions } from './apply-changes.ts';
import type { Changes } from './changes.ts';
import { newestFirst } from './newest-first.ts';

/** The number of articles in the first batch of a first sync, and in each of the others. */
export type BatchSizes = Readonly<{ first: number; others: number }>;

/**
 * Reads the files that an index lacks, in batches, and returns how many they were and whether readers can see
 * a change since the last batch. The first batch has the newest articles, the images that they name (all
 * images if these are few), and all files that are neither articles nor images. Calls `commit` after each
 * batch but the last: the site can answer with what is read so far, and a sync after a crash goes on from
 * there.
 */
export async function fillIndex(
  db: DatabaseSync,
  folders: ContentFolders,
  changes: Changes,
  given: SyncOptions,
  { first, others, commit }: BatchSizes & { commit: CommitBatch },
): Promise<{ read: number; visible: boolean }> {
  const options = { ...given, isFirst: true };
  const ofKind = (isWanted: (kind: ContentFile['kind']) => boolean) =>
    changes.files.filter(({ kind }) => isWanted(kind));
  const articles = newestFirst(
    ofKind((kind) => kind === 'article'),
    options.now,
  );
  const early = [...ofKind((kind) => kind !== 'article' && kind !== 'image'), ...articles.slice(0, first)];
  const images = ofKind((kind) => kind === 'image');
  const named = images.length <= first ? new Set(images) : namedImages(early, images);
  const begun = await applyChanges(db, folders, { ...changes, files: [...early, ...named] }, options);
  const later = [...images.filter((file) => !named.has(file) || isPending(db, file)), ...articles.slice(first)];
  if (later.length === 0) return begun;
  await commit(begun.read, begun.visible);
  const rest = { ...changes, files: later, gone: [] };
  const ended = await applyChanges(db, folders, rest, options, {
    every: others,
    commit: (read, visible) => commit(begun.read + read, visible),
  });
  return { read: begun.read + ended.read, visible: ended.visible };
}

/** Returns the images whose file names are in the text of one of `files`. */
function namedImages(files: readonly ContentFile[], images: readonly ContentFile[]): Set<ContentFile> {
  const byName = Map.groupBy(images, ({ path }) => path.slice(path.lastIndexOf('/') + 1));
  if (byName.size === 0) return new Set();
  const found = new Set<ContentFile>();
  for (const file of files) {
    const text = readContent(file);
    if (typeof text !== 'string') continue;
    for (const word of text.split(/[\s/"'()[\]{},]/)) for (const image of byName.get(word) ?? []) found.add(image);
  }
  return found;
}

/** Whether an image took too long for the first batch. */
function isPending(db: DatabaseSync, { path }: ContentFile): boolean {
  return rows(db, "SELECT 1 FROM files WHERE path = ? AND kind = 'image' AND needs_recheck = 1", path).length > 0;
}
