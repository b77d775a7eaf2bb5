import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ImageWorker } from '#lib/images/image-worker.ts';
import type { ShareImageContent } from '#lib/images/share-image-svg.ts';
import { photograph, put } from '../../fixtures/photographs.ts';

vi.setConfig({ testTimeout: 60_000 });

let worker: ImageWorker;
let folder: string;
beforeAll(() => {
  worker = new ImageWorker();
  folder = mkdtempSync(path.join(tmpdir(), 'dateline-cards-'));
});
afterAll(() => {
  worker.close();
  rmSync(folder, { recursive: true });
});

const imageContent = (more: Partial<ShareImageContent> = {}): ShareImageContent => ({
  publication: 'The Courier',
  section: '',
  label: '',
  headline: 'Night ferries',
  byline: '',
  language: 'en',
  image: null,
  ...more,
});

type Drawn = Readonly<{
  bytes: Buffer;
  ink: (left: number, top: number, width: number, height: number) => Promise<number>;
}>;

/** Renders a share image; `ink` returns the share of a region that is not background, from 0 to 1. */
async function drawn(
  more: Partial<ShareImageContent>,
  image: string | null = null,
  logo: string | null = null,
): Promise<Drawn> {
  const bytes = await worker.draw(imageContent(more), { absolute: image, logo });
  if (!bytes) throw new Error('Nothing was drawn.');
  const { data, info } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([1200, 630]);
  return {
    bytes,
    async ink(left, top, width, height) {
      let dark = 0;
      for (let y = top; y < top + height; y++)
        for (let x = left; x < left + width; x++) if ((data[(y * info.width + x) * info.channels] ?? 255) < 200) dark++;
      return dark / (width * height);
    },
  };
}

/** Below the name and its rule. */
const body = ({ ink }: Drawn) => ink(0, 130, 1200, 500);

const SCRIPTS: [name: string, language: string, headline: string, other: string][] = [
  ['Latin', 'en', 'Ferries', 'Bridges'],
  ['Vietnamese', 'vi', 'ế', 'ữ'],
  ['Greek', 'el', 'Ω', 'Ψ'],
  ['Cyrillic', 'uk', 'Ж', 'Ї'],
  ['Armenian', 'hy', 'Ա', 'Բ'],
  ['Georgian', 'ka', 'ა', 'ბ'],
  ['Arabic', 'ar', 'ع', 'م'],
  ['Hebrew', 'he', 'א', 'ש'],
  ['Devanagari', 'hi', 'क', 'ख'],
  ['Bengali', 'bn', 'ক', 'খ'],
  ['Tamil', 'ta', 'க', 'ச'],
  ['Thai', 'th', 'ก', 'ข'],
  ['simplified Chinese', 'zh', '汉', '语'],
  ['traditional Chinese', 'zh-Hant', '漢', '語'],
  ['Japanese', 'ja', 'あ', 'ア'],
  ['Korean', 'ko', '한', '국'],
];

test.each(SCRIPTS)('each letter has its own form: %s', async (_, language, headline, other) => {
  const [one, two] = [await drawn({ headline, language }), await drawn({ headline: other, language })];
  expect(await body(one)).toBeGreaterThan(0.001);
  expect(one.bytes.equals(two.bytes)).toBe(false);
});

test('characters that no font has are left out', async () => {
  const [whole, without] = [await drawn({ headline: 'Night ᚠ\u{10fffd} ferries' }), await drawn({})];
  expect(whole.bytes.equals(without.bytes)).toBe(true);
});

test('letters are joined and stacked as their script needs', async () => {
  const apart = (text: string) => [...text].join('\u200c');
  for (const [language, word] of [
    ['ar', 'بحر'],
    ['hi', 'क्ष'],
  ] as const) {
    const [joined, parted] = [
      await drawn({ headline: word, language }),
      await drawn({ headline: apart(word), language }),
    ];
    expect(joined.bytes.equals(parted.bytes), language).toBe(false);
  }
});

test('lines of Thai break between words', async () => {
  const words = ['เรือข้ามฟาก', 'กลางคืน', 'จะแล่น', 'อีกครั้ง', 'หลัง', 'การนัดหยุดงาน', 'อันยาวนาน'];
  const [run, parted] = [
    await drawn({ headline: words.join(''), language: 'th' }),
    await drawn({ headline: words.join('\u200b'), language: 'th' }),
  ];
  expect(run.bytes.equals(parted.bytes)).toBe(true);
});

test('Chinese and Japanese have their own forms of a character', async () => {
  const [chinese, japanese] = [
    await drawn({ headline: '直', language: 'zh' }),
    await drawn({ headline: '直', language: 'ja' }),
  ];
  expect(chinese.bytes.equals(japanese.bytes)).toBe(false);
});

test('right-to-left text is aligned to the right', async () => {
  const { ink } = await drawn({ headline: 'بحر', language: 'ar', section: 'بحر', byline: 'بحر' });
  expect(await ink(0, 130, 400, 500)).toBe(0);
  expect(await ink(800, 130, 340, 500)).toBeGreaterThan(0.005);
  const left = await drawn({ headline: 'Sea', section: 'Sea', byline: 'Sea' });
  expect(await left.ink(800, 130, 400, 500)).toBe(0);
});

