import { createRequire } from 'node:module';

// What search takes for the words of a text, and for the words of a question. Both go through here, so that they agree.

/** A word as search compares it, and where it stands in the text, in code units. */
export type Token = Readonly<{ word: string; from: number; to: number }>;

/** Scripts that put no blanks between words, or hang what belongs to a word on it: each character counts as a word, and words are rows of them. */
const UNSPACED =
  '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}ー';
const WORD = new RegExp(`[${UNSPACED}]\\p{M}*|[[\\p{L}\\p{M}\\p{N}]--[${UNSPACED}]]+`, 'gv');
const UNSPACED_WORD = new RegExp(`^[${UNSPACED}]`, 'u');

/** Whether a word is a character of a script without blanks. */
export function isUnspaced(word: string): boolean {
  return UNSPACED_WORD.test(word);
}

/** The words of a text in `language` (BCP 47), in its order: folded and cut to their stems. */
export function tokensIn(text: string, language: string): Token[] {
  return wordsBy(text, stemmerOf(language));
}

/** The words of a text as they are typed without care: in small letters, without accents, in one width. */
export function foldedTokensIn(text: string): Token[] {
  return wordsBy(text, fold);
}

function wordsBy(text: string, rule: (word: string) => string): Token[] {
  const found: Token[] = [];
  WORD.lastIndex = 0;
  for (let match = WORD.exec(text); match; match = WORD.exec(text)) {
    const from = match.index;
    found.push({ word: rule(match[0]), from, to: from + match[0].length });
  }
  return found;
}

/** Letters that are no letter with a mark, by what is typed for them. */
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
const OTHER_LETTERS = new RegExp(`[${Object.keys(TYPED_AS).join('')}]`, 'gu');

/** Marks that are left out where one types: accents of Latin, Greek and Cyrillic, vowels of Hebrew and Arabic. Those of Indic scripts are part of the word, and so is the breve of й and ў. */
const LEFT_OUT = /(?<![иу])\u0306|[\u0300-\u0305\u0307-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;

function fold(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replace(OTHER_LETTERS, (letter) => TYPED_AS[letter] ?? letter)
    .normalize('NFD')
    .replace(LEFT_OUT, '')
    .normalize('NFC')
    .replace(/^(?:و?ال)(?=\p{sc=Arabic}{3})/u, '');
}

/** The stemmers that there are (Snowball, https://snowballstem.org/), by the code of their language. */
const STEMMERS: Readonly<Record<string, string>> = {
  ar: 'arabic',
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  hi: 'indian',
  hu: 'hungarian',
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

/** What a stemmer needs that folding took away, or that would lead it astray. */
const RESTORED: Readonly<Record<string, Stemmer>> = {
  // Without its article it takes a noun for a verb, and cuts off what is no ending of it.
  ar: (word) =>
    /^\p{sc=Arabic}+$/u.test(word)
      ? `ال${word.replace(/^(?:[وف]?(?:[بك]?ال|لل))(?=.{3})/u, '').replace(/ه$/u, 'ة')}`
      : word,
  // It knows the ending by its accent, which the plural has not.
  es: (word) => word.replace(/(?<=[cs])ion$/, 'ión'),
};

const load = createRequire(import.meta.url);
const stemmers = new Map<string, Stemmer>();

/** What a language's words are looked for as: folded, and cut by its stemmer, loaded when it is first needed; without one, a word is its own stem. */
function stemmerOf(language: string): Stemmer {
  const [code = ''] = language.split('-');
  const known = stemmers.get(code);
  if (known) return known;
  const name = STEMMERS[code];
  const stem = name ? (load(`@orama/stemmers/${name}`) as { stemmer: Stemmer }).stemmer : (word: string) => word;
  const restored = RESTORED[code] ?? ((plain: string) => plain);
  const made = remembered((word) => {
    const plain = fold(word);
    return isUnspaced(plain) ? plain : stem(restored(plain)) || plain;
  });
  stemmers.set(code, made);
  return made;
}

/** Most words of a text were in another. */
function remembered(rule: Stemmer): Stemmer {
  const known = new Map<string, string>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const made = rule(word);
    known.set(word, made);
    return made;
  };
}

const MOST_REMEMBERED = 200_000;
