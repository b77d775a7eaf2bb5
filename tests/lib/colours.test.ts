import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Colour,
  contrast,
  lightnessOf,
  lowestContrast,
  mix,
  nearestReadable,
  parseColour,
  withLightness,
} from '#lib/colours.ts';

const anyColour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value): Colour => `#${value.toString(16).padStart(6, '0')}`);

test.each([
  ['#9a1b1e', '#9a1b1e'],
  ['#9A1B1E', '#9a1b1e'],
  ['9a1b1e', '#9a1b1e'],
  ['#fff', '#ffffff'],
  [' #abc ', '#aabbcc'],
  ['red', null],
  ['#12345', null],
  ['#1234567', null],
  ['#9a1b1e}', null],
  ['url(x)', null],
  ['', null],
])('%s is the colour %s', (text, colour) => {
  expect(parseColour(text)).toBe(colour);
});

test.each([
  ['#000000', '#ffffff', 21],
  ['#ffffff', '#000000', 21],
  ['#777777', '#ffffff', 4.48],
  ['#1a1713', '#1a1713', 1],
])('the contrast between %s and %s is %d', (one, other, ratio) => {
  expect(contrast(one, other)).toBeCloseTo(ratio, 2);
});

test('a colour at its own lightness is itself, and mixtures lie between', () => {
  fc.assert(
    fc.property(anyColour, anyColour, (one, other) => {
      expect(withLightness(one, lightnessOf(one))).toBe(one);
      expect([mix(one, other, 0), mix(one, other, 1)]).toEqual([one, other]);
      const between = lightnessOf(mix(one, other, 0.5));
      const [low = 0, high = 0] = [lightnessOf(one), lightnessOf(other)].sort((a, b) => a - b);
      expect(between).toBeGreaterThan(low - 0.01);
      expect(between).toBeLessThan(high + 0.01);
    }),
  );
});

describe('the nearest readable colour', () => {
  test('is the colour itself if that can be read', () => {
    expect(nearestReadable('#9a1b1e', ['#ffffff'])).toBe('#9a1b1e');
  });

  test('has the contrast, wherever there is one', () => {
    fc.assert(
      fc.property(anyColour, anyColour, (colour, background) => {
        expect(contrast(nearestReadable(colour, [background]), background)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  test('keeps the hue and changes no more than it must', () => {
    // A yellow on white gets darker, and stays yellow.
    const found = nearestReadable('#ffcc00', ['#ffffff']);
    expect(contrast(found, '#ffffff')).toBeLessThan(4.65);
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(found.slice(at, at + 2), 16));
    expect(red).toBeGreaterThan(green);
    expect(green).toBeGreaterThan(blue);
  });

  test('between backgrounds that allow none is black or white, whichever can be read better', () => {
    const grounds: Colour[] = ['#ffffff', '#222222'];
    const found = nearestReadable('#777777', grounds, 6);
    expect(['#000000', '#ffffff']).toContain(found);
    expect(lowestContrast(found, grounds)).toBe(
      Math.max(...(['#000000', '#ffffff'] as const).map((it) => lowestContrast(it, grounds))),
    );
  });
});
