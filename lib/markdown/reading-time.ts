import { withoutTags } from './html-text.ts';

/** Words a minute that adults read silently: Brysbaert, “How many words do we read per minute?”, 2019. */
const WORDS_PER_MINUTE = 238;
/** Characters a minute in Chinese and Japanese, which have no spaces between words. */
const CHARACTERS_PER_MINUTE = 500;

/** The time to read a Markdown text, in whole minutes, at least 1. */
export function readingMinutes(markdown: string): number {
  // Readers do not read the addresses of links.
  const text = withoutTags(markdown).replace(/\]\([^)\n]*/g, ']');
  const { words, characters } = countText(text);
  return Math.max(1, Math.round(words / WORDS_PER_MINUTE + characters / CHARACTERS_PER_MINUTE));
}

/** The number of words in a text, of which each character of Chinese and Japanese is one. */
export function countWords(text: string): number {
  const { words, characters } = countText(text);
  return words + characters;
}

function countText(text: string): { words: number; characters: number } {
  const passages = text.split(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u);
  const words = passages.join(' ').match(/[\p{L}\p{N}\p{M}’'-]+/gu)?.length ?? 0;
  return { words, characters: passages.length - 1 };
}
