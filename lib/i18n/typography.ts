import type { Node, Root, Text } from 'mdast';

// Replaces straight quotes, double hyphens and three dots by typographic quotes, dashes and ellipses.

/** Opening and closing quotation marks, then those of a quotation within a quotation. */
type Quotes = readonly [open: string, close: string, innerOpen: string, innerClose: string];

const ENGLISH: Quotes = ['“', '”', '‘', '’'];
const GERMAN: Quotes = ['„', '“', '‚', '‘'];
const POLISH: Quotes = ['„', '”', '‚', '’'];
const ANGLED: Quotes = ['«', '»', '“', '”'];
const SPACED: Quotes = ['«\u202f', '\u202f»', '“', '”'];
const CORNERS: Quotes = ['「', '」', '『', '』'];
const NORDIC: Quotes = ['”', '”', '’', '’'];

/**
 * By language, or by language and region or script (CLDR 46, “delimiters”; French with thin spaces). Others
 * use the English marks.
 */
const QUOTES: Readonly<Record<string, Quotes>> = {
  ar: ['”', '“', '’', '‘'],
  be: ['«', '»', '„', '“'],
  bg: GERMAN,
  ca: ANGLED,
  cs: GERMAN,
  da: ['»', '«', '›', '‹'],
  de: GERMAN,
  'de-CH': ['«', '»', '‹', '›'],
  el: ANGLED,
  es: ANGLED,
  et: GERMAN,
  fa: ['«', '»', '‹', '›'],
  fi: NORDIC,
  fr: SPACED,
  'fr-CH': ['«', '»', '‹', '›'],
  hr: POLISH,
  hu: ['„', '”', '»', '«'],
  is: GERMAN,
  it: ANGLED,
  lt: GERMAN,
  lv: GERMAN,
  nb: ['«', '»', '‘', '’'],
  nn: ['«', '»', '‘', '’'],
  no: ['«', '»', '‘', '’'],
  pl: POLISH,
  pt: ENGLISH,
  'pt-PT': ANGLED,
  ro: ['„', '”', '«', '»'],
  ru: ['«', '»', '„', '“'],
  sk: GERMAN,
  sl: GERMAN,
  sr: ['„', '”', '‚', '’'],
  sv: NORDIC,
  uk: ['«', '»', '„', '“'],
  'zh-HK': CORNERS,
  'zh-Hant': CORNERS,
  'zh-TW': CORNERS,
};

