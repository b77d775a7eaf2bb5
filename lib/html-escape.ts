/** Returns `text` as the content of an element in HTML or XML: without the characters that begin a tag or an entity. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Returns `text` as the content of an element or as the value of an attribute in double quotes, in HTML or XML. */
export function escapeHtml(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;');
}
