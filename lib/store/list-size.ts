// The size of a list, roughly: so that few new stories change what is made of it.

/** A larger list counts as one of so many stories: to count it to its end would take as long as it is. */
export const MAX_COUNTED = 2_000;
/** So many steps lie between a number of stories and its double. */
const STEPS = 4;

/** The step of a number of stories: it grows with the logarithm of the number, and stays the same above 2,000. */
export function sizeStep(stories: number): number {
  return Math.round(STEPS * Math.log2(1 + Math.min(stories, MAX_COUNTED)));
}

/** A number of stories for a step: about that of all lists with the step. */
export function sizeOfStep(step: number): number {
  return 2 ** (step / STEPS) - 1;
}