const LETTER = /[\p{L}\p{M}\p{N}]/u;
/** Scripts without spaces: a mark opens a quotation unless one is open. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}，。、：；？！]/u;
/** After these characters, and at the beginning, a mark opens a quotation. */
const BEFORE_OPENING = /[-\s([{<\u2010-\u2015\u00ab\u2018\u201a\u201c\u201e\u2039/]/;
/** Words that begin with an apostrophe; and years, as in ’90s. */
const ELISION = /^'(?:\d\d(?!\d)|(?:tis|twas|twere|twill|em|til|n)\b)/i;

const MARK = /["']|-{2,3}(?!-)|\.{3}(?!\.)|\s[;:!?»]|«\s/;

/**
 * Replaces the marks of a passage that comes in pieces (the texts between its tags), since a quotation may
 * begin in one piece and end in another. One instance for each passage.
 */
export class Typesetter {
  readonly #quotes: Quotes;
  readonly #isFrench: boolean;
  readonly #isNone: boolean;
  /** The quotations that are open, with each kind of mark. */
  #outer = 0;
  #inner = 0;

  /** `language` is a BCP 47 code. `zxx` (no linguistic content) leaves texts unchanged. */
  constructor(language: string) {
    const [base = ''] = language.split('-');
    this.#quotes = QUOTES[language] ?? QUOTES[base] ?? ENGLISH;
    this.#isFrench = base === 'fr';
    this.#isNone = base === 'zxx';
  }

  /**
   * `text` with typographic marks. `before` and `after` are the characters beside it; empty at the ends of
   * the passage.
   */
  set(text: string, before = '', after = ''): string {
    if (this.#isNone || !MARK.test(text)) return text;
    // The first character of the next piece decides on a mark at the end of this one.
    return text
      .replace(/["']/g, (mark, at: number) => {
        const previous = text[at - 1] ?? before;
        const next = text[at + 1] ?? after;
        return mark === '"' ? this.#double(previous, next) : this.#single(previous, next, text.slice(at, at + 8));
      })
      .replace(/(?<!-)-{2,3}(?!-)/g, (dashes, at: number, whole: string) => {
        // `--help` is not a dash.
        const previous = whole[at - 1] ?? before;
        const next = whole[at + dashes.length] ?? after;
        if (/\s/.test(previous || ' ') && !/\s/.test(next || ' ') && dashes.length === 2) return dashes;
        return dashes.length === 2 ? '–' : '—';
      })
      .replace(/(?<!\.)\.{3}(?!\.)/g, '…')
      .replace(/[ \u00a0](?=[;:!?»])|(?<=«)[ \u00a0]/g, (space) => (this.#isFrench ? '\u202f' : space));
  }

  #double(previous: string, next: string): string {
    const [open, close] = this.#quotes;
    if (opensAnywhere(previous, next) || (this.#outer === 0 && opensOutside(previous, next))) {
      this.#outer++;
      return open;
    }
    if (this.#outer === 0) return /\d/.test(previous) ? '″' : close;
    this.#outer--;
    return close;
  }

  #single(previous: string, next: string, from: string): string {
    const [, , open, close] = this.#quotes;
    if (/\d/.test(previous) && /\d/.test(next)) return '′'; // feet and inches
    if (LETTER.test(previous) && LETTER.test(next) && !UNSPACED.test(previous)) return '’';
    if (ELISION.test(from)) return '’';
    if (opensAnywhere(previous, next) || (this.#inner === 0 && opensOutside(previous, next))) {
      this.#inner++;
      return open;
    }
    if (this.#inner === 0) return /\d/.test(previous) ? '′' : '’';
    this.#inner--;
    return close;
  }
}

/** Whether a mark between two characters opens a quotation, also within one. */
function opensAnywhere(previous: string, next: string): boolean {
  if (next === '' || /[\s.,;:!?)\]}]/.test(next)) return false;
  return previous === '' || BEFORE_OPENING.test(previous);
}

/** Whether a mark between two characters opens a quotation where none is open. */
function opensOutside(previous: string, next: string): boolean {
  if (next === '' || /\s/.test(next)) return false;
  return previous === '' || BEFORE_OPENING.test(previous) || /["']/.test(previous) || UNSPACED.test(previous);
}

/** A whole text, such as a headline, with the typographic marks of `language` (BCP 47). */
export function typeset(text: string, language: string): string {
  return new Typesetter(language).set(text);
}

/**
 * A remark plugin that sets typographic marks in the language of `file.data.language`. Code stays unchanged.
 */
export function setMarks() {
  return (tree: Root, file: { data: Record<string, unknown> }) => {
    const language = String(file.data.language ?? '');
    const setWithin = (node: Node): void => {
      if (isPassage(node)) setPassage(leavesOf(node), language);
      else if ('children' in node) (node.children as Node[]).forEach(setWithin);
      if ('alt' in node && 'title' in node) {
        node.alt = typeset(String(node.alt), language);
        node.title = typeset(String(node.title), language);
      }
    };
    setWithin(tree);
  };
}

function isPassage({ type, data }: Node): boolean {
  const { hName = '' } = (data ?? {}) as { hName?: string };
  return ['paragraph', 'heading', 'tableCell'].includes(type) || ['p', 'figcaption'].includes(hName);
}

function leavesOf(node: Node): Node[] {
  return 'children' in node ? (node.children as Node[]).flatMap(leavesOf) : [node];
}

function setPassage(leaves: readonly Node[], language: string): void {
  const typesetter = new Typesetter(language);
  const texts = leaves.map((leaf) => (leaf.type === 'break' ? '\n' : 'value' in leaf ? String(leaf.value) : ''));
  for (const [index, leaf] of leaves.entries()) {
    if (leaf.type !== 'text') continue;
    const before = texts.slice(0, index).findLast((other) => other !== '');
    const after = texts.slice(index + 1).find((other) => other !== '');
    (leaf as Text).value = typesetter.set(texts[index] ?? '', before?.at(-1), after?.[0]);
  }
}
