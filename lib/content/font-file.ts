import { brotliDecompressSync } from 'node:zlib';
import { type GlyphOf, readCharacterMap } from '../glyphs.ts';

// Reads fonts in WOFF2 (https://www.w3.org/TR/WOFF2/): whether browsers can use a file, and its measures.

/**
 * The measures of a font, as fractions of its size: the height above and the depth below the base line, and the
 * mean width of a character in English text (null if it lacks most letters). `scripts` are those of `SAMPLES` that it
 * can write.
 */
export type FontMeasures = Readonly<{
  ascent: number;
  descent: number;
  width: number | null;
  isSans: boolean;
  scripts: readonly ScriptSample[];
}>;

/** Why a font cannot be used. The message completes “The font …”. */
export class BrokenFontError extends Error {}

/** The largest font in bytes. Readers load two with the first page. */
export const MAX_FONT_BYTES = 250_000;
/** The most that its tables may have together. */
const MAX_TABLE_BYTES = 4_000_000;

/** Letters that a font needs to write a script, or Vietnamese. */
const SAMPLES = {
  Latn: 'AZaz09“”–éü',
  Vietnamese: 'ạắếệơữ',
  Cyrl: 'АЯаяёщ',
  Grek: 'ΑΩαωήύ',
  Arab: 'ابمية',
  Hebr: 'אבמתן',
  Deva: 'अकमयह',
} as const;
export type ScriptSample = keyof typeof SAMPLES;

/** How often characters occur in English text, in a thousand. */
const FREQUENCIES: Readonly<Record<string, number>> = {
  ' ': 174,
  ...{ e: 102, t: 75, a: 66, o: 62, i: 58, n: 57, s: 53, r: 49, h: 49, l: 33, d: 34, u: 23, c: 23, m: 20, f: 18 },
  ...{ w: 19, g: 16, p: 16, y: 16, b: 12, v: 8, k: 6, x: 2, j: 1, q: 1, z: 1, '.': 10, ',': 10 },
};
/** A font that lacks more of English text has no mean width. */
const ENOUGH = 900;

/** The tables without which no browser takes a font; its outlines are in `glyf` or `CFF `. */
const NEEDED = ['cmap', 'head', 'hhea', 'hmtx', 'maxp', 'name', 'OS/2', 'post'];

/** Reads a font. Throws `BrokenFontError` for a file that browsers would refuse. */
export function readFont(bytes: Buffer): FontMeasures {
  if (bytes.toString('latin1', 0, 4) !== 'wOF2') throw new BrokenFontError('is not in the format WOFF2');
  try {
    return measure(tablesOf(bytes));
  } catch (error) {
    if (error instanceof BrokenFontError) throw error;
    throw new BrokenFontError('is damaged or incomplete');
  }
}

/** Tags of tables by their number in a directory. */
const TAGS =
  'cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG_ sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill'
    .replaceAll('_', ' ')
    .split(/ (?=\S)/);
const ANY_TAG = 63;

type Tables = ReadonlyMap<string, Buffer>;

