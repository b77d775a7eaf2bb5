import { hash } from 'node:crypto';
import type { Publication } from '../content/publication.ts';
import { escapeHtml } from '../html-escape.ts';
import { plainThemeStyle } from '../syndication/plain-theme-style.ts';

const STYLE =
  'body{margin:4rem auto;padding:0 1.25rem;max-width:34rem;font:1.125rem/1.5 Georgia,serif;color-scheme:light dark}h1{font-size:1.75rem;line-height:1.2}';
const OF_COLOURS = 'html{color:var(--ink);background:var(--paper)}a{color:var(--accent)}';
const OF_FACES = 'body{font-family:Newsreader,Georgia,serif}';

/** A page, and the hash of its style for a Content-Security-Policy. */
export type ErrorPage = Readonly<{ html: string; styleHash: string }>;

/**
 * The error page (status 500), which needs neither Next nor the index, in the look of the publication (null if
 * that is unknown).
 */
export function errorPage(publication: Pick<Publication, 'name' | 'theme'> | null): ErrorPage {
  const { name = '', theme } = publication ?? {};
  const { colours = null, faces = null } = theme ?? {};
  const own = plainThemeStyle({ colours, faces }, ':root');
  const style = STYLE + own + (colours ? OF_COLOURS : '') + (faces ? OF_FACES : '');
  const title = 'Something went wrong';
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${title}</title><style>${style}</style>`;
  const text = `<p>${escapeHtml(name)}</p><h1>${title}</h1><p>This page is not available at the moment. Please try again later, or go to the <a href="/">home page</a>.</p>`;
  return {
    html: `<!DOCTYPE html><html lang="en"><head>${head}</head><body><main>${text}</main></body></html>`,
    styleHash: `sha256-${hash('sha256', style, 'base64')}`,
  };
}
