import type { DatabaseSync } from 'node:sqlite';
import type { ContentFile } from '../../content/files.ts';
import type { ImageFinding, ImageInspection } from '../../content/image-inspection.ts';
import type { ImageUse } from '../../content/lint/image-references.ts';
import { row, rows, run } from '../../sqlite.ts';
import { writeFile } from './write-files.ts';

/** The effect of a changed image: whether pages show it, and the files whose diagnostics may change. */
export type ImageChange = Readonly<{ visible: boolean; filesToReread: readonly string[] }>;

/**
 * Writes an image and what its inspection found. While that is pending, pages keep the version before, whose
 * variants are in the cache.
 */
export function writeImage(
  db: DatabaseSync,
  file: ContentFile,
  { hash, facts, finding }: ImageInspection,
): ImageChange {
  type Row = { hash: string; facts: string | null; finding: string | null };
  const before = row<Row>(db, 'SELECT hash, facts, finding FROM images WHERE path = ?', file.path);
  const after = finding && JSON.stringify(finding);
  const isPending = finding?.rule === 'image-pending';
  const current = isPending && before ? before : { hash, facts: facts && JSON.stringify(facts) };
  const sql = 'INSERT OR REPLACE INTO images (path, hash, facts, finding) VALUES (?, ?, ?, ?)';
  run(db, sql, file.path, current.hash, current.facts, after);
  writeFile(db, file, hash, [], isPending);
  // A good image in place of another changes pages, but no diagnostic of the files that name it.
  return changeOf(db, file.path, !before || before.finding !== after);
}

/** Deletes an image. Returns null if there was none. */
export function deleteImage(db: DatabaseSync, path: string): ImageChange | null {
  return run(db, 'DELETE FROM images WHERE path = ?', path) > 0 ? changeOf(db, path, true) : null;
}

function changeOf(db: DatabaseSync, path: string, hasOtherFinding: boolean): ImageChange {
  const sql = 'SELECT file, in_record FROM image_references WHERE image = ?';
  const references = rows<{ file: string; in_record: number }>(db, sql, path);
  return {
    visible: references.some(({ in_record }) => in_record),
    filesToReread: hasOtherFinding ? references.map(({ file }) => file) : [],
  };
}

/** Writes which images a file names. Those of a broken file are kept beside those of its last good record. */
export function writeImageReferences(
  db: DatabaseSync,
  file: string,
  uses: readonly ImageUse[],
  inRecord: boolean,
): void {
  run(db, 'DELETE FROM image_references WHERE file = ? AND in_record <= ?', file, Number(inRecord));
  for (const { src, image } of uses) {
    const sql = 'INSERT OR IGNORE INTO image_references (file, in_record, src, image) VALUES (?, ?, ?, ?)';
    run(db, sql, file, Number(inRecord), src, image);
  }
}

/** Returns the finding on each image file; null for a good one. */
export function imageFindings(db: DatabaseSync): Map<string, ImageFinding | null> {
  const found = rows<{ path: string; finding: string | null }>(db, 'SELECT path, finding FROM images');
  return new Map(found.map(({ path, finding }) => [path, finding && JSON.parse(finding)]));
}
