import { type TextLimitDiagnostic, tooManyMarks } from './text-limits.ts';

/** The highest cost of a text, in the microseconds of `COST`. */
const MAX_COST = 1_000_000;

/**
 * Microseconds of one core, measured on the worst text of each kind. Where the parser compares marks with each other, the cost is per pair
 * (`…Pair`). Where it may read to the end of a paragraph in vain, the cost is per character.
 */
export const COST = {
  character: 0.5,
  paragraph: 150,
  mark: 15,
  markPair: 0.02,
  bracketPair: 0.03,
  markAndWord: 0.02,
  imagePair: 2,
  markAndCharacter: 0.03,
  address: 80,
  line: 30,
  linePair: 0.03,
  container: 120,
  /** For a container that is not closed by the next item of its list. */
  closedContainerAndLine: 0.15,
  openContainerAndBlankLine: 3,
  cell: 120,
  definition: 200,
  footnote: 400,
  footnotePair: 0.5,
  repeatedCharacter: 0.1,
  attributeCharacter: 2.5,
  /** A share of the rest, for each level of elements: their content is parsed once more. */
  elementLevel: 0.3,
};

/** What a survey counts in a text. Lines are from 1. */
export type TextCounts = {
  characters: number;
  lines: number;
  paragraphs: number;
  /** The cost of all paragraphs' marks, and the paragraph that costs most. */
  marksCost: number;
  worstParagraph: { line: number; cost: number; marks: number };
  /** Quotations, list items and underlined headings; and how many of them the next item of their list does not close. */
  containers: number;
  closedContainers: number;
  /** For each empty line, the containers that it leaves open. */
  blankLevels: number;
  elementLevels: number;
  cells: { line: number; count: number };
  footnotes: number;
  brackets: number;
  definitions: number;
  longestDefinition: { line: number; length: number };
};

/** The diagnostic of a text that costs too much to parse, about what costs most; null for all that people write. */
export function checkCost(counts: TextCounts): TextLimitDiagnostic | null {
  const costs = costsOf(counts);
  const once = Object.values(costs).reduce((sum, cost) => sum + cost, counts.characters * COST.character);
  if (once * (1 + counts.elementLevels * COST.elementLevel) <= MAX_COST) return null;

  const [[highest]] = Object.entries(costs).sort(([, a], [, b]) => b - a) as [[keyof typeof costs, number]];
  const { containers, lines, cells, footnotes, definitions, longestDefinition, brackets, worstParagraph } = counts;
  const tooMuch = (line: number, reason: string, fix: string): TextLimitDiagnostic => ({
    line,
    column: 1,
    rule: 'text-complex',
    reason,
    fix,
  });
  switch (highest) {
    case 'marks':
      return tooManyMarks(worstParagraph.line, worstParagraph.marks);
    case 'blocks': {
      const reason = `The text has ${containers} quotations, list items and underlined headings on ${lines} lines, too many to be parsed in time.`;
      return tooMuch(1, reason, 'Divide it into several articles.');
    }
    case 'cells': {
      const reason = `The tables from here on have ${cells.count} cells, too many to be parsed in time.`;
      return tooMuch(cells.line, reason, 'Keep the rows and columns that readers need.');
    }
    case 'footnotes': {
      const reason = `The text has ${footnotes} references to footnotes and ${definitions} definitions of footnotes or links, too many to be parsed in time.`;
      return tooMuch(1, reason, 'Divide it into several articles.');
    }
    case 'repeated': {
      const reason = `The address or footnote that begins here has ${longestDefinition.length} characters, and ${brackets} brackets may repeat it.`;
      return tooMuch(longestDefinition.line, reason, 'Shorten it.');
    }
  }
}

function costsOf(counts: TextCounts) {
  const { lines, definitions, footnotes } = counts;
  return {
    marks: counts.marksCost,
    blocks:
      counts.paragraphs * COST.paragraph +
      lines * COST.line +
      counts.containers * COST.container +
      counts.closedContainers * lines * COST.closedContainerAndLine +
      counts.blankLevels * COST.openContainerAndBlankLine,
    cells: counts.cells.count * COST.cell,
    footnotes: definitions * COST.definition + footnotes * COST.footnote + footnotes * footnotes * COST.footnotePair,
    repeated: counts.brackets * counts.longestDefinition.length * COST.repeatedCharacter,
  };
}
