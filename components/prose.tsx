import { renderMarkdown } from '#lib/markdown/render-markdown.ts';
import type { ImageSlot } from '#lib/routes/image-files.ts';
import type { BodyImages } from '#lib/store/views.ts';
import { ImageColours } from './responsive-image.tsx';

/** The room in a column of text: the measure, or the window less its margins. */
const COLUMN: ImageSlot = {
  sizes: '(min-width: 44rem) 41rem, calc(100vw - 2.5rem)',
  narrowest: 320,
  widest: 1320,
};

/** In a gallery two stand side by side. */
const GALLERY: ImageSlot = {
  sizes: '(min-width: 44rem) 20rem, calc(50vw - 1.5rem)',
  narrowest: 320,
  widest: 660,
};

/** A Markdown text in `language` (BCP 47) as HTML, with its images. It is sanitised where it is made, which is what makes setting it as HTML safe. */
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
  /** Where the page is in another language; see `foreign`. */
  lang?: string;
  dir?: 'ltr' | 'rtl';
}) {
  const html = renderMarkdown(markdown, language, { images, slot: COLUMN, gallerySlot: GALLERY });
  return (
    <>
      <ImageColours images={Object.values(images)} />
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: renderMarkdown passes no HTML that an editor wrote. */}
      <div className={className} lang={lang} dir={dir} dangerouslySetInnerHTML={{ __html: html }} />
    </>
  );
}
