import { elementRanges, tagRanges } from './tag-ranges.ts';

// Texts of the classic editor of WordPress: an empty line ends a paragraph, and a line break is one.

const names = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Elements that hold paragraphs. */
const HOLDERS = names('address article aside blockquote body details div fieldset footer form header main nav section');
/** Elements that hold words, in which a line break is one. */
const WORDS = names('caption dd dt figcaption h1 h2 h3 h4 h5 h6 legend li p summary td th');
/** Elements that hold other elements. */
const PARTS = names('colgroup dl figure menu ol table tbody tfoot thead tr ul');
const EMPTY = names('col hr');
/** Elements that stay as they are. */
const VERBATIM = ['pre', 'script', 'style', 'textarea', 'iframe', 'object', 'video', 'audio', 'svg'];
const IN_WORDS: readonly string[] = ['iframe', 'object', 'video', 'audio', 'svg'];

const isBlock = (tag: string) => HOLDERS.has(tag) || WORDS.has(tag) || PARTS.has(tag) || EMPTY.has(tag);

/** Returns the HTML of a classic text with its paragraphs and line breaks as tags. Takes linear time. */
export function withParagraphs(html: string): string {
  const ranges = tagRanges(html);
  const verbatim = elementRanges(ranges, VERBATIM);
  const open: string[] = [];
  let done = '';
  let words = '';
  const endWords = () => {
    done += wordsIn(words, open.at(-1) ?? 'body');
    words = '';
  };
  let next = 0;
  for (const { kind, tag, start, end } of ranges) {
    while (verbatim[next] && (verbatim[next]?.end ?? 0) <= start) next++;
    const kept = verbatim[next];
    if (kept && kept.start <= start) {
      if (kept.start < start) continue;
      const source = html.slice(kept.start, kept.end);
      if (IN_WORDS.includes(tag)) words += source;
      else {
        endWords();
        done += `${source}\n`;
      }
    } else if (kind !== 'words' && isBlock(tag)) {
      endWords();
      done += html.slice(start, end);
      if (kind === 'open' && !EMPTY.has(tag)) open.push(tag);
      else if (open.includes(tag)) open.splice(open.lastIndexOf(tag));
    } else words += html.slice(start, end);
  }
  endWords();
  return done.trim();
}

/** What stands in an element, as paragraphs or with line breaks. */
function wordsIn(words: string, holder: string): string {
  if (words.trim() === '' || PARTS.has(holder)) return words;
  const paragraphs = words.split(/\n[ \t]*\n\s*/).filter((part) => part.trim() !== '');
  const lines = paragraphs.map((part) => part.trim().split('\n').map(withoutBreak).join('<br>\n'));
  return HOLDERS.has(holder) ? lines.map((part) => `<p>${part}</p>\n`).join('') : lines.join('<br><br>\n');
}

/** A line without the tag of a line break at its end. */
const withoutBreak = (line: string): string => line.trim().replace(/<br ?\/?>$/i, '');
