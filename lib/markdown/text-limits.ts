import type { Diagnostic, Rule } from '../content/parse/diagnostic.ts';

// Markdown becomes HTML when somebody reads it, in the thread that answers everybody. For texts that nobody writes by hand the parser takes
// quadratic time (thousands of marks in one paragraph, thousands of quotations), and each level of nesting is a level of its stack. So a text
// is looked over when its file is read: line by line, counting what can be dear. No clock is asked: every machine decides alike.

/** The longest Markdown text that is set, in characters: some 80,000 words. */
export const MAX_TEXT_LENGTH = 500_000;

/** How many quotations, lists and footnotes may stand inside of one another. */
export const MAX_TEXT_DEPTH = 50;

/** How many elements (`:::aside`) may stand inside of one another: each is one more time that the parser reads what is in it. */
export const MAX_ELEMENT_DEPTH = 3;

/** Marks of emphasis in one paragraph: each pair of them may be a level of nesting, too. */
const MAX_EMPHASIS = 2_000;

/** What a text may cost, as `COST` estimates it. */
const MAX_COST = 1_000_000;

/**
 * Microseconds of one core, measured on the texts that are worst in each respect. What the parser compares with its own kind costs for each
 * pair (`…Pair`), or for each character of the paragraph that it may read in vain.
 */
const COST = {
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
  /** For one that is closed by other text than the next item of its list. */
  closedContainerAndLine: 0.15,
  openContainerAndBlankLine: 3,
  cell: 120,
  definition: 200,
  note: 400,
  notePair: 0.5,
  repeatedCharacter: 0.1,
  attributeCharacter: 2.5,
  /** Of the rest, for each level of elements: their passages are read once more. */
  elementLevel: 0.3,
};

/** What stands at the beginning of a line: white space, the mark of a quotation, of a list’s item or of a footnote’s text. */
const OPENING = /([ \t]+)|>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)|\[\^[^\]\s]{1,999}\]:/y;

/** Where the parser of a paragraph stops to look. */
const MARKS = /\*+|_+|~+|`+|!?\[\^?|\]\(?|<[!?]?|[!&\\@]|:\/\/|www\./gi;

/** One of them, quickly found. */
const MARK = /[*_~`[\]<!&\\@]|:\/\/|www\./i;

