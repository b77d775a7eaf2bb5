import { percentDecoded } from '../percent-encoding.ts';
import { comparablePath } from '../routes/routes.ts';
import { slugOf } from '../routes/slugs.ts';

/** What an address in a text of an archive leads to. */
export type OldAddress =
  | Readonly<{ kind: 'here'; path: string; search: string; hash: string }>
  | Readonly<{ kind: 'fragment'; hash: string }>
  | Readonly<{ kind: 'elsewhere'; url: string }>
  /** `scheme` is what no link may have, such as `javascript:`; empty for what is no address. */
  | Readonly<{ kind: 'none'; scheme: string }>;

/** Stands for the old site where the archive does not say its address. */
const UNKNOWN = 'https://old-site.invalid';

/** The addresses of the old site, and the paths that they have now. */
export class OldAddresses {
  readonly #origin: string;
  readonly #hosts: ReadonlySet<string>;
  readonly #mediaHosts: ReadonlySet<string>;
  readonly #paths = new Map<string, string>();
  /** The paths of stories by their slugs; null for one that several have. */
  readonly #slugs = new Map<string, string | null>();

  /** `origin` is the old site's, or null; links to `present`, the publication's, are links within it, too. */
  constructor(origin: string | null, present: string, mediaHosts: readonly string[] = []) {
    this.#mediaHosts = new Set(mediaHosts);
    this.#origin = URL.parse(origin ?? '')?.origin ?? UNKNOWN;
    const hosts = [this.#origin, present].map((address) => hostOf(URL.parse(address)));
    this.#hosts = new Set(hosts.filter((host) => host !== ''));
  }

  /** Notes where the old address `old` (a path, perhaps with a query) is now. The first of two counts. */
  add(old: string, path: string): void {
    const url = URL.parse(old, this.#origin);
    const key = url && keyOf(url.pathname, url.search.slice(1));
    if (key && !this.#paths.has(key)) this.#paths.set(key, path);
  }

  /** Notes the slug of a story: links of older sites may lead to it in other folders. */
  addSlug(slug: string, path: string): void {
    this.#slugs.set(slug, this.#slugs.has(slug) ? null : path);
  }

  /** Reads the address `href` of a text whose own address is `base`. */
  read(href: string, base: string | null): OldAddress {
    const written = href.trim();
    if (written.startsWith('#')) return { kind: 'fragment', hash: written };
    const url = URL.parse(written, URL.parse(base ?? '/', this.#origin) ?? this.#origin);
    if (!url || written === '') return { kind: 'none', scheme: '' };
    if (url.protocol === 'mailto:') return { kind: 'elsewhere', url: written };
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return { kind: 'none', scheme: url.protocol };
    if (!this.#hosts.has(hostOf(url))) return { kind: 'elsewhere', url: withoutSpaces(written) ?? url.href };
    return { kind: 'here', path: url.pathname, search: url.search, hash: url.hash };
  }

  /** The present path of an address of the old site; null for one that nothing came from. */
  presentPath({ path, search }: Extract<OldAddress, { kind: 'here' }>): string | null {
    for (const parameter of search.slice(1).split('&').filter(Boolean)) {
      const found = this.#paths.get(keyOf(path, parameter) ?? '');
      if (found !== undefined) return found;
    }
    const exact = this.#paths.get(keyOf(path, '') ?? '');
    if (exact !== undefined) return exact;
    const [, folder, name = ''] = /^(.*\/)([^/]+)\/?$/.exec(path) ?? [];
    const isInFolder = folder !== undefined && folder !== '/';
    return (
      (isInFolder ? this.#slugs.get(slugOf(percentDecoded(name.replace(/\.(?:html?|php|md)$/i, '')))) : null) ?? null
    );
  }

  /** The path of an image or a file on a host of its own; null for another address. */
  mediaPath(address: string): string | null {
    const url = URL.parse(address.replace(/^\/\//, 'https://'));
    return url && this.#mediaHosts.has(url.host) ? url.pathname : null;
  }

  /** The whole address of something on the old site; null if the archive does not say where that was. */
  absolute({ path, search }: Extract<OldAddress, { kind: 'here' }>): string | null {
    return this.#origin === UNKNOWN ? null : this.#origin + path + search;
  }
}

const hostOf = (url: URL | null): string => url?.host.replace(/^www\./, '') ?? '';

/** An address as it is written; null if that has characters that none may have. */
function withoutSpaces(address: string): string | null {
  return /^https?:\/\/[!-;=?-~\u00a1-\u{10ffff}]+$/iu.test(address) ? address : null;
}

/** What all spellings of an address have in common; null for one that is no UTF-8. */
function keyOf(path: string, query: string): string | null {
  const comparable = comparablePath(path.replace(/\/index\.php$/, '/'));
  return comparable && (query === '' ? comparable : `${comparable}?${query}`);
}
