import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { twinContent } from './twin-content.ts';
import { TwinSites } from './twin-sites.ts';

// Two content trees that differ only in drafts and embargoed stories give the same answers, byte for byte, to
// every request that needs no secret. tests/endurance/non-interference.test.ts tries 200 pairs of trees.

let twins: TwinSites;
beforeAll(async () => {
  twins = await TwinSites.start();
});
afterAll(() => twins.stop());

test('drafts and embargoed stories change no byte of any answer', async () => {
  await fc.assert(
    fc.asyncProperty(twinContent(3), async (content) => {
      expect(await twins.differences(content)).toEqual([]);
    }),
    { numRuns: 1, endOnFailure: true },
  );
});
