import type { EMBEDS } from '../markdown/elements.ts';
import { mediaOf } from '../markdown/players.ts';

/**
 * What an address on another site leads to: the name of our element, the address, and a title that it can
 * have.
 */
export type EmbeddedMedia = Readonly<{ name: (typeof EMBEDS)[number]; url: string; title: string }>;

/** A site whose pages other systems embed by their address alone. */
type Site = Readonly<{ name: EmbeddedMedia['name']; title: string; host: RegExp; path: RegExp }>;

const SITES: readonly Site[] = [
  { name: 'video', title: 'YouTube', host: /^(?:youtube\.com)$/, path: /^\/(?:watch|playlist|shorts\/|live\/)/ },
  { name: 'video', title: 'YouTube', host: /^youtu\.be$/, path: /^\/[\w-]+/ },
  { name: 'video', title: 'Vimeo', host: /^vimeo\.com$/, path: /^\/(?:.*\/)?\d+/ },
  { name: 'video', title: 'Dailymotion', host: /^(?:dailymotion\.com|dai\.ly)$/, path: /^\/(?:video\/)?\w+/ },
  { name: 'video', title: 'TED', host: /^ted\.com$/, path: /^\/talks\// },
  { name: 'video', title: 'WordPress.tv', host: /^wordpress\.tv$/, path: /^\/\d{4}\// },
  { name: 'video', title: 'VideoPress', host: /^(?:video\.wordpress|videopress)\.com$/, path: /^\/(?:v|embed)\// },
  { name: 'video', title: 'TikTok', host: /^tiktok\.com$/, path: /^\/@[^/]+\/video\// },
  { name: 'video', title: 'Twitch', host: /^twitch\.tv$/, path: /^\/\w/ },
  {
    name: 'video',
    title: 'Facebook',
    host: /^(?:facebook\.com|fb\.watch)$/,
    path: /^\/(?:watch|[^/]+\/videos\/|\w+\/$)/,
  },
  { name: 'post', title: 'X', host: /^(?:twitter|x)\.com$/, path: /^\/[^/]+\/status(?:es)?\/\d+/ },
  { name: 'post', title: 'Instagram', host: /^instagram\.com$/, path: /^\/(?:p|reel|tv)\// },
  {
    name: 'post',
    title: 'Facebook',
    host: /^facebook\.com$/,
    path: /^\/(?:[^/]+\/(?:posts|photos)\/|photo|permalink)/,
  },
  { name: 'post', title: 'Threads', host: /^threads\.(?:net|com)$/, path: /^\/@[^/]+\/post\// },
  { name: 'post', title: 'Bluesky', host: /^bsky\.app$/, path: /^\/profile\/[^/]+\/post\// },
  { name: 'post', title: 'Reddit', host: /^reddit\.com$/, path: /^\/r\/[^/]+\/comments\// },
  { name: 'post', title: 'Tumblr', host: /^(?:[\w-]+\.)?tumblr\.com$/, path: /^\/(?:post|[\w-]+)\/\d+/ },
  { name: 'audio', title: 'SoundCloud', host: /^soundcloud\.com$/, path: /^\/[^/]+\/[^/]+/ },
  { name: 'audio', title: 'Spotify', host: /^open\.spotify\.com$/, path: /^\/(?:track|episode|show|album|playlist)\// },
  { name: 'audio', title: 'Apple Podcasts', host: /^podcasts\.apple\.com$/, path: /^\/./ },
  { name: 'audio', title: 'Mixcloud', host: /^mixcloud\.com$/, path: /^\/[^/]+\/[^/]+/ },
  {
    name: 'map',
    title: 'Google Maps',
    host: /^(?:google\.[a-z.]+|maps\.app\.goo\.gl)$/,
    path: /^\/(?:maps\/|\w{10,})/,
  },
  { name: 'map', title: 'OpenStreetMap', host: /^openstreetmap\.org$/, path: /^\// },
];

/** Titles of the sites whose players `mediaOf` knows. */
const PLAYER_TITLES: Readonly<Record<string, string>> = { 'w.soundcloud.com': 'SoundCloud' };

/** The address of what Embedly plays in a frame of its own; another address as it is. */
export function withoutEmbedly(address: string): string {
  const url = URL.parse(address.trim().replace(/^\/\//, 'https://'));
  if (url?.hostname !== 'cdn.embedly.com') return address;
  return url.searchParams.get('url') || url.searchParams.get('src') || address;
}

/** What a page or a player on another site is; null if the site is not known. */
export function embeddedMedia(address: string): EmbeddedMedia | null {
  const written = address.trim().replace(/^\/\//, 'https://');
  const player = mediaOf('iframe', { src: written }, '');
  const url = URL.parse(player?.url ?? written);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return null;
  const host = url.hostname.replace(/^(?:www|m|mobile)\./, '');
  const site = SITES.find((known) => known.host.test(host) && known.path.test(url.pathname));
  if (player) return { name: player.name, url: player.url, title: PLAYER_TITLES[host] ?? site?.title ?? host };
  return site ? { name: site.name, url: url.href, title: site.title } : null;
}

/** Whether a text is the address of a page and nothing else. */
export function isAddressAlone(text: string): boolean {
  return /^https?:\/\/[^\s<>"]+$/.test(text) && URL.canParse(text);
}