/** The tables of a font by their tags. Those of glyphs are transformed; see section 5 of the specification. */
function tablesOf(bytes: Buffer): Tables {
  if (bytes.toString('latin1', 4, 8) === 'ttcf') throw new BrokenFontError('is a collection of several fonts');
  let at = 48;
  const number = () => {
    // UIntBase128: seven bits a byte, the highest bit says that another follows.
    let value = 0;
    for (let length = 0; length < 5; length++) {
      const byte = bytes.readUInt8(at++);
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
    throw new BrokenFontError('is damaged or incomplete');
  };
  const entries: [tag: string, length: number][] = [];
  for (let left = bytes.readUInt16BE(12); left > 0; left--) {
    const flags = bytes.readUInt8(at++);
    const known = flags & ANY_TAG;
    let tag = TAGS[known] ?? '';
    if (known === ANY_TAG) {
      tag = bytes.toString('latin1', at, at + 4);
      at += 4;
    }
    const length = number();
    const version = flags >> 6;
    const isTransformed = tag === 'glyf' || tag === 'loca' ? version !== 3 : version !== 0;
    entries.push([tag, isTransformed ? number() : length]);
  }
  const total = entries.reduce((sum, [, length]) => sum + length, 0);
  if (total > MAX_TABLE_BYTES) throw new BrokenFontError('has more than 4,000,000 bytes of tables');
  const compressed = bytes.subarray(at, at + bytes.readUInt32BE(20));
  const tables = brotliDecompressSync(compressed, { maxOutputLength: total + 1 });
  if (tables.length !== total || bytes.length !== bytes.readUInt32BE(8))
    throw new BrokenFontError('is damaged or incomplete');
  let start = 0;
  return new Map(
    entries.map(([tag, length]) => {
      const table = tables.subarray(start, start + length);
      start += length;
      return [tag, table];
    }),
  );
}

function measure(tables: Tables): FontMeasures {
  const table = (tag: string) => tables.get(tag) ?? Buffer.alloc(0);
  const missing = NEEDED.filter((tag) => table(tag).length === 0);
  if (!tables.has('glyf') && !tables.has('CFF ') && !tables.has('CFF2')) missing.push('glyf');
  if (missing.length > 0) throw new BrokenFontError(`lacks the table ${missing[0]}`);
  const size = table('head').readUInt16BE(18);
  const hhea = table('hhea');
  const [ascent, descent] = [hhea.readInt16BE(4) / size, -hhea.readInt16BE(6) / size];
  if (size < 16 || size > 16_384 || !(ascent > 0 && ascent < 4 && descent >= 0 && descent < 4))
    throw new BrokenFontError('has no sound measures');
  const glyphOf = readCharacterMap(table('cmap'));
  return {
    ascent: rounded(ascent),
    descent: rounded(descent),
    width: meanWidth(glyphOf, advancesOf(tables, hhea.readUInt16BE(34)), size),
    isSans: isSans(table('OS/2'), table('name')),
    scripts: (Object.keys(SAMPLES) as ScriptSample[]).filter((name) =>
      [...SAMPLES[name]].every((letter) => glyphOf(letter.codePointAt(0) ?? 0) > 0),
    ),
  };
}

/** Three digits: what is smaller nobody sees, and differs between versions of a font. */
const rounded = (value: number) => Math.round(value * 1000) / 1000;

/** Returns the width of a glyph in the units of the font. In `hmtx` the last of `count` widths is that of all others. */
function advancesOf(tables: Tables, count: number): (glyph: number) => number {
  const hmtx = tables.get('hmtx') ?? Buffer.alloc(0);
  // A transformed table has its widths, two bytes each, after one byte of flags.
  const glyphs = (tables.get('maxp') ?? Buffer.alloc(0)).readUInt16BE(4);
  const isWhole = hmtx.length === 4 * count + 2 * (glyphs - count);
  return (glyph) => {
    const place = Math.min(glyph, count - 1);
    return isWhole ? hmtx.readUInt16BE(4 * place) : hmtx.readUInt16BE(1 + 2 * place);
  };
}

function meanWidth(glyphOf: GlyphOf, advanceOf: (glyph: number) => number, size: number): number | null {
  let [sum, found] = [0, 0];
  for (const [character, often] of Object.entries(FREQUENCIES)) {
    const glyph = glyphOf(character.codePointAt(0) ?? 0);
    if (glyph === 0) continue;
    sum += often * advanceOf(glyph);
    found += often;
  }
  return found < ENOUGH ? null : rounded(sum / found / size);
}

/** Words in the names of fonts without serifs. */
const SANS_NAMES = /sans|grotes|gothic|franklin|helvetica|arial/i;

/**
 * Whether a font has no serifs, by PANOSE (https://monotype.github.io/panose/pan2.htm), by its family class
 * (https://learn.microsoft.com/typography/opentype/spec/ibmfc), or, since many have neither, by its name.
 */
function isSans(os2: Buffer, name: Buffer): boolean {
  const [kind = 0, serifs = 0] = os2.subarray(32, 34);
  return (kind === 2 && serifs >= 11 && serifs <= 15) || os2.readUInt8(30) === 8 || SANS_NAMES.test(familyIn(name));
}

/** The number of the name of the family in the table `name`. */
const FAMILY = 1;

/** The name of the family; empty if the font has none. */
function familyIn(name: Buffer): string {
  const texts = name.readUInt16BE(4);
  for (let record = 0; record < name.readUInt16BE(2); record++) {
    const at = 6 + 12 * record;
    if (name.readUInt16BE(at + 6) !== FAMILY) continue;
    const start = texts + name.readUInt16BE(at + 10);
    // UTF-16, or one byte a letter: without NUL both read alike.
    return name.toString('latin1', start, start + name.readUInt16BE(at + 8)).replaceAll('\0', '');
  }
  return '';
}
