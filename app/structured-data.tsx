import type { Graph } from 'schema-dts';

/**
 * The structured data of a page, for search engines. No text in it can end the element or begin a tag, as `<` is escaped
 * (https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements).
 */
export function StructuredData({ data }: { data: Graph }) {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the element holds data, which no browser runs, and no “<”.
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}
