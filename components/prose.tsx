import { renderMarkdown } from '#lib/content/markdown.ts';

/** A Markdown text as HTML. It is sanitised where it is made, which is what makes setting it as HTML safe. */
export function Prose({ markdown, className = 'prose' }: { markdown: string; className?: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: renderMarkdown passes no HTML that an editor wrote.
  return <div className={className} dangerouslySetInnerHTML={{ __html: renderMarkdown(markdown) }} />;
}
