import path from 'node:path';
import { expect, test } from 'vitest';
import { expectNothingLost } from '../archives.ts';

// Two small archives in the forms of other systems, whose posts have the markup that is found in real ones.
// `tests/endurance/archives.test.ts` does the same with large archives.

test.each(['jekyll', 'hugo'])('nothing of an archive from %s is lost', async (system) => {
  const folder = path.join(import.meta.dirname, '..', 'fixtures', 'archives', system);
  expect(await expectNothingLost(folder)).toBeGreaterThan(9);
});
