import { slugAndLanguage } from '../content/file-name.ts';
import { kindOfContent } from '../content/files.ts';
import { type Diagnostic, visible } from '../content/parse/diagnostic.ts';
import { longTime } from '../dates.ts';
import { escapeHtml } from '../html-escape.ts';
import { pageKind, parametersOf } from '../routes/page-kinds.ts';
import { isDocument, pathTo, type Route } from '../routes/routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { type UnpublishedStory, unpublishedStories } from '../store/unpublished.ts';

// What `npm run dev` adds to each page for editors.

/** At most so many diagnostics of other files, and unpublished stories, are listed. */
const MAX_LISTED = 100;

const STYLE = `
#dateline-dev-overlay{position:sticky;bottom:0;z-index:9;background:#fff4c2;color:#1a1713;font:14px/1.5 system-ui,sans-serif;border-top:2px solid #1a1713}
#dateline-dev-overlay details{max-height:45vh;overflow:auto;padding:6px 16px}
#dateline-dev-overlay summary{cursor:pointer;font-weight:600}
#dateline-dev-overlay h2{margin:10px 0 2px;font:600 14px/1.5 system-ui,sans-serif}
#dateline-dev-overlay ul{margin:0 0 8px;padding-left:20px}
#dateline-dev-overlay .error{color:#9a1b1e}
#dateline-dev-overlay a{color:inherit}`;

// On a 404, Next renders again in the browser and removes elements that it did not render.
const STAY_SCRIPT = `{const overlay=document.getElementById('dateline-dev-overlay');new MutationObserver(()=>{if(!overlay.isConnected)document.body?.append(overlay)}).observe(document,{childList:true,subtree:true})}`;

/**
 * Returns HTML for the foot of the page at `route`: the diagnostics of its file and of others, and the
 * unpublished stories.
 */
export function devOverlay(store: ContentStore, route: Route): string {
  const diagnostics = store.diagnostics();
  const own = diagnostics.filter(({ file }) => isSourceOf(route, file));
  const others = diagnostics.filter((diagnostic) => !own.includes(diagnostic));
  const unpublished = unpublishedStories(store, MAX_LISTED);
  const { timeZone } = store.publication();
  const counts = [
    own.length > 0 && `${counted(own.length, 'diagnostic')} in this page`,
    others.length > 0 && `${counted(others.length, 'diagnostic')} in other files`,
    unpublished.length > 0 &&
      `${unpublished.length < MAX_LISTED ? counted(unpublished.length, 'story', 'stories') : `${MAX_LISTED} stories or more`} not published`,
  ].filter(Boolean);
  const lists = [
    list('This page', own.map(diagnosticLine)),
    list('Other files', others.slice(0, MAX_LISTED).map(diagnosticLine), others.length - MAX_LISTED),
    list(
      'Not published',
      unpublished.map((story) => storyLine(story, timeZone)),
    ),
  ].join('');
  const summary = counts.join(' · ') || 'No diagnostics; all stories are published.';
  const open = own.length > 0 ? ' open' : '';
  return `<div id="dateline-dev-overlay"><style>${STYLE}</style><details${open}><summary>${summary}</summary>${lists}</details></div><script>${STAY_SCRIPT}</script>`;
}

/** Whether the page at `route` is made from a content file, or would be. */
function isSourceOf(route: Route, file: string): boolean {
  if (isDocument(route)) return false;
  const kind = kindOfContent(file);
  if (kind === null || kind !== pageKind(route.kind).file) return false;
  const { slug, language } = slugAndLanguage(file);
  const [name] = Object.values(parametersOf(route));
  return name === undefined ? (language ?? '') === route.edition : name === slug;
}

function list(title: string, lines: readonly string[], more = 0): string {
  if (lines.length === 0) return '';
  const rest = more > 0 ? `<li>${more} more: <code>npm run check</code> lists all.</li>` : '';
  return `<h2>${title}</h2><ul>${lines.map((line) => `<li>${line}</li>`).join('')}${rest}</ul>`;
}

function diagnosticLine({ file, line, column, severity, rule, reason, fix }: Diagnostic): string {
  return `<code>${escaped(`${file}:${line}:${column}`)}</code> <span class="${severity}">${severity}</span> ${rule}: ${escaped(reason)} <em>${escaped(fix)}</em>`;
}

function storyLine(
  { file, edition, slug, headline, status: { draft, embargo } }: UnpublishedStory,
  timeZone: string,
): string {
  const why = [
    draft && 'draft',
    embargo !== null && `embargoed until ${longTime(embargo, { timeZone, language: 'en' })}`,
  ];
  const address = pathTo({ kind: 'article', edition, slug });
  return `<a href="${escaped(address)}">${escaped(headline)}</a>, ${why.filter(Boolean).join(', ')} <code>${escaped(file)}</code>`;
}

function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Diagnostics quote the content, which can hold any characters. */
function escaped(text: string): string {
  return escapeHtml(visible(text));
}
