/** Words a minute that adults read silently: Brysbaert, “How many words do we read per minute?”, 2019. */
const WORDS_PER_MINUTE = 238;
/** Characters a minute in Chinese and Japanese, which have no spaces between words. */
const CHARACTERS_PER_MINUTE = 500;

/** The time to read a Markdown text, in whole minutes, at least 1. */
export function readingMinutes(markdown: string): number {
  // Readers do not read the addresses of links.
  const text = markdown.replace(/\]\([^)]*\)/g, ']');
  const characters = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  const words =
    text.match(/(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}\p{M}’'-])+/gu)?.length ?? 0;
  return Math.max(1, Math.round(words / WORDS_PER_MINUTE + characters / CHARACTERS_PER_MINUTE));
}
