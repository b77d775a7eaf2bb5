import { nestingOf } from './line-nesting.ts';
import { COST, type TextCounts } from './text-cost.ts';
import {
  MAX_ELEMENT_DEPTH,
  MAX_EMPHASIS,
  MAX_TEXT_DEPTH,
  type TextLimitDiagnostic,
  tooManyMarks,
} from './text-limits.ts';

/** Where the parser stops within a paragraph. */
const MARKS = /\*+|_+|~+|`+|!?\[\^?|\]\(?|<[!?]?|[!&\\@]|:\/\/|www\./gi;

/** A fast test for `MARKS`. */
const MARK = /[*_~`[\]<!&\\@]|:\/\/|www\./i;

/** The beginning of a line that may be more than plain text. */
const STRUCTURE = /^(?:[\0-@[-`{-~]|$)/;

const EMPTY_LINE = /^[ \t>]*$/;
const UNDERLINE = /^[ \t>]*(?:-+|=+)[ \t]*$/;
const UNDER_TABLE_HEAD = /^[ \t>]*[-:|][-:| \t]*$/;
const BULLET_OR_NUMBER = /^(?:[-+*]|\d{1,9}[.)])[ \t]+\S/;
const BULLET = /^[-+*][ \t]+\S/;
const NUMBER = /^\d{1,9}([.)])[ \t]+\S/;
const FOOTNOTE = /^ {0,3}\[\^[^\]\s]+\]:/;

/** The line where an element begins or ends. */
const ELEMENT = /^[ \t>*+\-\d.)]*(:{2,})(?:[A-Za-z]|[ \t]*$)/;

/**
 * Counts what the parser of a text would have to do. A paragraph here is the text between empty lines, list
 * items and table rows: no mark reaches beyond it.
 */
export class TextSurvey {
  readonly #text: string;
  /** The colons of each element that is open. */
  readonly #elements: number[] = [];
  readonly counts: TextCounts;

  constructor(text: string) {
    this.#text = text;
    this.counts = {
      characters: text.length,
      lines: 0,
      paragraphs: 0,
      marksCost: 0,
      worstParagraph: { line: 1, cost: 0, marks: 0 },
      containers: 0,
      closedContainers: 0,
      blankLevels: 0,
      elementLevels: 0,
      cells: { line: 1, count: 0 },
      footnotes: 0,
      brackets: 0,
      definitions: 0,
      longestDefinition: { line: 1, length: 0 },
    };
  }

  /**
   * Fills `counts`, and returns the first limit of nesting or emphasis that the text exceeds. Call it once.
   */
  count(): TextLimitDiagnostic | null {
    const { counts } = this;
    const text = this.#text;
    let paragraph = { line: 0, start: 0 };
    let head = ''; // the first line of the paragraph
    let columns = 0; // of the table, if the paragraph is one
    let isTable = false; // certainly
    let delimiter = ''; // `.` or `)` after the number, if the paragraph is a delimiter list item
    let quotation = ''; // the quotation marks of the previous line
    let open = 0; // at most so many containers stay open after an empty line
    let isInList = false; // the innermost of these is a list at the start of the line
    let definition: { line: number; length: number } | null = null; // the definition that the last lines of the paragraph belong to
    for (let start = 0, index = 0; start <= text.length; index++) {
      const stop = text.indexOf('\n', start);
      const end = stop === -1 ? text.length : stop;
      const line = text.slice(start, end);
      const lineStart = start;
      start = end + 1;
      counts.lines++;
      const isFirst = index === paragraph.line;
      if (isFirst) head = line;
      if (line.includes(']:')) {
        counts.definitions++;
        if (FOOTNOTE.test(line)) counts.footnotes--; // the footnote itself, not a reference to it
        definition = { line: index + 1, length: 0 };
      }
      if (definition) {
        definition.length += line.length + 1;
        if (definition.length > counts.longestDefinition.length) counts.longestDefinition = definition;
      }
      if (columns > 0) this.#addCells(index, columns);
      if (!STRUCTURE.test(line)) {
        isTable = false;
        quotation = '';
        if (isFirst) open = 0;
        continue;
      }

      if (EMPTY_LINE.test(line)) {
        const diagnostic = this.#countParagraph(paragraph, index, lineStart);
        if (diagnostic) return diagnostic;
        paragraph = { line: index + 1, start };
        columns = 0;
        isTable = false;
        delimiter = '';
        quotation = '';
        definition = null;
        counts.blankLevels += open;
        if (line === '') continue;
      }

      const { marks, depth, column } = nestingOf(line);
      if (depth > MAX_TEXT_DEPTH) {
        const reason = `Quotations, lists and footnotes are nested here more than ${MAX_TEXT_DEPTH} levels deep.`;
        return { line: index + 1, column, rule: 'text-nesting', reason, fix: 'Remove levels.' };
      }
      const colons = ELEMENT.exec(line)?.[1]?.length ?? 0;
      if (colons > 0 && this.#countElement(line, colons) > MAX_ELEMENT_DEPTH) {
        const reason = `Elements are nested here more than ${MAX_ELEMENT_DEPTH} levels deep, or an element above has no end.`;
        const fix = 'End each element with a line “:::”, and remove levels.';
        return { line: index + 1, column: line.indexOf(':') + 1, rule: 'text-nesting', reason, fix };
      }
      const isSameQuotation = marks === quotation && !marks.includes('-');
      const isUnderline = marks === '' && UNDERLINE.test(line);
      const opened = isUnderline ? 1 : isSameQuotation ? 0 : marks.length;
      counts.containers += opened;
      const isNextItem = isInList && open === 1 && depth === 1 && BULLET_OR_NUMBER.test(line);
      if (!isNextItem) counts.closedContainers += opened;
      quotation = marks;
      if (marks !== '') {
        open = depth;
        isInList = depth === 1 && BULLET_OR_NUMBER.test(line);
      } else if (isFirst && !/^[ \t]/.test(line)) open = 0;

      const number = NUMBER.exec(line)?.[1] ?? '';
      const isItem = BULLET.test(line) || (number !== '' && (isFirst || number === delimiter));
      if (index > paragraph.line && (isItem || isTable)) {
        const diagnostic = this.#countParagraph(paragraph, index, lineStart);
        if (diagnostic) return diagnostic;
        paragraph = { line: index, start: lineStart };
      }
      if (isItem) delimiter = number;
      if (isTable && !line.startsWith('|')) isTable = false;
      if (UNDER_TABLE_HEAD.test(line)) {
        const under = line.split('|').length;
        columns = Math.max(columns, under);
        this.#addCells(index, under);
        isTable = index === paragraph.line + 1 && isHead(head, line);
      }
    }
    return this.#countParagraph(paragraph, counts.lines, text.length + 1);
  }

  /**
   * Counts the element that begins or ends on `line`, which has `colons`; returns how many are open after it.
   */
  #countElement(line: string, colons: number): number {
    const { counts } = this;
    const elements = this.#elements;
    if (/:[ \t]*$/.test(line) && !/[A-Za-z]/.test(line)) {
      // It ends the outermost element that has no more colons than the line, and all within.
      const ended = elements.findIndex((open) => open <= colons);
      if (ended !== -1) elements.length = ended;
    } else {
      counts.containers++;
      counts.closedContainers++;
      if (line.includes('{')) counts.marksCost += line.length * COST.attributeCharacter;
      if (colons > 2) elements.push(colons);
      counts.elementLevels = Math.max(counts.elementLevels, elements.length);
    }
    return elements.length;
  }

  #addCells(index: number, count: number): void {
    const { cells } = this.counts;
    if (cells.count === 0) cells.line = index + 1;
    cells.count += count;
  }

  /**
   * Counts the marks of a paragraph that ends before the line with index `end`, which begins at offset
   * `stop`.
   */
  #countParagraph(
    { line, start }: { line: number; start: number },
    end: number,
    stop: number,
  ): TextLimitDiagnostic | null {
    if (end <= line) return null;
    const { counts } = this;
    counts.paragraphs++;
    const text = this.#text.slice(start, stop - 1);
    const lines = end - line;
    let cost = lines * COST.mark + lines * lines * COST.linePair;
    if (!MARK.test(text)) {
      this.#addMarks(line, cost, lines);
      return null;
    }
    let marks = lines; // the end of a line is one
    let emphasis = 0;
    let brackets = 0;
    let images = 0;
    let links = 0;
    let unending = 0;
    let addresses = 0;
    let ticks = ''; // the lengths of runs of backticks, each once
    MARKS.lastIndex = 0;
    for (let found = MARKS.exec(text); found; found = MARKS.exec(text)) {
      const [mark] = found;
      marks++;
      switch (mark[0]) {
        case '*':
        case '_':
        case '~':
          if (!isEmphasis(text, found.index, mark)) break;
          emphasis += mark.length;
          marks += mark.length;
          break;
        case '`':
          if (!ticks.includes(` ${mark.length} `)) ticks += ` ${mark.length} `;
          break;
        case '!':
        case '[':
          if (mark === '!') break;
          if (mark.endsWith('^')) counts.footnotes++;
          if (mark[0] === '!') images++;
          brackets++;
          break;
        case ']':
          if (mark === '](') links++;
          brackets++;
          break;
        case '<':
          if (mark !== '<') unending++;
          break;
        case '@':
        case ':':
        case 'w':
        case 'W':
          addresses++;
      }
    }
    counts.brackets += brackets;
    cost +=
      marks * COST.mark +
      addresses * COST.address +
      marks * marks * COST.markPair +
      marks * (text.length / 4) * COST.markAndWord +
      marks * (emphasis + brackets) * COST.bracketPair +
      images * images * COST.imagePair +
      (unending + ticks.length / 3 + links) * text.length * COST.markAndCharacter;
    this.#addMarks(line, cost, marks);
    return emphasis > MAX_EMPHASIS ? tooManyMarks(line + 1, marks) : null;
  }

  #addMarks(index: number, cost: number, marks: number): void {
    const { counts } = this;
    counts.marksCost += cost;
    if (cost > counts.worstParagraph.cost) counts.worstParagraph = { line: index + 1, cost, marks };
  }
}

/**
 * Whether a run of marks can begin or end emphasis. It cannot between spaces (a form to fill in), nor can `_`
 * within a word.
 */
function isEmphasis(text: string, index: number, run: string): boolean {
  const before = text[index - 1] ?? ' ';
  const after = text[index + run.length] ?? ' ';
  if (/\s/.test(before) && /\s/.test(after)) return false;
  return run[0] !== '_' || !/[a-z\d]/i.test(before) || !/[a-z\d]/i.test(after);
}

/**
 * Whether two lines are certainly the header of a table and its delimiter row; then each further line is a
 * row.
 */
function isHead(head: string, under: string): boolean {
  const bounded = (line: string) => line.startsWith('|') && line.endsWith('|') && !line.includes('\\');
  const columns = under.split('|').slice(1, -1);
  return (
    bounded(head) &&
    bounded(under) &&
    head.split('|').length === under.split('|').length &&
    columns.every((column) => /^ *:?-+:? *$/.test(column))
  );
}
