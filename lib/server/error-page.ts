import { hash } from 'node:crypto';
import { escapeHtml } from '../html-escape.ts';

const STYLE =
  'body{margin:4rem auto;padding:0 1.25rem;max-width:34rem;font:1.125rem/1.5 Georgia,serif;color-scheme:light dark}h1{font-size:1.75rem;line-height:1.2}';

export const ERROR_PAGE_STYLE_HASH = `sha256-${hash('sha256', STYLE, 'base64')}`;

/**
 * The HTML of the error page (status 500), which needs neither Next nor the index. `name` is the
 * publication's; empty if it is unknown.
 */
export function errorPage(name: string): string {
  const title = 'Something went wrong';
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${title}</title><style>${STYLE}</style></head><body><main><p>${escapeHtml(name)}</p><h1>${title}</h1><p>This page is not available at the moment. Please try again later, or go to the <a href="/">home page</a>.</p></main></body></html>`;
}
