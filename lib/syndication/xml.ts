import type { Element } from 'xast';
import { toXml } from 'xast-util-to-xml';

/** Characters that XML 1.0 does not allow (https://www.w3.org/TR/xml/#charsets). */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Returns an XML document. `stylesheet` is the path of the CSS with which browsers display it. */
export function xmlDocument(root: Element, stylesheet?: string): string {
  const style = stylesheet === undefined ? '' : `<?xml-stylesheet type="text/css" href="${stylesheet}"?>\n`;
  // XML does not allow `]]>` in text.
  const text = toXml(root).replace(UNWRITABLE, '').replaceAll(']]>', ']]&gt;');
  return `<?xml version="1.0" encoding="utf-8"?>\n${style}${text}\n`;
}
