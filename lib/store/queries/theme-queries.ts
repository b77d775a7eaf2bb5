import type { Theme } from '../../content/theme.ts';
import type { ImageFacts } from '../../routes/image-files.ts';
import { readBy } from '../dependency-keys.ts';
import type { QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import { imagesOf } from '../views.ts';

/** A logo as pages show it, in light and dark mode (null: the same); `height` is in pixels. */
export type LogoView = Readonly<{ light: ImageFacts; dark: ImageFacts | null; height: number }>;

/** The look of a publication as pages show it: its theme, and the rules of its stylesheet. */
export type ThemeView = Readonly<Omit<Theme, 'logo'> & { logo: LogoView | null; css: string }>;

const NO_THEME: Theme = { logo: null, colours: null, faces: null, grid: null };

export const themeQueries = traceQueries({
  /** The look of the publication; null for that of the engine. */
  theme({ store }: QueryContext): ThemeView | null {
    const { theme } = store.publication();
    // A change of it concerns all pages.
    const css = readBy([], () => store.row<{ css: string }>('SELECT css FROM publication_css'))?.css ?? '';
    if (!theme && css === '') return null;
    const { logo, ...others } = theme ?? NO_THEME;
    const images = logo ? imagesOf(store, 'content/publication.yaml') : {};
    const light = logo && images[logo.light];
    const dark = logo?.dark ? (images[logo.dark] ?? null) : null;
    return { ...others, css, logo: light ? { light, dark, height: logo.height } : null };
  },
});
