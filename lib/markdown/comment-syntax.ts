import { htmlFlow } from 'micromark-core-commonmark';
import type { Code, Construct, State, Tokenizer } from 'micromark-util-types';
import type { remark } from 'remark';

const [LESS_THAN, EXCLAMATION, HYPHEN, GREATER_THAN] = [60, 33, 45, 62];

/**
 * A remark plugin: a line that begins with a comment, and has text after it, is a paragraph with a comment in it. In CommonMark the whole
 * line is HTML, so that `<!-- more -->The *story*` would have no emphasis.
 */
export function commentsEnd(this: unknown) {
  const data = (this as ReturnType<typeof remark>).data();
  data.micromarkExtensions ??= [];
  const html: Construct = { ...htmlFlow, name: 'htmlFlowOfComments', tokenize: tokenizeHtmlFlow };
  data.micromarkExtensions.push({ disable: { null: ['htmlFlow'] }, flow: { [LESS_THAN]: html } });
}

const tokenizeHtmlFlow: Tokenizer = function (effects, ok, nok) {
  return effects.check(commentBeforeText, nok, htmlFlow.tokenize.call(this, effects, ok, nok));
};

/** Succeeds after `<!-- … -->` and spaces, before anything else than another tag, on one line. */
const tokenizeCommentBeforeText: Tokenizer = (effects, ok, nok) => {
  const opening = [LESS_THAN, EXCLAMATION, HYPHEN, HYPHEN];
  let hyphens = 0;
  return start;

  function start(code: Code): State | undefined {
    effects.enter('htmlFlowData');
    return begin(code);
  }
  function begin(code: Code): State | undefined {
    if (opening.length === 0) return inside(code);
    if (code !== opening.shift()) return nok(code);
    effects.consume(code);
    return begin;
  }
  function inside(code: Code): State | undefined {
    if (isLineEnd(code)) return nok(code);
    const isEnd = code === GREATER_THAN && hyphens >= 2;
    hyphens = code === HYPHEN ? hyphens + 1 : 0;
    effects.consume(code);
    return isEnd ? after : inside;
  }
  function after(code: Code): State | undefined {
    if (isLineEnd(code) || code === LESS_THAN) return nok(code);
    effects.consume(code);
    if (code === 32 || code === -2 || code === -1) return after;
    effects.exit('htmlFlowData');
    return ok;
  }
};

const commentBeforeText: Construct = { partial: true, tokenize: tokenizeCommentBeforeText };

/** Whether a code of micromark is the end of a line or of the text. */
const isLineEnd = (code: Code) => code === null || (code < -2 && code > -6);
