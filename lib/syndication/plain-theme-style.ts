import type { Theme } from '../content/theme.ts';
import type { Palette } from '../content/theme-colours.ts';
import type { ThemeFace } from '../content/theme-faces.ts';

// The look of a publication on what is no page of Next: feeds in a browser, the error page. Their own styles have the
// family Newsreader, and the colours as `--paper`, `--ink`, `--soft`, `--line` and `--accent`.

/** Returns the fonts of a theme, and its colours for the elements of `selector`. */
export function plainThemeStyle({ colours, faces }: Pick<Theme, 'colours' | 'faces'>, selector: string): string {
  return [
    faces ? fontFaces(faces.text, '400') + fontFaces(faces.headline, '500 800') : '',
    colours
      ? `${selector}{${tokens(colours.light)}}@media (prefers-color-scheme:dark){${selector}{${tokens(colours.dark)}}}`
      : '',
  ].join('');
}

const fontFaces = ({ files }: ThemeFace, weight: string): string =>
  files
    .map(({ url, range }) => {
      const characters = range === null ? '' : `;unicode-range:${range}`;
      return `@font-face{font-family:Newsreader;src:url(${url})format("woff2");font-weight:${weight};font-display:swap${characters}}`;
    })
    .join('');

const tokens = ({ paper, ink, soft, line, accent }: Palette): string =>
  `--paper:${paper};--ink:${ink};--soft:${soft};--line:${line};--accent:${accent}`;
