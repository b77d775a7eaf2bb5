import { diffArrays, diffWordsWithSpace } from 'diff';

// Compares two versions of an article for readers: by words, not by lines of a file.

/** The parts of an article that are compared, as plain text. */
export type ReadableText = Readonly<{ headline: string; standfirst: string; paragraphs: readonly string[] }>;

/** Words that were kept, added or removed. A long kept passage is shortened with `…`. */
export type Passage = Readonly<{ kind: 'kept' | 'added' | 'removed'; text: string }>;

/**
 * A change in the headline, the standfirst, or in adjacent paragraphs of the text (joined by empty lines).
 */
export type Difference = Readonly<{ part: 'headline' | 'standfirst' | 'text'; passages: readonly Passage[] }>;

/** Characters of unchanged text that are kept beside a change. */
const CONTEXT = 120;

/** If more words differ, the whole passage is reported as removed and added. */
const MAX_DIFFERENT_WORDS = 600;

/**
 * Limits the work of one comparison. Its time grows with the square of the number of differences (Myers, An
 * O(ND) Difference Algorithm, 1986). The budget counts steps and not time, so that every machine makes the
 * same page.
 */
export class DiffBudget {
  #left: number;

  /** `steps` of about 0.2 µs each. */
  constructor(steps = 1_000_000) {
    this.#left = steps;
  }

  /** How many entries (words or paragraphs) may differ in the next comparison. */
  get maxDifferences(): number {
    return Math.min(MAX_DIFFERENT_WORDS, Math.floor(Math.sqrt(2 * this.#left)));
  }

  /** Subtracts the cost of a comparison in which so many entries differ. */
  spend(differing: number): void {
    this.#left = Math.max(0, this.#left - (differing * differing) / 2 - differing);
  }
}

/** Returns the differences between two versions, in the order of the page. */
export function diffTexts(before: ReadableText, after: ReadableText, budget: DiffBudget): Difference[] {
  const found: Difference[] = [];
  const compare = (part: Difference['part'], removed: string, added: string) => {
    if (removed !== added) found.push({ part, passages: comparePassages(removed, added, budget) });
  };
  compare('headline', before.headline, after.headline);
  compare('standfirst', before.standfirst, after.standfirst);
  for (const [removed, added] of changedRuns(before.paragraphs, after.paragraphs, budget)) {
    if (removed.length === added.length)
      for (const [index, paragraph] of removed.entries()) compare('text', paragraph, added[index] ?? '');
    else compare('text', removed.join('\n\n'), added.join('\n\n'));
  }
  return found;
}

/** Returns the runs of adjacent paragraphs that differ: those removed, and those added in their position. */
function changedRuns(
  before: readonly string[],
  after: readonly string[],
  budget: DiffBudget,
): (readonly [string[], string[]])[] {
  const { maxDifferences } = budget;
  const changes =
    maxDifferences > 0 ? diffArrays([...before], [...after], { maxEditLength: maxDifferences }) : undefined;
  if (!changes) {
    budget.spend(maxDifferences);
    return [[[...before], [...after]]];
  }
  let run: readonly [string[], string[]] = [[], []];
  const runs = [run];
  let differing = 0;
  for (const { added, removed, value } of changes) {
    if (added || removed) {
      run[added ? 1 : 0].push(...value);
      differing += value.length;
    } else {
      run = [[], []];
      runs.push(run);
    }
  }
  budget.spend(differing);
  return runs.filter(([removed, added]) => removed.length + added.length > 0);
}

/**
 * Returns the passages of a changed text; both texts as a whole if they have little in common, or the budget
 * is spent.
 */
function comparePassages(before: string, after: string, budget: DiffBudget): Passage[] {
  const whole: Passage[] = [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ];
  const present = whole.filter(({ text }) => text !== '');
  if (present.length < 2) return present;
  const { maxDifferences } = budget;
  const changes = maxDifferences > 0 ? diffWordsWithSpace(before, after, { maxEditLength: maxDifferences }) : undefined;
  if (!changes) {
    budget.spend(maxDifferences);
    return whole;
  }
  budget.spend(changes.reduce((sum, { added, removed, count }) => sum + (added || removed ? (count ?? 1) : 0), 0));
  const kept = changes.filter(({ added, removed }) => !added && !removed);
  // In a rewritten text the few words that stayed by chance would only disturb.
  const keptLength = kept.reduce((sum, { value }) => sum + value.length, 0);
  if (keptLength < Math.min(before.length, after.length) / 4) return whole;
  return changes.map(({ added, removed, value }, index) => {
    if (added || removed) return { kind: added ? 'added' : 'removed', text: value };
    return { kind: 'kept', text: shortened(value, index > 0, index < changes.length - 1) };
  });
}

/** Shortens a kept passage to the text beside changes: `after` one its beginning, `before` one its end. */
function shortened(text: string, after: boolean, before: boolean): string {
  const maxLength = CONTEXT * (Number(after) + Number(before));
  if (text.length <= maxLength + 40) return text;
  const start = after
    ? text
        .slice(0, CONTEXT)
        .replace(/\s\S*$/, '')
        .trimEnd()
    : '';
  const end = before ? text.slice(-CONTEXT).replace(/^\S*\s+/, '') : '';
  return `${start.replace(HALF_END, '')}${start && ' '}…${end && ' '}${end.replace(HALF_START, '')}`;
}

/** Without spaces, a cut may split a character of two code units (a surrogate pair). */
const HALF_END = /[\uD800-\uDBFF]$/;
const HALF_START = /^[\uDC00-\uDFFF]/;
