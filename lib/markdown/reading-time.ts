/** Words a minute that adults read silently: Brysbaert, “How many words do we read per minute?”, 2019. */
const WORDS = 238;
/** Characters a minute of Chinese and Japanese, which have no spaces between words. */
const SIGNS = 500;

/** Minutes that reading a Markdown text takes, at least 1. */
export function readingMinutes(markdown: string): number {
  // An address in a link is not read.
  const text = markdown.replace(/\]\([^)]*\)/g, ']');
  const signs = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  const words =
    text.match(/(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}\p{M}’'-])+/gu)?.length ?? 0;
  return Math.max(1, Math.round(words / WORDS + signs / SIGNS));
}
