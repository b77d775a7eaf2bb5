import type { Graph } from 'schema-dts';

/** What a page says of itself to search engines. Whatever stands in it, nothing in it can end the element or be a tag (https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements). */
export function StructuredData({ data }: { data: Graph }) {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  // biome-ignore lint/security/noDangerouslySetInnerHtml: it is data, which no browser runs, and has no “<”.
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}
