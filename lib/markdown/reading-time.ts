/** Words a minute that adults read silently: Brysbaert, “How many words do we read per minute?”, 2019. */
const WORDS_PER_MINUTE = 238;
/** Characters a minute in Chinese and Japanese, which have no spaces between words. */
const CHARACTERS_PER_MINUTE = 500;

/** The time to read a Markdown text, in whole minutes, at least 1. */
export function readingMinutes(markdown: string): number {
  // Readers do not read the addresses of links.
  const text = markdown.replace(/\]\([^)\n]*/g, ']');
  const passages = text.split(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u);
  const characters = passages.length - 1;
  const words = passages.join(' ').match(/[\p{L}\p{N}\p{M}’'-]+/gu)?.length ?? 0;
  return Math.max(1, Math.round(words / WORDS_PER_MINUTE + characters / CHARACTERS_PER_MINUTE));
}
