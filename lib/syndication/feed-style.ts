import type { EditionQueries } from '../store/queries/queries.ts';
import { plainThemeStyle } from './plain-theme-style.ts';

/** The style of feeds that a person opens in a browser, in the look of the publication. */
export function feedStyle(queries: EditionQueries): string {
  const theme = queries.theme();
  return theme ? `${STYLE}\n${plainThemeStyle(theme, 'rss,atom|feed')}\n` : STYLE;
}

const STYLE = `/* What a person sees who opens a feed in a browser: RSS 2.0 and Atom. */
@namespace atom "http://www.w3.org/2005/Atom";

@font-face {
  font-family: Newsreader;
  src: url("/fonts/newsreader-text-1.woff2") format("woff2");
  font-display: swap;
}
@font-face {
  font-family: Newsreader;
  src: url("/fonts/newsreader-display-1.woff2") format("woff2");
  font-weight: 500 800;
  font-display: swap;
}

rss,
atom|feed {
  --paper: #fff;
  --ink: #1a1a1a;
  --soft: #595959;
  --line: #c8c8c8;
  display: block;
  max-width: 42rem;
  margin: 3rem auto;
  padding: 0 1.25rem;
  color: var(--ink);
  background: var(--paper);
  font: 1.125rem/1.5 Newsreader, Georgia, "Times New Roman", serif;
}
rss::before,
atom|feed::before {
  display: block;
  margin-bottom: 2rem;
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  content: "This is a feed. Copy the address of this page into a feed reader, and new stories come to you.";
  font: 0.9375rem/1.5 system-ui, sans-serif;
}

/* Only what there is to read; the whole texts are for feed readers. */
channel > *,
item > *,
atom|feed > *,
atom|entry > * {
  display: none;
}
channel,
channel > title,
channel > description,
item,
item > title,
item > pubDate,
item > description,
atom|feed > atom|title,
atom|feed > atom|subtitle,
atom|entry,
atom|entry > atom|title,
atom|entry > atom|published,
atom|entry > atom|summary {
  display: block;
}
channel > title,
atom|feed > atom|title {
  font-size: 2rem;
  font-weight: 700;
  line-height: 1.2;
}
item,
atom|entry {
  margin-top: 1.5rem;
  padding-top: 1.25rem;
  border-top: 1px solid var(--line);
}
item > title,
atom|entry > atom|title {
  font-size: 1.25rem;
  font-weight: 700;
  line-height: 1.3;
}
item > pubDate,
atom|entry > atom|published {
  color: var(--soft);
  font: 0.875rem/1.6 system-ui, sans-serif;
}

@media (prefers-color-scheme: dark) {
  rss,
  atom|feed {
    --paper: #121212;
    --ink: #e6e6e6;
    --soft: #a6a6a6;
  }
}
`;
