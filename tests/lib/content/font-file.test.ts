import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BrokenFontError, readFont } from '#lib/content/font-file.ts';

const folder = path.resolve(import.meta.dirname, '../../../public/fonts');
const fontCalled = (name: string) => readFileSync(path.join(folder, name));

test('the measures of a font are those of its tables', () => {
  const { width, ...measures } = readFont(fontCalled('newsreader-text-1.woff2'));
  expect(measures).toEqual({ ascent: 0.735, descent: 0.265, isSans: false, scripts: ['Latn'] });
  expect(width).toBeGreaterThan(0.38);
  expect(width).toBeLessThan(0.45);
});

test('a font without English letters has no mean width', () => {
  expect(readFont(fontCalled('newsreader-text-ext-1.woff2'))).toMatchObject({ width: null, scripts: [] });
});

test.each(readdirSync(folder).filter((name) => name.endsWith('.woff2')))('%s can be read', (name) => {
  expect(readFont(fontCalled(name))).toMatchObject({ ascent: expect.any(Number) });
});

describe('a font that browsers would refuse', () => {
  const sound = fontCalled('newsreader-text-1.woff2');
  const changed = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(sound);
    change(bytes);
    return bytes;
  };
  const empty = brotliCompressSync(Buffer.alloc(0));

  test.each([
    ['an empty file', Buffer.alloc(0), 'is not in the format WOFF2'],
    ['text', Buffer.from('<!doctype html>'), 'is not in the format WOFF2'],
    ['only a signature', Buffer.from('wOF2'), 'is damaged or incomplete'],
    ['half a font', sound.subarray(0, sound.length / 2), 'is damaged or incomplete'],
    ['a font with bytes at its end', Buffer.concat([sound, Buffer.alloc(4)]), 'is damaged or incomplete'],
    ['a font with other bytes in its middle', changed((bytes) => bytes.fill(7, 300, 400)), 'is damaged or incomplete'],
    ['a collection', changed((bytes) => bytes.write('ttcf', 4)), 'is a collection of several fonts'],
    [
      'a font that says it is 4 GB large',
      changed((bytes) => bytes.fill(0xff, 48, 60)),
      expect.stringMatching(/is damaged|has more than/),
    ],
    [
      'a font without tables',
      Buffer.concat([
        Buffer.from('wOF2\0\x01\0\0', 'latin1'),
        (() => {
          const rest = Buffer.alloc(40);
          rest.writeUInt32BE(48 + empty.length, 0);
          rest.writeUInt32BE(empty.length, 12);
          return rest;
        })(),
        empty,
      ]),
      'lacks the table cmap',
    ],
  ])('%s', (_, bytes, message) => {
    const read = () => readFont(bytes as Buffer);
    expect(read).toThrow(BrokenFontError);
    expect(() => read()).toThrow(expect.objectContaining({ message }));
  });

  test('a font cut anywhere or with any byte changed is read or refused, and nothing else', () => {
    for (let at = 0; at < 400; at++) {
      for (const bytes of [sound.subarray(0, at), changed((copy) => copy.writeUInt8(copy.readUInt8(at) ^ 0x55, at))]) {
        try {
          readFont(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(BrokenFontError);
        }
      }
    }
  });

  test('a small file that unpacks to gigabytes is refused before it is unpacked', () => {
    // 30 million zeros in 100 bytes, in a directory that promises one small table.
    const bomb = brotliCompressSync(Buffer.alloc(30_000_000));
    const head = Buffer.alloc(48);
    head.write('wOF2', 0);
    head.writeUInt16BE(1, 12);
    head.writeUInt32BE(bomb.length, 20);
    const bytes = Buffer.concat([head, Buffer.from([0, 100]), bomb]);
    bytes.writeUInt32BE(bytes.length, 8);
    expect(() => readFont(bytes)).toThrow('is damaged or incomplete');
  });
});
