import { percentDecoded } from '../percent-encoding.ts';
import type { EMBEDS } from './elements.ts';

/** What a player of another site, or a video or audio element, leads to. */
type Media = Readonly<{ name: (typeof EMBEDS)[number]; url: string; title: string }>;

type Player = Readonly<{
  name: Media['name'];
  host: RegExp;
  path: RegExp;
  to(found: RegExpExecArray, url: URL): string | null;
}>;

/** The address of a parameter, if it is one of the web. */
const addressIn = (url: URL, name: string) => {
  const address = URL.parse(url.searchParams.get(name) ?? '');
  return address?.protocol === 'https:' || address?.protocol === 'http:' ? address.href : null;
};
const itself = (_: RegExpExecArray, url: URL) => url.href;

/** Where the players of well-known sites lead to: the page that has what they play. */
const PLAYERS: readonly Player[] = [
  {
    name: 'video',
    host: /^(?:youtube|youtube-nocookie)\.com$/,
    path: /^\/(?:embed|v)\/(?!videoseries$)([\w-]+)$/,
    to: ([, id]) => `https://www.youtube.com/watch?v=${id}`,
  },
  {
    name: 'video',
    host: /^(?:youtube|youtube-nocookie)\.com$/,
    path: /^\/embed(?:\/videoseries)?$/,
    to: (_, { searchParams }) =>
      searchParams.has('list')
        ? `https://www.youtube.com/playlist?list=${encodeURIComponent(searchParams.get('list') ?? '')}`
        : null,
  },
  { name: 'video', host: /^youtu\.be$/, path: /^\/[\w-]+$/, to: itself },
  { name: 'video', host: /^player\.vimeo\.com$/, path: /^\/video\/(\d+)$/, to: ([, id]) => `https://vimeo.com/${id}` },
  {
    name: 'video',
    host: /^dailymotion\.com$/,
    path: /^\/embed\/video\/(\w+)$/,
    to: ([, id]) => `https://www.dailymotion.com/video/${id}`,
  },
  {
    name: 'video',
    host: /^embed\.ted\.com$/,
    path: /^\/talks\/(?:lang\/[\w-]+\/)?([\w-]+)$/,
    to: ([, talk]) => `https://www.ted.com/talks/${talk}`,
  },
  {
    name: 'video',
    host: /^archive\.org$/,
    path: /^\/embed\/([\w.-]+)$/,
    to: ([, item]) => `https://archive.org/details/${item}`,
  },
  {
    name: 'video',
    host: /./,
    path: /^\/videos\/embed\/([\w-]+)$/, // PeerTube
    to: ([, id], { origin }) => `${origin}/videos/watch/${id}`,
  },
  {
    name: 'video',
    host: /^facebook\.com$/,
    path: /^\/plugins\/video\.php$/,
    to: (_, url) => addressIn(url, 'href'),
  },
  {
    name: 'post',
    host: /^facebook\.com$/,
    path: /^\/plugins\/post\.php$/,
    to: (_, url) => addressIn(url, 'href'),
  },
  {
    name: 'post',
    host: /^instagram\.com$/,
    path: /^\/(p|reel)\/([\w-]+)\/embed/,
    to: ([, kind, id]) => `https://www.instagram.com/${kind}/${id}/`,
  },
  {
    name: 'post',
    host: /^platform\.twitter\.com$/,
    path: /^\/embed\/Tweet\.html$/i,
    to: (_, { searchParams }) =>
      /^\d+$/.test(searchParams.get('id') ?? '') ? `https://x.com/i/status/${searchParams.get('id')}` : null,
  },
  { name: 'audio', host: /^w\.soundcloud\.com$/, path: /^\/player\/?$/, to: itself },
  {
    name: 'audio',
    host: /^open\.spotify\.com$/,
    path: /^\/embed(?:-podcast)?\/(\w+)\/(\w+)$/,
    to: ([, kind, id]) => `https://open.spotify.com/${kind}/${id}`,
  },
  {
    name: 'audio',
    host: /^embed\.podcasts\.apple\.com$/,
    path: /^\/(.+)$/,
    to: ([, path]) => `https://podcasts.apple.com/${path}`,
  },
  { name: 'map', host: /^openstreetmap\.org$/, path: /^\/export\/embed\.html$/, to: itself },
  { name: 'map', host: /^google\.com$/, path: /^\/maps\/d\/(?:u\/\d\/)?embed$/, to: mapOfGoogle },
  { name: 'map', host: /^(?:maps\.)?google\.com$/, path: /^\/maps$/, to: itself },
];

function mapOfGoogle(_: RegExpExecArray, { searchParams }: URL): string | null {
  const id = searchParams.get('mid');
  return id ? `https://www.google.com/maps/d/viewer?mid=${encodeURIComponent(id)}` : null;
}

/**
 * What an `iframe`, `embed`, `object`, `video` or `audio` leads to; null for what is no file of the site, no file over https, and no known
 * player. `source` is the address in its first `source`.
 */
export function mediaOf(tag: string, attributes: Readonly<Record<string, string>>, source: string): Media | null {
  const title = (attributes.title ?? attributes['aria-label'] ?? '').trim();
  if (tag === 'video' || tag === 'audio') {
    const address = (attributes.src || source).trim();
    const url = /^\/(?![/\\])/.test(address) ? URL.parse(address, 'https://site.invalid') : URL.parse(address);
    if (url?.protocol !== 'https:') return null;
    const isOwn = url.host === 'site.invalid';
    const fileName = decodedName(url.pathname);
    return { name: tag, url: isOwn ? url.pathname + url.search + url.hash : url.href, title: title || fileName };
  }
  const address = (attributes.src || attributes.data || '').trim().replace(/^\/\//, 'https://');
  const url = URL.parse(address);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return null;
  const host = url.hostname.replace(/^(?:www|m)\./, '');
  for (const player of PLAYERS) {
    const found = player.host.test(host) ? player.path.exec(url.pathname) : null;
    const target = found && player.to(found, url);
    if (target) return { name: player.name, url: target, title };
  }
  return null;
}

function decodedName(path: string): string {
  return percentDecoded(path.slice(path.lastIndexOf('/') + 1));
}
