import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectFile } from '../programs.ts';

// The fonts of share images come with the project, so that an image is the same on every machine: those of
// public/fonts are WOFF2, which Pango does not read. `fonts.conf` limits fontconfig to this folder; see
// `image-worker.ts`.

let characters: ReadonlySet<number> | null = null;

/** Whether one of the fonts has the character. For others Pango would draw a box with a number. */
export function isDrawable(character: string): boolean {
  const folder = projectFile('lib/images/fonts');
  characters ??= new Set(
    readdirSync(folder)
      .filter((name) => /\.[ot]tf$/.test(name))
      .flatMap((name) => charactersOf(readFileSync(path.join(folder, name)))),
  );
  return characters.has(character.codePointAt(0) ?? 0);
}

/**
 * The code points that a font has, from its `cmap` of format 12 or else 4
 * (https://learn.microsoft.com/typography/opentype/spec/cmap).
 */
function charactersOf(face: Buffer): number[] {
  const tables = Array.from({ length: face.readUInt16BE(4) }, (_, table) => 12 + 16 * table);
  const entry = tables.find((at) => face.toString('latin1', at, at + 4) === 'cmap') ?? 0;
  const cmap = face.subarray(face.readUInt32BE(entry + 8));
  const subtables = Array.from({ length: cmap.readUInt16BE(2) }, (_, subtable) =>
    cmap.subarray(cmap.readUInt32BE(8 + 8 * subtable)),
  );
  const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const whole = subtables.find((subtable) => subtable.readUInt16BE(0) === 12);
  if (whole) {
    const groups = Array.from({ length: whole.readUInt32BE(12) }, (_, group) => 16 + 12 * group);
    return groups.flatMap((at) => from(whole.readUInt32BE(at), whole.readUInt32BE(at + 4)));
  }
  const basic = subtables.find((subtable) => subtable.readUInt16BE(0) === 4);
  if (!basic) return [];
  const bytes = basic.readUInt16BE(6); // of each list: the ends of the segments, two bytes of padding, their starts
  const segments = Array.from({ length: bytes / 2 }, (_, segment) => 14 + 2 * segment);
  return segments.flatMap((at) => from(basic.readUInt16BE(at + bytes + 2), basic.readUInt16BE(at)));
}
