import { describe, expect, test } from 'vitest';
import { isSlug, slugOf } from '#lib/routes/slugs.ts';

describe('a name becomes a slug', () => {
  test.each([
    ['China', 'china'],
    ['Night ferries: the vote!', 'night-ferries-the-vote'],
    ['São Tomé & Friends', 'sao-tome-friends'],
    ['Nguyễn', 'nguyen'],
    ['İstanbul', 'istanbul'],
    ['O’Hara’s', 'oharas'],
    ["Rock 'n' roll", 'rock-n-roll'],
    ['  --x--  ', 'x'],
    ['C++', 'c'],
    ['ﬁsh', 'fish'],
    ['２０２４', '2024'],
    ['Straße', 'straße'],
    ['中国', '中国'],
    ['Йога', 'йога'],
    ['Ёлка', 'ёлка'],
    ['Ґанок і їжа', 'ґанок-і-їжа'],
    ['ガザ', 'ガザ'],
    ['ｶﾞ', 'ガ'],
    ['ばら・ぱん', 'ばら-ぱん'],
    ['한국', '한국'],
    ['Αθήνα', 'αθηνα'],
    ['ΑΘΗΝΑ', 'αθηνα'],
    ['Προϋπολογισμός', 'προυπολογισμος'],
    ['हिन्दी', 'हिन्दी'],
    ['ไทย', 'ไทย'],
    ['العربية', 'العربية'],
    ['Café é', 'cafe-e'],
    ['!?', ''],
    ['😀', ''],
    ['', ''],
  ])('%s → %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
    expect(slugOf(name.normalize('NFD'))).toBe(slug);
    expect(isSlug(slug)).toBe(slug !== '');
    expect(slugOf(slug)).toBe(slug);
  });
});

describe('valid slugs', () => {
  test.each([
    ['night-ferries', true],
    ['йога', true],
    ['ガザ', true],
    ['x'.repeat(200), true],
    ['x'.repeat(201), false],
    ['Night', false],
    ['night--ferries', false],
    ['-night', false],
    ['night-', false],
    ['night ferries', false],
    ['night.ferries', false],
    ['и\u0306ога', false], // й in two characters
    ['カ\u3099', false],
    ['\u0301a', false],
    ['', false],
  ])('%s is valid: %s', (text, expected) => {
    expect(isSlug(text)).toBe(expected);
  });
});
