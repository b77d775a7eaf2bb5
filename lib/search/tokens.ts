import { createRequire } from 'node:module';
import { normalized } from '../unicode-form.ts';

// The words of texts and of search queries. Both are split and stemmed here, so that they match.

/** A word as search compares it, and its range in the text, in code units. */
export type Token = Readonly<{ word: string; from: number; to: number }>;

/**
 * Scripts without spaces between words, or with particles joined to words. Each character is a token, and a
 * word is a phrase.
 */
const UNSPACED =
  '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}ー';
const WORD = new RegExp(`[${UNSPACED}]\\p{M}*|[[\\p{L}\\p{M}\\p{N}]--[${UNSPACED}]]+`, 'gv');
const UNSPACED_WORD = new RegExp(`^[${UNSPACED}]`, 'u');

/** Whether a token is a character of a script without spaces. */
export function isUnspaced(word: string): boolean {
  return UNSPACED_WORD.test(word);
}

/** The words of a text in `language` (BCP 47), folded and stemmed. */
export function tokensIn(text: string, language: string): Token[] {
  return tokensBy(text, stemmerOf(language));
}

/** The words of a text in lower case, without accents, and with full-width letters as normal ones. */
export function foldedTokensIn(text: string): Token[] {
  return tokensBy(text, fold);
}

/**
 * The words of `foldedTokensIn`, separated by spaces. It is the same for texts that differ only by case,
 * accents and punctuation.
 */
export function foldedText(text: string): string {
  return foldedTokensIn(text)
    .map(({ word }) => word)
    .join(' ');
}

function tokensBy(text: string, toToken: (word: string) => string): Token[] {
  const found: Token[] = [];
  WORD.lastIndex = 0;
  for (let match = WORD.exec(text); match; match = WORD.exec(text)) {
    const from = match.index;
    found.push({ word: toToken(match[0]), from, to: from + match[0].length });
  }
  return found;
}

/** Letters that Unicode does not decompose, and what people type for them. */
const TYPED_AS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ة: 'ه',
  ـ: '',
};
const UNDECOMPOSED = new RegExp(`[${Object.keys(TYPED_AS).join('')}]`, 'gu');

/**
 * Marks that people often do not type: accents of Latin, Greek and Cyrillic, vowels of Hebrew and Arabic.
 * Those of Indic scripts are part of the word, and so is the breve of й and ў.
 */
const OPTIONAL_MARKS = /(?<![иу])\u0306|[\u0300-\u0305\u0307-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;

function fold(word: string): string {
  const typed = normalized(word, 'NFKC')
    .toLowerCase()
    .replace(UNDECOMPOSED, (letter) => TYPED_AS[letter] ?? letter);
  const plain = normalized(typed, 'NFD').replace(OPTIONAL_MARKS, '');
  return normalized(plain, 'NFC').replace(/^(?:و?ال)(?=\p{sc=Arabic}{3})/u, '');
}

/** The stemmers of `@orama/stemmers` (Snowball, https://snowballstem.org/), by language code. */
const STEMMERS: Readonly<Record<string, string>> = {
  ar: 'arabic',
  bg: 'bulgarian',
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  hi: 'indian',
  hu: 'hungarian',
  id: 'indonesian',
  it: 'italian',
  nl: 'dutch',
  no: 'norwegian',
  nb: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sv: 'swedish',
  tr: 'turkish',
  uk: 'ukrainian',
};

type Stemmer = (word: string) => string;

/** Changes to a folded word that some stemmers need. */
const BEFORE_STEMMING: Readonly<Record<string, Stemmer>> = {
  // Without the article the stemmer takes a noun for a verb, and removes a wrong ending.
  ar: (word) =>
    /^\p{sc=Arabic}+$/u.test(word)
      ? `ال${word.replace(/^(?:[وف]?(?:[بك]?ال|لل))(?=.{3})/u, '').replace(/ه$/u, 'ة')}`
      : word,
  // The stemmer recognises the ending by its accent, which the plural does not have.
  es: (word) => word.replace(/(?<=[cs])ion$/, 'ión'),
};

const load = createRequire(import.meta.url);
const stemmers = new Map<string, Stemmer>();

/**
 * Folds and stems words of a language (BCP 47). Loads the stemmer when it is first needed; without one, words
 * are only folded.
 */
function stemmerOf(language: string): Stemmer {
  const [code = ''] = language.split('-');
  const known = stemmers.get(code);
  if (known) return known;
  const name = STEMMERS[code];
  const stem = name ? (load(`@orama/stemmers/${name}`) as { stemmer: Stemmer }).stemmer : (word: string) => word;
  const prepare = BEFORE_STEMMING[code] ?? ((plain: string) => plain);
  const made = memoized((word) => {
    const plain = fold(word);
    return isUnspaced(plain) ? plain : stem(prepare(plain)) || plain;
  });
  stemmers.set(code, made);
  return made;
}

/** The same stemmer with a cache: most words of a text were in another before. */
function memoized(stemmer: Stemmer): Stemmer {
  const known = new Map<string, string>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    if (known.size >= MAX_MEMOIZED) known.clear();
    const stem = stemmer(word);
    known.set(word, stem);
    return stem;
  };
}

const MAX_MEMOIZED = 200_000;
