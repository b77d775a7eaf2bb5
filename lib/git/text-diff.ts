import { diffArrays, diffWordsWithSpace } from 'diff';

// What changed between two versions of an article, for people to read: words, not lines of a file.

/** An article as it is read, in plain text. */
export type ReadableText = Readonly<{ headline: string; standfirst: string; paragraphs: readonly string[] }>;

/** A run of words: still there, added, or removed. A long one that is still there is shortened, with `…` in its middle or at an end. */
export type Passage = Readonly<{ kind: 'kept' | 'added' | 'removed'; text: string }>;

/** One place in which something changed: the headline, the standfirst, or some paragraphs of the text that follow one another (an empty line between them). */
export type Difference = Readonly<{ part: 'headline' | 'standfirst' | 'text'; passages: readonly Passage[] }>;

/** Characters of unchanged text that are kept beside a change. */
const CONTEXT = 120;

/** So many words may differ before a passage is said to be another: what is read then are the two wholes. */
const MOST_WORDS = 600;

/**
 * How much may be compared. The time that it takes grows with the square of what differs (Myers, An O(ND) Difference Algorithm, 1986), and is bounded by counting that, not by a
 * clock: all machines make the same page.
 */
export class DiffBudget {
  #left: number;

  /** `steps` of some 0.2 µs. */
  constructor(steps = 1_000_000) {
    this.#left = steps;
  }

  /** How many entries may differ. */
  get most(): number {
    return Math.min(MOST_WORDS, Math.floor(Math.sqrt(2 * this.#left)));
  }

  spend(differing: number): void {
    this.#left = Math.max(0, this.#left - (differing * differing) / 2 - differing);
  }
}

/** What is different in `after`, in the order in which it is read. Empty where nothing is that can be read. */
export function diffTexts(before: ReadableText, after: ReadableText, effort: DiffBudget): Difference[] {
  const found: Difference[] = [];
  const note = (part: Difference['part'], removed: string, added: string) => {
    if (removed !== added) found.push({ part, passages: comparePassages(removed, added, effort) });
  };
  note('headline', before.headline, after.headline);
  note('standfirst', before.standfirst, after.standfirst);
  for (const [removed, added] of changedRuns(before.paragraphs, after.paragraphs, effort)) {
    if (removed.length === added.length)
      for (const [index, paragraph] of removed.entries()) note('text', paragraph, added[index] ?? '');
    else note('text', removed.join('\n\n'), added.join('\n\n'));
  }
  return found;
}

/** The runs of paragraphs that differ: what was there, and what is there now. */
function changedRuns(
  before: readonly string[],
  after: readonly string[],
  effort: DiffBudget,
): (readonly [string[], string[]])[] {
  const { most } = effort;
  const changes = most > 0 ? diffArrays([...before], [...after], { maxEditLength: most }) : undefined;
  if (!changes) {
    effort.spend(most);
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
  effort.spend(differing);
  return runs.filter(([removed, added]) => removed.length + added.length > 0);
}

function comparePassages(before: string, after: string, effort: DiffBudget): Passage[] {
  const whole: Passage[] = [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ];
  const present = whole.filter(({ text }) => text !== '');
  if (present.length < 2) return present;
  const { most } = effort;
  const changes = most > 0 ? diffWordsWithSpace(before, after, { maxEditLength: most }) : undefined;
  if (!changes) {
    effort.spend(most);
    return whole;
  }
  effort.spend(changes.reduce((sum, { added, removed, count }) => sum + (added || removed ? (count ?? 1) : 0), 0));
  const kept = changes.filter(({ added, removed }) => !added && !removed);
  // Where hardly a word stayed, the words that did by chance would only be in the way.
  const stayed = kept.reduce((sum, { value }) => sum + value.length, 0);
  if (stayed < Math.min(before.length, after.length) / 4) return whole;
  return changes.map(({ added, removed, value }, index) => {
    if (added || removed) return { kind: added ? 'added' : 'removed', text: value };
    return { kind: 'kept', text: shortened(value, index > 0, index < changes.length - 1) };
  });
}

/** What is kept beside a change: the end of it if one follows, the beginning if one came before. */
function shortened(text: string, after: boolean, before: boolean): string {
  const room = CONTEXT * (Number(after) + Number(before));
  if (text.length <= room + 40) return text;
  const start = after ? text.slice(0, CONTEXT).replace(/\s+\S*$/, '') : '';
  const end = before ? text.slice(-CONTEXT).replace(/^\S*\s+/, '') : '';
  return `${start.replace(HALF_END, '')}${start && ' '}…${end && ' '}${end.replace(HALF_START, '')}`;
}

/** Where there are no spaces, a cut may fall inside of a character of two code units. */
const HALF_END = /[\uD800-\uDBFF]$/;
const HALF_START = /^[\uDC00-\uDFFF]/;
