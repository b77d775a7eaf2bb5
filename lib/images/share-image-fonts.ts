import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type GlyphOf, readCharacterMap } from '../glyphs.ts';
import { projectFile } from '../programs.ts';

// The fonts of share images come with the project, so that an image is the same on every machine: those of
// public/fonts are WOFF2, which Pango does not read. `fonts.conf` limits fontconfig to this folder; see
// `image-worker.ts`.

let fonts: readonly GlyphOf[] | null = null;

/** Whether one of the fonts has the character. For others Pango would draw a box with a number. */
export function isDrawable(character: string): boolean {
  const folder = projectFile('lib/images/fonts');
  fonts ??= readdirSync(folder)
    .filter((name) => /\.[ot]tf$/.test(name))
    .map((name) => readCharacterMap(characterMapOf(readFileSync(path.join(folder, name)))));
  const code = character.codePointAt(0) ?? 0;
  return fonts.some((glyphOf) => glyphOf(code) > 0);
}

/** The table `cmap` of a font (https://learn.microsoft.com/typography/opentype/spec/otff). */
function characterMapOf(font: Buffer): Buffer {
  const entries = Array.from({ length: font.readUInt16BE(4) }, (_, table) => 12 + 16 * table);
  const entry = entries.find((at) => font.toString('latin1', at, at + 4) === 'cmap') ?? 0;
  return font.subarray(font.readUInt32BE(entry + 8));
}
