import { renderMarkdown } from '#lib/content/markdown.ts';
import type { BodyPictures } from '#lib/index/queries.ts';
import type { PictureRoom } from '#lib/pictures.ts';
import { PictureColours } from './picture.tsx';

/** The room in a column of text: the measure, or the window less its margins. */
const COLUMN: PictureRoom = {
  sizes: '(min-width: 44rem) 41rem, calc(100vw - 2.5rem)',
  narrowest: 320,
  widest: 1320,
};

/** A Markdown text as HTML, with its pictures. It is sanitised where it is made, which is what makes setting it as HTML safe. */
export function Prose({
  markdown,
  pictures,
  className = 'prose',
}: {
  markdown: string;
  pictures: BodyPictures;
  className?: string;
}) {
  const html = renderMarkdown(markdown, { pictures, room: COLUMN });
  return (
    <>
      <PictureColours pictures={Object.values(pictures)} />
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: renderMarkdown passes no HTML that an editor wrote. */}
      <div className={className} dangerouslySetInnerHTML={{ __html: html }} />
    </>
  );
}
