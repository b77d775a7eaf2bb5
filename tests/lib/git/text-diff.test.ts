import { describe, expect, test } from 'vitest';
import { DiffBudget, diffTexts, type Passage } from '#lib/git/text-diff.ts';

const text = (...paragraphs: string[]) => ({ headline: 'Headline', standfirst: '', paragraphs });

/** Passages as one line: `-removed-`, `+added+`. */
const line = (passages: readonly Passage[]) =>
  passages.map(({ kind, text }) => ({ kept: text, added: `+${text}+`, removed: `-${text}-` })[kind]).join('');

const lines = (before: string[], after: string[], effort = new DiffBudget()) =>
  diffTexts(text(...before), text(...after), effort).map(({ passages }) => line(passages));

test('headline, standfirst and text are compared separately', () => {
  const before = { headline: 'Ferry to sail', standfirst: '', paragraphs: ['One.', 'Two.'] };
  const after = { headline: 'Ferry sails', standfirst: 'At noon.', paragraphs: ['One.', 'Two.', 'Three.'] };
  expect(diffTexts(before, after, new DiffBudget())).toEqual([
    {
      part: 'headline',
      passages: [
        { kind: 'kept', text: 'Ferry ' },
        { kind: 'removed', text: 'to sail' },
        { kind: 'added', text: 'sails' },
      ],
    },
    { part: 'standfirst', passages: [{ kind: 'added', text: 'At noon.' }] },
    { part: 'text', passages: [{ kind: 'added', text: 'Three.' }] },
  ]);
  expect(diffTexts(after, after, new DiffBudget())).toEqual([]);
});

describe('of a text', () => {
  test.each<[string, string[], string[], string[]]>([
    ['a word', ['The boat sails at ten.'], ['The boat sails at noon.'], ['The boat sails at -ten-+noon+.']],
    ['a paragraph that came', ['One.', 'Three.'], ['One.', 'Two.', 'Three.'], ['+Two.+']],
    ['a paragraph that went', ['One.', 'Two.', 'Three.'], ['One.', 'Three.'], ['-Two.-']],
    ['signs without spaces', ['渡轮今天开航'], ['渡轮明天开航'], ['渡轮-今-+明+天开航']],
    [
      'two paragraphs that became one',
      ['The boat sails at ten.', 'Nobody is on board.'],
      ['The boat sails at ten. Nobody is on board.'],
      ['The boat sails at ten.-\n\n-+ +Nobody is on board.'],
    ],
    [
      'words that have nothing in common',
      ['Ferries sail at night.'],
      ['Bread is dear.'],
      ['-Ferries sail at night.-+Bread is dear.+'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(lines(before, after)).toEqual(expected);
  });

  test('unchanged text is shortened around a change', () => {
    const long = Array.from({ length: 100 }, (_, n) => `word${n}`).join(' ');
    const [found = ''] = lines([`${long} ten ${long} end`], [`${long} noon ${long} finis`]);
    expect(found).toMatch(/^… word8\d .*word99 -ten-\+noon\+ word0 .* … .* word99 -end-\+finis\+$/);
    expect(found.length).toBeLessThan(500);
  });
});

describe('the budget', () => {
  const words = (seed: string, count: number) => Array.from({ length: count }, (_, n) => `${seed}${n}`).join(' ');

  test('two texts of 10,000 different words are removed and added as wholes', () => {
    const [before, after] = [words('a', 10_000), words('b', 10_000)];
    expect(lines([before], [after])).toEqual([`-${before}-+${after}+`]);
  });

  test('when it is used up, changed passages are removed and added as wholes, all of them', () => {
    const effort = new DiffBudget(20);
    const change = () => lines(['The boat sails at ten.'], ['The boat sails at noon.'], effort);
    expect(change()).toEqual(['The boat sails at -ten-+noon+.']);
    for (let more = 0; more < 10; more++) change();
    expect(change()).toEqual(['-The boat sails at ten.-+The boat sails at noon.+']);
  });
});
