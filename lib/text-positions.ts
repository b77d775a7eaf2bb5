/** Line and column in a text, from 1. */
export type TextPosition = Readonly<{ line: number; column: number }>;

/** Returns functions from offsets in a text to lines and columns, and back. They take time only once, for all its lines. */
export function positionsIn(text: string): {
  positionOf(offset: number): TextPosition;
  /** The offset of a position; that of the last line if there are fewer lines. */
  offsetOf(position: TextPosition): number;
} {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return {
    positionOf(offset) {
      let [line, next] = [0, starts.length];
      while (next - line > 1) {
        const middle = (line + next) >> 1;
        if ((starts[middle] ?? 0) <= offset) line = middle;
        else next = middle;
      }
      return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
    },
    offsetOf: ({ line, column }) => (starts[Math.min(line, starts.length) - 1] ?? 0) + column - 1,
  };
}
