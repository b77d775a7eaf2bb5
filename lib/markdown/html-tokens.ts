import { QuoteType, Tokenizer } from 'htmlparser2';

/**
 * A part of HTML that is no comment; `at` is its offset. The content of a script or a style sheet is a text.
 */
export type HtmlToken =
  | Readonly<{ kind: 'text'; value: string; at: number }>
  | Readonly<{ kind: 'open'; tag: string; attributes: Readonly<Record<string, string>>; at: number }>
  | Readonly<{ kind: 'close'; tag: string; at: number }>
  /** A comment that never ends, with all that follows it. */
  | Readonly<{ kind: 'unclosed-comment'; value: string; at: number }>;

/** The elements whose content no reader sees. */
export const INVISIBLE: readonly string[] = ['script', 'style'];

/**
 * The tags and texts of HTML, in order, in linear time. A tag that never ends is text, with all that follows
 * it.
 */
export function htmlTokens(text: string): HtmlToken[] {
  const html = withoutInstructions(text);
  const tokens: HtmlToken[] = [];
  let tag = { name: '', at: 0, attributes: {} as Record<string, string> };
  let attribute = { name: '', value: '' };
  let done = 0; // the offset behind the last token
  let isAtEnd = false;
  const addText = (value: string, at: number) => {
    const last = tokens.at(-1);
    if (last?.kind === 'text') tokens[tokens.length - 1] = { ...last, value: last.value + value };
    else if (value !== '') tokens.push({ kind: 'text', value, at });
  };
  const end = (endIndex: number) => {
    done = endIndex + 1;
  };
  const endOpenTag = (endIndex: number) => {
    const isAddress = /^https?:$/.test(tag.name); // `<https://…>` is a link in Markdown
    if (isAddress) addText(html.slice(tag.at + 1, endIndex), tag.at);
    else tokens.push({ kind: 'open', tag: tag.name, attributes: tag.attributes, at: tag.at });
    end(endIndex);
  };
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext(start, endIndex) {
        const from = isAtEnd ? done : start; // the tokenizer has swallowed the “<” of a tag that never ends
        addText(html.slice(from, endIndex), from);
        done = endIndex;
      },
      ontextentity(codepoint, endIndex) {
        addText(String.fromCodePoint(codepoint), done);
        done = endIndex;
      },
      onopentagname(start, endIndex) {
        tag = { name: html.slice(start, endIndex).toLowerCase(), at: start - 1, attributes: Object.create(null) };
      },
      onattribname(start, endIndex) {
        attribute = { name: html.slice(start, endIndex).toLowerCase(), value: '' };
      },
      onattribdata(start, endIndex) {
        attribute.value += html.slice(start, endIndex);
      },
      onattribentity(codepoint) {
        attribute.value += String.fromCodePoint(codepoint);
      },
      onattribend(quote: QuoteType) {
        // Of two attributes with one name the first counts.
        if (!(attribute.name in tag.attributes)) {
          tag.attributes[attribute.name] = quote === QuoteType.NoValue ? '' : attribute.value;
        }
      },
      onopentagend: endOpenTag,
      onselfclosingtag: endOpenTag,
      onclosetag(start, endIndex) {
        tokens.push({ kind: 'close', tag: html.slice(start, endIndex).toLowerCase(), at: start - 2 });
        done = html.indexOf('>', endIndex) + 1 || html.length;
      },
      oncomment(start, endIndex) {
        const isComment = html.startsWith('<!--', start - 4); // `</ …>` is called a comment, too
        if (isAtEnd && isComment) {
          tokens.push({ kind: 'unclosed-comment', value: html.slice(start, endIndex), at: start - 4 });
        }
        if (!isAtEnd || isComment) end(endIndex);
      },
      oncdata(start, endIndex, endOffset) {
        // HTML knows no CDATA; its text is for readers all the same.
        addText(html.slice(start, endIndex - endOffset), start);
        end(endIndex);
      },
      ondeclaration(_, endIndex) {
        if (!isAtEnd) end(endIndex);
      },
      onprocessinginstruction(_, endIndex) {
        if (!isAtEnd) end(endIndex);
      },
      onend() {},
    },
  );
  tokenizer.write(html);
  isAtEnd = true;
  tokenizer.end();
  if (done < html.length) addText(html.slice(done), done);
  return tokens;
}

/**
 * HTML in which spaces take the place of instructions. To HTML one ends at the first “>”, to Markdown and to
 * authors at “?>”.
 */
function withoutInstructions(html: string): string {
  let kept = '';
  let from = 0;
  for (;;) {
    const start = html.indexOf('<?', from);
    const end = start === -1 ? -1 : html.indexOf('?>', start);
    if (end === -1) return kept + html.slice(from);
    kept += html.slice(from, start) + html.slice(start, end + 2).replace(/[^\n]/g, ' ');
    from = end + 2;
  }
}
