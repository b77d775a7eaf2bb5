/** Returns a text without its percent-encoding; the text itself where that is malformed, as in `100%`. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