describe('any headline', () => {
  const words = 'The harbor board has voted to let the night ferries sail again after a year '.repeat(9);
  const hostile: [name: string, headline: string][] = [
    ['of five letters', 'Storm'],
    ['of 300 letters', words.slice(0, 300)],
    ['of 500 letters', words.slice(0, 500)],
    ['of one word of 300 letters', 'Hafenfahrplan'.repeat(24).slice(0, 300)],
    ['of 500 characters without a space', '港口重新开放'.repeat(84).slice(0, 500)],
    ['of Arabic without end', 'عادت العبارات الليلية إلى البحر '.repeat(15)],
    ['with markup', '<span foreground="#ff0000" size="999999">A</span> & B < C > "D"'],
    ['with the end of CDATA', 'A ]]> B <!-- C &lt; &#0; &amp &undefined;'],
    ['with control characters and lone surrogates', 'A\u0000B\u001b[31mC\ud800D\ufffeE'],
    ['with directions that do not end', '\u202e\u2067Right\u202d to left'],
    ['with many marks on one letter', `Z${'\u0301'.repeat(400)}algo`],
    ['with emoji', '👩‍👩‍👧 Ferries 🇫🇮 sail 🚢️ again 1️⃣'],
  ];
  test.each(hostile)('%s, it stays within the frame', async (_, headline) => {
    const { ink } = await drawn({
      headline,
      section: headline,
      label: headline,
      byline: headline,
      publication: headline,
    });
    expect(await ink(0, 0, 1200, 20)).toBe(0);
    expect(await ink(0, 610, 1200, 20)).toBe(0);
    expect(await ink(0, 0, 50, 630)).toBe(0);
    expect(await ink(1150, 0, 50, 630)).toBe(0);
    expect(await ink(50, 130, 1100, 420)).toBeGreaterThan(0.005);
  });

  test('markup is escaped', async () => {
    const bytes = async (headline: string) => (await drawn({ headline })).bytes;
    expect((await bytes('<b>A</b>')).equals(await bytes('A'))).toBe(false);
    expect((await bytes('A &amp; B')).equals(await bytes('A & B'))).toBe(false);
    const red = await sharp(await bytes('<span foreground="#ff0000">A</span>')).stats();
    expect(red.channels.map(({ min }) => min > 10 && min < 40)).toEqual([true, true, true]); // the same amount of ink in all
  });

  test('emoji are left out, the words stay', async () => {
    expect(
      (await drawn({ headline: '🚢 Ferries 🚢 sail' })).bytes.equals((await drawn({ headline: 'Ferries sail' })).bytes),
    ).toBe(true);
  });

  test('a headline in letters that no font has is replaced by the publication’s name', async () => {
    const [runes, emoji, name] = [
      await drawn({ headline: 'ᚠᚢᚦᚨᚱᚲ' }),
      await drawn({ headline: '🚢🚢' }),
      await drawn({ headline: 'The Courier' }),
    ];
    expect(runes.bytes.equals(name.bytes)).toBe(true);
    expect(emoji.bytes.equals(name.bytes)).toBe(true);
  });
});

test('the image is beside the words, and only the one of the share image', async () => {
  const file = path.join(folder, 'a.jpg');
  put(file, await photograph(900, 600, { left: '#202020', right: '#202020' }));
  const { hash = null } = (await worker.inspect(file, 'a.jpg', '')) ?? {};
  const right = await drawn({ image: hash }, file);
  expect(await right.ink(680, 0, 520, 630)).toBe(1);
  expect(await right.ink(590, 0, 40, 630)).toBe(0);
  const left = await drawn({ image: hash, headline: 'بحر', language: 'ar' }, file);
  expect(await left.ink(0, 0, 520, 630)).toBe(1);
  expect(await worker.draw(imageContent({ image: 'another' }), { absolute: file })).toBeNull();
  expect(await worker.draw(imageContent({ image: hash }), { absolute: path.join(folder, 'none.jpg') })).toBeNull();
});

const logoOf = (size: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect width="100%" height="100%" fill="#202020"/></svg>`;

test.each([
  ['a wide SVG', 'logo.svg', 'width="60" height="10"'],
  ['a large SVG', 'logo.svg', 'width="3000" height="3000"'],
  ['a PNG', 'logo.png', ''],
])('the logo is above the rule in place of the name: %s', async (_, name, size) => {
  const file = path.join(folder, name);
  const png = sharp({ create: { width: 600, height: 300, channels: 3, background: '#202020' } }).png();
  put(file, name === 'logo.svg' ? Buffer.from(logoOf(size)) : await png.toBuffer());
  const { hash } = (await worker.inspect(file, name, '')) ?? {};
  const { ink, bytes } = await drawn({ logo: hash ?? '' }, null, file);
  expect(await ink(61, 40, 60, 58)).toBe(1);
  expect(await ink(500, 0, 700, 110)).toBe(0);
  // Another file has come in its place: the name stands there.
  const [other, none] = [await drawn({ logo: 'another' }, null, file), await drawn({})];
  expect(other.bytes.equals(none.bytes)).toBe(true);
  expect(bytes.equals(none.bytes)).toBe(false);
});