/** What a line begins with that is no letter of a paragraph’s text. */
const STRUCTURE = /^(?:[\0-@[-`{-~]|$)/;

const BLANK = /^[ \t>]*$/;
const UNDERLINE = /^[ \t>]*(?:-+|=+)[ \t]*$/;
const UNDER_TABLE_HEAD = /^[ \t>]*[-:|][-:| \t]*$/;
const BULLET_OR_NUMBER = /^(?:[-+*]|\d{1,9}[.)])[ \t]+\S/;
const BULLET = /^[-+*][ \t]+\S/;
const NUMBER = /^\d{1,9}([.)])[ \t]+\S/;
const NOTE = /^ {0,3}\[\^[^\]\s]{1,999}\]:/;

/** Where an element begins, or its passage ends. */
const ELEMENT = /^[ \t>*+\-\d.)]*(:{2,})(?:[A-Za-z]|[ \t]*$)/;

type Fault = Readonly<{ line: number; column: number; rule: Rule; reason: string; fix: string }>;

/**
 * The diagnostic of a Markdown text that could not be set in bounded time and depth; null for all that people write. `firstLine` is the line of
 * `file` on which it begins.
 */
export function checkTextLimits(file: string, markdown: string, firstLine: number): Diagnostic | null {
  const fault = lengthFault(markdown) ?? new Survey(markdown).fault();
  return fault && { file, severity: 'error', ...fault, line: firstLine + fault.line };
}

function lengthFault({ length }: string): Fault | null {
  if (length <= MAX_TEXT_LENGTH) return null;
  const reason = `The text has ${length} characters; ${MAX_TEXT_LENGTH} are set at the most.`;
  return { line: 0, column: 1, rule: 'text-long', reason, fix: 'Divide it into several articles.' };
}

/** What is counted of a text. A paragraph here is what stands between blank lines, list items and rows of tables: no mark reaches beyond. */
class Survey {
  private readonly text: string;
  private lines = 0;
  private paragraphs = 0;
  private marksCost = 0;
  private fullest = { line: 0, cost: 0, marks: 0 };
  private containers = 0;
  private closed = 0; // of the containers, those that are not closed by the next item of their list
  private blankLevels = 0;
  private readonly elements: number[] = []; // the colons of those that are open
  private elementLevels = 0;
  private cells = { line: 0, count: 0 };
  private notes = 0;
  private brackets = 0;
  private definitions = 0;
  private longestDefinition = { line: 0, length: 0 };

  constructor(text: string) {
    this.text = text;
  }

  /** What is too much, if something is. */
  fault(): Fault | null {
    return this.countLines() ?? this.costFault();
  }

  private countLines(): Fault | null {
    const { text } = this;
    let paragraph = { line: 0, start: 0 };
    let head = ''; // the paragraph's first line
    let columns = 0; // of the table that the paragraph may be
    let isTable = false; // beyond doubt
    let numbered = ''; // the sign after the number of the list item that the paragraph is
    let quotation = ''; // the marks of quotation before the last line
    let open = 0; // containers that a blank line leaves open, at the most
    let isInList = false; // the last of these is a list that begins its lines
    let definition: { line: number; length: number } | null = null; // the address or footnote that the paragraph’s last lines are
    for (let start = 0, index = 0; start <= text.length; index++) {
      const stop = text.indexOf('\n', start);
      const end = stop === -1 ? text.length : stop;
      const line = text.slice(start, end);
      const lineStart = start;
      start = end + 1;
      this.lines++;
      const isFirst = index === paragraph.line;
      if (isFirst) head = line;
      if (line.includes(']:')) {
        this.definitions++;
        if (NOTE.test(line)) this.notes--; // its text, not a mark of it
        definition = { line: index, length: 0 };
      }
      if (definition) {
        definition.length += line.length + 1;
        if (definition.length > this.longestDefinition.length) this.longestDefinition = definition;
      }
      if (columns > 0) this.addCells(index, columns);
      if (!STRUCTURE.test(line)) {
        isTable = false;
        quotation = '';
        if (isFirst) open = 0;
        continue;
      }

      if (BLANK.test(line)) {
        const fault = this.countParagraph(paragraph, index, lineStart);
        if (fault) return fault;
        paragraph = { line: index + 1, start };
        columns = 0;
        isTable = false;
        numbered = '';
        quotation = '';
        definition = null;
        this.blankLevels += open;
        if (line === '') continue;
      }

      const { marks, depth, column } = nestingOf(line);
      if (depth > MAX_TEXT_DEPTH) {
        const reason = `More than ${MAX_TEXT_DEPTH} quotations, lists or footnotes stand inside of one another here.`;
        return { line: index, column, rule: 'text-deep', reason, fix: 'Take levels out.' };
      }
      const colons = ELEMENT.exec(line)?.[1]?.length ?? 0;
      if (colons > 0 && this.countElement(line, colons) > MAX_ELEMENT_DEPTH) {
        const reason = `More than ${MAX_ELEMENT_DEPTH} elements stand inside of one another here, if each “:::” before has its end.`;
        return {
          line: index,
          column: line.indexOf(':') + 1,
          rule: 'text-deep',
          reason,
          fix: 'End each with a line “:::”, and take levels out.',
        };
      }
      const isQuotationStill = marks === quotation && !marks.includes('-');
      const isUnderline = marks === '' && UNDERLINE.test(line);
      const opened = isUnderline ? 1 : isQuotationStill ? 0 : marks.length;
      this.containers += opened;
      const isNextItem = isInList && open === 1 && depth === 1 && BULLET_OR_NUMBER.test(line);
      if (!isNextItem) this.closed += opened;
      quotation = marks;
      if (marks !== '') {
        open = depth;
        isInList = depth === 1 && BULLET_OR_NUMBER.test(line);
      } else if (isFirst && !/^[ \t]/.test(line)) open = 0;

      const number = NUMBER.exec(line)?.[1] ?? '';
      const isItem = BULLET.test(line) || (number !== '' && (isFirst || number === numbered));
      if (index > paragraph.line && (isItem || isTable)) {
        const fault = this.countParagraph(paragraph, index, lineStart);
        if (fault) return fault;
        paragraph = { line: index, start: lineStart };
      }
      if (isItem) numbered = number;
      if (isTable && !line.startsWith('|')) isTable = false;
      if (UNDER_TABLE_HEAD.test(line)) {
        const under = line.split('|').length;
        columns = Math.max(columns, under);
        this.addCells(index, under);
        isTable = index === paragraph.line + 1 && isHead(head, line);
      }
    }
    return this.countParagraph(paragraph, this.lines, text.length + 1);
  }

  /** Notes that an element begins or ends, as the colons of `line` say, and gives how many are open. */
  private countElement(line: string, colons: number): number {
    const { elements } = this;
    if (/:[ \t]*$/.test(line) && !/[A-Za-z]/.test(line)) {
      // It ends the outermost that has no more colons, and all within.
      const ended = elements.findIndex((open) => open <= colons);
      if (ended !== -1) elements.length = ended;
    } else {
      this.containers++;
      this.closed++;
      if (line.includes('{')) this.marksCost += line.length * COST.attributeCharacter;
      if (colons > 2) elements.push(colons);
      this.elementLevels = Math.max(this.elementLevels, elements.length);
    }
    return elements.length;
  }

  private addCells(line: number, count: number): void {
    if (this.cells.count === 0) this.cells.line = line;
    this.cells.count += count;
  }

  /** Counts the marks of a paragraph that ends before line `end`, which begins at `stop`. */
  private countParagraph({ line, start }: { line: number; start: number }, end: number, stop: number): Fault | null {
    if (end <= line) return null;
    this.paragraphs++;
    const text = this.text.slice(start, stop - 1);
    const lines = end - line;
    let cost = lines * COST.mark + lines * lines * COST.linePair;
    if (!MARK.test(text)) {
      this.addMarks(line, cost, lines);
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
          if (mark.endsWith('^')) this.notes++;
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
    this.brackets += brackets;
    cost +=
      marks * COST.mark +
      addresses * COST.address +
      marks * marks * COST.markPair +
      marks * (text.length / 4) * COST.markAndWord +
      marks * (emphasis + brackets) * COST.bracketPair +
      images * images * COST.imagePair +
      (unending + ticks.length / 3 + links) * text.length * COST.markAndCharacter;
    this.addMarks(line, cost, marks);
    return emphasis > MAX_EMPHASIS ? marksFault(line, marks) : null;
  }

  private addMarks(line: number, cost: number, marks: number): void {
    this.marksCost += cost;
    if (cost > this.fullest.cost) this.fullest = { line, cost, marks };
  }

  private costFault(): Fault | null {
    const { notes, definitions, containers } = this;
    const costs = {
      marks: this.marksCost,
      blocks:
        this.paragraphs * COST.paragraph +
        this.lines * COST.line +
        containers * COST.container +
        this.closed * this.lines * COST.closedContainerAndLine +
        this.blankLevels * COST.openContainerAndBlankLine,
      cells: this.cells.count * COST.cell,
      notes: definitions * COST.definition + notes * COST.note + notes * notes * COST.notePair,
      repeated: this.brackets * this.longestDefinition.length * COST.repeatedCharacter,
    };
    const once = Object.values(costs).reduce((sum, cost) => sum + cost, this.text.length * COST.character);
    if (once * (1 + this.elementLevels * COST.elementLevel) <= MAX_COST) return null;

    const [[dearest]] = Object.entries(costs).sort(([, a], [, b]) => b - a) as [[keyof typeof costs, number]];
    const fault = (line: number, reason: string, fix: string): Fault => ({
      line,
      column: 1,
      rule: 'text-heavy',
      reason,
      fix,
    });
    switch (dearest) {
      case 'marks':
        return marksFault(this.fullest.line, this.fullest.marks);
      case 'blocks': {
        const reason = `The text has ${containers} quotations, list items and underlined headings on ${this.lines} lines, too many to be set in time.`;
        return fault(0, reason, 'Divide it into several articles.');
      }
      case 'cells': {
        const reason = `The tables from here on have ${this.cells.count} cells, too many to be set in time.`;
        return fault(this.cells.line, reason, 'Keep the rows and columns that readers need.');
      }
      case 'notes': {
        const reason = `The text has ${notes} marks of footnotes and ${definitions} lines with the text of a footnote or the address of a link, too many to be set in time.`;
        return fault(0, reason, 'Divide it into several articles.');
      }
      case 'repeated': {
        const reason = `The address or text that begins here is ${this.longestDefinition.length} characters long, and ${this.brackets} brackets may repeat it.`;
        return fault(this.longestDefinition.line, reason, 'Shorten it.');
      }
    }
  }
}

function marksFault(line: number, marks: number): Fault {
  const reason = `The paragraph that begins here holds ${marks} line ends and signs that may be marks of Markdown (* _ ~ [ ] < & \`), too many to be set in time.`;
  const fix = 'Divide it by blank lines, and take out the signs that are no marks.';
  return { line, column: 1, rule: 'text-heavy', reason, fix };
}

/**
 * The containers that a line continues or opens: the `marks` that stand before its text, one sign each; at most how many they are inside of one
 * another (an item's text is indented by two columns or more, so white space may continue one for every two); the column of the mark that is
 * one too many.
 */
function nestingOf(line: string): { marks: string; depth: number; column: number } {
  let marks = '';
  let blanks = 0;
  OPENING.lastIndex = 0;
  for (;;) {
    const column = OPENING.lastIndex + 1;
    const found = OPENING.exec(line);
    if (found?.[1] !== undefined) {
      for (const blank of found[1]) blanks += blank === '\t' ? 4 : 1;
      continue;
    }
    const levels = marks.length + (found ? 1 : 0);
    // The blank after a mark belongs to it.
    const depth = levels + Math.max(0, Math.floor((blanks - marks.length) / 2));
    if (!found) return { marks, depth: marks === '' ? 0 : depth, column };
    marks += found[0] === '>' ? '>' : '-';
    if (depth > MAX_TEXT_DEPTH) return { marks, depth, column };
  }
}

/** Whether a run of marks can begin or end emphasis: not one among blanks, as in a form to be filled in, nor `_` inside of a word. */
function isEmphasis(text: string, index: number, run: string): boolean {
  const before = text[index - 1] ?? ' ';
  const after = text[index + run.length] ?? ' ';
  if (/\s/.test(before) && /\s/.test(after)) return false;
  return run[0] !== '_' || !/[a-z\d]/i.test(before) || !/[a-z\d]/i.test(after);
}

/** Whether two lines are surely the head of a table and what stands under it; their rows then end with their lines. */
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
