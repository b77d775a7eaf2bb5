import type { Root } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { INVISIBLE } from '../../markdown/html-tokens.ts';
import { endsOfInvisible, pointsIn, tokensIn } from '../../markdown/raw-html.ts';
import { countWords } from '../../markdown/reading-time.ts';
import { startOf, type TextDiagnostic } from '../parse/diagnostic.ts';

/** A passage that readers do not see. */
type Loss = { kind: 'comment' | 'script' | 'style' | 'footnote'; words: number; line: number; column: number };

/**
 * An error for each kind of passage that a text has and readers do not see, at the first one, with the number of words. `tree` has its HTML as
 * it is written in `source`. See `weighLosses` for texts that are already published.
 */
export function lintLostText(tree: Root, source: string): TextDiagnostic[] {
  const losses = [...lossesInHtml(tree, source), ...lossesInFootnotes(tree)].filter(({ words }) => words > 0);
  return Object.values(Object.groupBy(losses, ({ kind }) => kind)).map((ofKind): TextDiagnostic => {
    const [{ kind, line, column }] = ofKind as [Loss];
    const words = ofKind.reduce((sum, loss) => sum + loss.words, 0);
    const text = describe(kind, words === 1 ? '1 word is' : `${words} words are`);
    return { line, column, severity: 'error', rule: 'text-lost', ...text, lost: words };
  });
}

function describe(kind: Loss['kind'], lost: string): Pick<TextDiagnostic, 'reason' | 'fix'> {
  switch (kind) {
    case 'comment':
      return {
        reason: `The comment “<!--” that begins here never ends: ${lost} not published.`,
        fix: 'Write “-->” where it ends, or remove “<!--”.',
      };
    case 'footnote':
      return {
        reason: `No text refers to this footnote: ${lost} not published.`,
        fix: 'Write its reference, such as [^1], where it belongs, or remove it.',
      };
    default:
      return {
        reason: `The “<${kind}>” that begins here never ends: ${lost} not published.`,
        fix: `Remove it, or write “</${kind}>” where it ends.`,
      };
  }
}

function lossesInHtml(tree: Root, source: string): Loss[] {
  const tokens = tokensIn(tree);
  if (tokens.size === 0) return [];
  const ended = endsOfInvisible(tokens);
  const lines = source.split('\n');
  return [...tokens].flatMap(([node, ofNode]) => {
    const pointAt = pointsIn(node, lines);
    return ofNode.flatMap((token, index): Loss[] => {
      if (token.kind === 'unclosed-comment') {
        return [{ kind: 'comment', words: countWords(token.value), ...pointAt(token.at) }];
      }
      if (token.kind !== 'open' || !INVISIBLE.includes(token.tag) || ended.has(token)) return [];
      const next = ofNode[index + 1]; // its content is one text
      const words = next?.kind === 'text' ? countWords(next.value) : 0;
      return [{ kind: token.tag as 'script' | 'style', words, ...pointAt(token.at) }];
    });
  });
}

/** Footnotes that no text refers to, and all of one name but the first. */
function lossesInFootnotes(tree: Root): Loss[] {
  const referred = new Set<string>();
  visit(tree, 'footnoteReference', ({ identifier }) => {
    referred.add(identifier);
  });
  const losses: Loss[] = [];
  visit(tree, 'footnoteDefinition', (node) => {
    if (!referred.delete(node.identifier)) {
      losses.push({ kind: 'footnote', words: countWords(plainText(node)), ...startOf(node) });
    }
  });
  return losses;
}
