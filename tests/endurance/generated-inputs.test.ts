import { expect, test } from 'vitest';
import { checkGenerated } from '../generated-inputs.ts';

// 1,000,000 generated inputs, in parts of their own seeds. `GENERATED_INPUTS=3000 FIRST_SEED=7` runs fewer,
// or repeats a part that failed.

const INPUTS = Number(process.env.GENERATED_INPUTS ?? 1_000_000);
const FIRST_SEED = Number(process.env.FIRST_SEED ?? 1);
const PART = 3_000;

const seeds = Array.from({ length: Math.ceil(INPUTS / PART) }, (_, index) => FIRST_SEED + index);

test.each(seeds)('generated texts, files and SVG with seed %i', { timeout: 3_600_000 }, async (seed) => {
  // Half of the time of a YAML error is its stack, which nobody reads.
  Error.stackTraceLimit = 1;
  await expect(checkGenerated(PART, seed)).resolves.toBeUndefined();
});
