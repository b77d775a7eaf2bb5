import type { ImportedAuthor, ImportedText } from '../imported-item.ts';
import type { ForeignKeys } from './foreign-front-matter.ts';
import { plainText } from './page-keys.ts';

// People and their links, as data files of site generators describe them.

const asText = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? plainText(String(value)) : null;

const firstText = (keys: ForeignKeys, names: readonly string[]) =>
  names.map((name) => asText(keys[name])).find((value) => value !== null) ?? null;

/** Where people have profiles, with the address of a name there. */
const PROFILES: Readonly<Record<string, string>> = {
  twitter: 'https://x.com/',
  x: 'https://x.com/',
  github: 'https://github.com/',
  gitlab: 'https://gitlab.com/',
  facebook: 'https://www.facebook.com/',
  instagram: 'https://www.instagram.com/',
  linkedin: 'https://www.linkedin.com/in/',
  youtube: 'https://www.youtube.com/@',
  mastodon: '',
  bluesky: 'https://bsky.app/profile/',
};

const WEBSITES: readonly string[] = ['website', 'web', 'url', 'uri', 'site', 'homepage', 'link', 'href'];

/** The addresses of a person’s profiles and websites. */
export function profileLinks(keys: ForeignKeys): string[] {
  const found = new Set<string>();
  const add = (address: string | null) => {
    const url = URL.parse(address ?? '');
    if (url?.protocol === 'https:' || url?.protocol === 'http:') found.add(url.href);
  };
  for (const name of WEBSITES) add(asText(keys[name]));
  for (const [name, start] of Object.entries(PROFILES)) {
    const written = asText(keys[name]);
    if (written === null) continue;
    if (/^https?:/.test(written)) add(written);
    else if (start !== '' && /^@?[\w.-]+$/.test(written)) add(start + written.replace(/^@/, ''));
  }
  for (const list of [keys.links, keys.social, keys.socials]) {
    if (!Array.isArray(list)) {
      if (typeof list === 'object' && list !== null) for (const url of profileLinks(list as ForeignKeys)) add(url);
      continue;
    }
    for (const one of list as unknown[]) {
      if (typeof one === 'string') add(one);
      else if (typeof one === 'object' && one !== null) for (const url of profileLinks(one as ForeignKeys)) add(url);
    }
  }
  return [...found];
}

/** An author from the keys of a data file or a page; `text` is what stands below these. */
export function authorFrom(
  source: string,
  id: string,
  keys: ForeignKeys,
  text: ImportedText | null,
  oldAddresses: readonly string[],
): ImportedAuthor {
  const parts = [asText(keys.first_name), asText(keys.last_name)].filter(Boolean).join(' ');
  const biography = keys.bio ?? keys.biography ?? keys.about ?? keys.description;
  const written = typeof biography === 'string' && biography.trim() !== '' ? biography : null;
  return {
    kind: 'author',
    source,
    id,
    name: firstText(keys, ['display_name', 'full_name', 'name', 'title']) ?? (parts || nameOfId(id)),
    role: firstText(keys, ['role', 'position', 'job_title', 'job', 'occupation', 'agency_full_name', 'company']),
    biography: text?.text.trim() ? text : written === null ? null : { format: 'markdown', text: written },
    portrait: firstText(keys, ['portrait', 'picture', 'avatar', 'photo', 'image', 'headshot', 'profile_image']),
    links: profileLinks(keys),
    oldAddresses,
  };
}

/** A name from an id: `ida-holm` becomes `Ida Holm`. */
export function nameOfId(id: string): string {
  return id
    .replace(/[-_]+/g, ' ')
    .trim()
    .replace(/(^| )(\p{L})/gu, (_, space: string, letter: string) => space + letter.toUpperCase());
}
