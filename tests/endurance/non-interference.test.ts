import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { twinContent } from '../security/twin-content.ts';
import { TwinSites } from '../security/twin-sites.ts';

// Two content trees that differ only in drafts and embargoed stories give the same answers, byte for byte, to
// every request that needs no secret. tests/security/non-interference.test.ts tries a few pairs of trees.

const PAIRS = 200;
/** Pairs whose published content is the same: pages stay cached from one to the next. */
const SETS = 8;

let twins: TwinSites;
beforeAll(async () => {
  twins = await TwinSites.start();
});
afterAll(() => twins.stop());

test(`${PAIRS} sets of drafts and embargoed stories change no byte of any answer`, { timeout: 3_600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(twinContent(SETS), async (content) => {
      expect(await twins.differences(content)).toEqual([]);
    }),
    { numRuns: PAIRS / SETS },
  );
});
