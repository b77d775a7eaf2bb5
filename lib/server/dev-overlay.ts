import { nameOf } from '../content/article.ts';
import { kindOfContent } from '../content/files.ts';
import { type Problem, visible } from '../content/parse/diagnostic.ts';
import { longTime } from '../dates.ts';
import type { Newsroom } from '../store/content-store.ts';
import { type StoryInWork, storiesInWork } from '../store/unpublished.ts';
import { type Place, pathTo } from '../routes/urls.ts';

// What `npm run dev` adds to each page for who writes. Only its front (`dev-front.ts`) uses this.

/** So many problems of other files, and stories in work, are listed. */
const MOST = 100;

const STYLE = `
#dateline-desk{position:sticky;bottom:0;z-index:9;background:#fff4c2;color:#1a1713;font:14px/1.5 system-ui,sans-serif;border-top:2px solid #1a1713}
#dateline-desk details{max-height:45vh;overflow:auto;padding:6px 16px}
#dateline-desk summary{cursor:pointer;font-weight:600}
#dateline-desk h2{margin:10px 0 2px;font:600 14px/1.5 system-ui,sans-serif}
#dateline-desk ul{margin:0 0 8px;padding-left:20px}
#dateline-desk .error{color:#9a1b1e}
#dateline-desk a{color:inherit}`;

// Where there is no page, Next renders anew in the browser, and leaves out what it did not render itself.
const STAYS = `{const desk=document.getElementById('dateline-desk');new MutationObserver(()=>{if(!desk.isConnected)document.body?.append(desk)}).observe(document,{childList:true,subtree:true})}`;

/** What is wrong with the file of the page at `place`, with other files, and what is not published yet: HTML that stands at the foot of the page. */
export function deskBar(newsroom: Newsroom, place: Place): string {
  const problems = newsroom.problems();
  const own = problems.filter(({ file }) => isOf(place, file));
  const others = problems.filter((problem) => !own.includes(problem));
  const inWork = storiesInWork(MOST);
  const { timeZone } = newsroom.publication();
  const said = [
    own.length > 0 && `${counted(own.length, 'problem')} with this page`,
    others.length > 0 && `${counted(others.length, 'problem')} with other files`,
    inWork.length > 0 &&
      (inWork.length < MOST ? `${counted(inWork.length, 'story', 'stories')}` : `${MOST} stories or more`) +
        ' not published',
  ].filter(Boolean);
  const lists = [
    list('This page', own.map(problemLine)),
    list('Other files', others.slice(0, MOST).map(problemLine), others.length - MOST),
    list(
      'Not published',
      inWork.map((story) => storyLine(story, timeZone)),
    ),
  ].join('');
  const summary = said.join(' · ') || 'Nothing is wrong, and all is published.';
  const open = own.length > 0 ? ' open' : '';
  return `<div id="dateline-desk"><style>${STYLE}</style><details${open}><summary>${summary}</summary>${lists}</details></div><script>${STAYS}</script>`;
}

/** Whether a content file is the one that the page at `place` is made from, or would be. */
function isOf(place: Place, file: string): boolean {
  const { slug, language } = nameOf(file);
  switch (place.kind) {
    case 'front':
      return kindOfContent(file) === 'front' && (language ?? '') === place.edition;
    case 'article':
      return kindOfContent(file) === 'article' && slug === place.slug;
    case 'author':
      return file === `content/authors/${place.id}.md`;
    case 'tag':
      return file === `content/tags/${place.slug}.md`;
    case 'page':
      return kindOfContent(file) === 'page' && slug === place.slug;
    default:
      return false;
  }
}

function list(title: string, lines: readonly string[], more = 0): string {
  if (lines.length === 0) return '';
  const rest = more > 0 ? `<li>${more} more: <code>npm run check</code> lists all.</li>` : '';
  return `<h2>${title}</h2><ul>${lines.map((line) => `<li>${line}</li>`).join('')}${rest}</ul>`;
}

function problemLine({ file, line, column, severity, rule, reason, fix }: Problem): string {
  return `<code>${escaped(`${file}:${line}:${column}`)}</code> <span class="${severity}">${severity}</span> ${rule}: ${escaped(reason)} <em>${escaped(fix)}</em>`;
}

function storyLine(
  { file, edition, slug, headline, standing: { draft, embargo } }: StoryInWork,
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

/** Problems quote what stands in the content, which may be anything. */
function escaped(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
