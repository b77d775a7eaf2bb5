import type { Archive, ImportedItem, ImportedTag } from '../imported-item.ts';
import { readPage } from './markdown-page.ts';
import { readSite, type Site } from './markdown-site.ts';
import { pathOfAddress } from './site-files.ts';
import { SITE_GENERATORS } from './site-generators.ts';

// The sources of a site that Jekyll, Hugo or Eleventy makes: a folder of Markdown files.

/** Opens the sources of a site in `folder`. Throws if there are none. */
export async function openMarkdownFolder(system: keyof typeof SITE_GENERATORS, folder: string): Promise<Archive> {
  const site = readSite(SITE_GENERATORS[system], folder);
  return {
    origin: site.origin,
    items: () => itemsOf(site),
    files: async (path) => site.files.stream(fileNames(site, path)),
    close: async () => {},
  };
}

async function* itemsOf(site: Site): AsyncGenerator<ImportedItem> {
  yield* site.problems;
  yield* new Set(site.authors.values());
  yield* site.tags.values();
  const unused = new Map<string, { source: string; count: number }>();
  const used = new Set<string>();
  for (const file of site.pages) {
    for (const item of readPage(site, file, countUnused(unused))) {
      if (item.kind === 'story') for (const tag of item.tags) used.add(tag);
      yield item;
    }
  }
  yield* listsOf(site, used);
  for (const [key, { source, count }] of unused) {
    const files = count === 1 ? '1 file' : `${count} files`;
    yield { kind: 'left-out', source, what: `the front matter key “${key}” (in ${files}; this is the first)` };
  }
}

function countUnused(unused: Map<string, { source: string; count: number }>) {
  return (key: string, source: string) => {
    const found = unused.get(key) ?? { source, count: 0 };
    unused.set(key, { ...found, count: found.count + 1 });
  };
}

/** The tags without a file, whose lists had an address at Hugo. */
function* listsOf({ generator, tags }: Site, used: ReadonlySet<string>): Generator<ImportedTag> {
  if (generator !== SITE_GENERATORS.hugo) return;
  const described = new Set([...tags.values()].map(({ name }) => name));
  for (const name of used) {
    if (described.has(name)) continue;
    const slug = name.toLowerCase().trim().replace(/\s+/g, '-');
    yield {
      kind: 'tag',
      source: 'tags',
      name,
      description: null,
      oldAddresses: ['tags', 'categories'].map((folder) => `/${folder}/${encodeURI(slug)}/`),
    };
  }
}

/**
 * Where the file at an address may be: in a served folder, or beside the page that the address begins with.
 */
function fileNames({ basePath, content, served, folderOfBase }: Site, address: string): string[] {
  const whole = pathOfAddress(address);
  const path = basePath !== '' && whole.startsWith(`${basePath}/`) ? whole.slice(basePath.length) : whole;
  const names = [...served.map((folder) => `${folder}${path}`), path, `${content}${path}`];
  for (let end = path.lastIndexOf('/'); end >= 0; end = end === 0 ? -1 : path.lastIndexOf('/', end - 1)) {
    const folder = folderOfBase.get(path.slice(0, end + 1));
    if (folder === undefined) continue;
    const rest = path.slice(end + 1);
    // What a page names without a slash may be meant from the root of the site.
    names.push(`${folder}/${rest}`, rest, ...served.map((one) => `${one}/${rest}`));
    break;
  }
  return names;
}
