import { renderMarkdown } from '#lib/markdown/render-markdown.ts';
import type { ImageSlot } from '#lib/routes/image-files.ts';
import type { BodyImages } from '#lib/store/views.ts';
import { ImageColours } from './responsive-image.tsx';

/** An image in a column of text: as wide as the column, or as the window without its margins. */
const COLUMN: ImageSlot = {
  sizes: '(min-width: 44rem) 41rem, calc(100vw - 2.5rem)',
  narrowest: 320,
  widest: 1320,
};

/** An image in a gallery of two columns. */
const GALLERY: ImageSlot = {
  sizes: '(min-width: 44rem) 20rem, calc(50vw - 1.5rem)',
  narrowest: 320,
  widest: 660,
};

/** A Markdown text in `language` (BCP 47) as HTML, with its images. `renderMarkdown` sanitises it. */
export function Prose({
  markdown,
  language,
  images,
  className = 'prose',
  lang,
  dir,
}: {
  markdown: string;
  language: string;
  images: BodyImages;
  className?: string;
  /** If the page is in another language; see `foreign`. */
  lang?: string;
  dir?: 'ltr' | 'rtl';
}) {
  const html = renderMarkdown(markdown, language, { images, slot: COLUMN, gallerySlot: GALLERY });
  return (
    <>
      <ImageColours images={Object.values(images)} />
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: renderMarkdown escapes the HTML of editors. */}
      <div className={className} lang={lang} dir={dir} dangerouslySetInnerHTML={{ __html: html }} />
    </>
  );
}
