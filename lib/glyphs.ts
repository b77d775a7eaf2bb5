/** Returns the number of the glyph that a font has for a code point; 0 if it has none. */
export type GlyphOf = (code: number) => number;

/**
 * Reads a font's table `cmap`: its subtable of format 12, or else 4
 * (https://learn.microsoft.com/typography/opentype/spec/cmap). Throws `RangeError` when that ends too early.
 */
export function readCharacterMap(cmap: Buffer): GlyphOf {
  const subtables = Array.from({ length: cmap.readUInt16BE(2) }, (_, subtable) =>
    cmap.subarray(cmap.readUInt32BE(8 + 8 * subtable)),
  );
  const formatOf = (subtable: Buffer) => subtable.readUInt16BE(0);
  const whole = subtables.find((subtable) => formatOf(subtable) === 12);
  if (whole) return groupsOf(whole);
  const basic = subtables.find((subtable) => formatOf(subtable) === 4);
  return basic ? segmentsOf(basic) : () => 0;
}

/** The glyphs of a subtable of format 12: groups of code points with consecutive glyphs. */
function groupsOf(table: Buffer): GlyphOf {
  const groups = table.readUInt32BE(12);
  return (code) => {
    for (let at = 16; at < 16 + 12 * groups; at += 12) {
      const first = table.readUInt32BE(at);
      if (code >= first && code <= table.readUInt32BE(at + 4)) return table.readUInt32BE(at + 8) + code - first;
    }
    return 0;
  };
}

/** The glyphs of a subtable of format 4: segments, whose glyphs are consecutive or in a list. */
function segmentsOf(table: Buffer): GlyphOf {
  const bytes = table.readUInt16BE(6); // of each list: ends, two bytes of padding, starts, deltas, offsets
  return (code) => {
    for (let at = 14; at < 14 + bytes; at += 2) {
      if (code > table.readUInt16BE(at)) continue;
      const start = table.readUInt16BE(at + bytes + 2);
      if (code < start) return 0;
      const delta = table.readUInt16BE(at + 2 * bytes + 2);
      const place = at + 3 * bytes + 2;
      const offset = table.readUInt16BE(place);
      if (offset === 0) return (code + delta) & 0xffff;
      const glyph = table.readUInt16BE(place + offset + 2 * (code - start));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
