import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, vi } from 'vitest';
import { stringify } from 'yaml';
import { importCommand } from '#lib/cli/import.ts';
import { slugAndLanguage } from '#lib/content/file-name.ts';
import { readFrontMatter } from '#lib/content/parse/front-matter.ts';
import { RECORD_FILE } from '#lib/import/import-record.ts';
import type { Archive, ImportedStory } from '#lib/import/imported-item.ts';
import { plainText } from '#lib/import/systems/page-keys.ts';
import { SYSTEMS } from '#lib/import/systems.ts';
import { editionOf } from '#lib/routes/editions.ts';
import { comparablePath, pathTo } from '#lib/routes/routes.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';
import { differences, wordsIn, wordsOnPage } from './same-words.ts';

const project = path.resolve(import.meta.dirname, '..');

/**
 * A story of an archive and what an import made of it: `file` is its path below the content folder’s parent.
 */
export type StoryPair = Readonly<{ story: ImportedStory; file: string; body: string }>;

/** What an import made; `remove` deletes it. */
export type WholeImport = Readonly<{ content: string; pairs: readonly StoryPair[]; remove(): void }>;

/**
 * Imports an archive into a new publication with `npm run import`, and expects that `check` finds no error,
 * and that a second run changes nothing.
 */
export async function importWhole(system: string, sources: readonly string[]): Promise<WholeImport> {
  const root = mkdtempSync(path.join(tmpdir(), 'dateline-import-'));
  const content = path.join(root, 'content');
  mkdirSync(content);
  const publication = { name: 'Archive', tagline: 'Posts', origin: 'https://archive.example' };
  const settings = { ...publication, timeZone: 'America/New_York', language: 'en' };
  writeFileSync(path.join(content, 'publication.yaml'), stringify(settings));
  const run = async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    try {
      const env = { ...process.env, DATELINE_CACHE: path.join(root, 'cache') };
      const code = await importCommand([system, ...sources, `--into=${content}`], project, env);
      expect({ code, output: code === 0 ? [] : log.mock.calls.flat() }).toEqual({ code: 0, output: [] });
    } finally {
      log.mockRestore();
    }
  };
  await run();
  const first = hashesIn(content);
  await run();
  expect(hashesIn(content)).toEqual(first);
  const record = JSON.parse(readFileSync(path.join(root, RECORD_FILE), 'utf8')) as {
    files: Record<string, { file: string }>;
  };
  const archive = await (SYSTEMS[system] as (typeof SYSTEMS)[string]).open(sources);
  const pairs = await pairsOf(archive, (source) => record.files[source]?.file, root);
  await archive.close();
  return { content, pairs, remove: () => rmSync(root, { recursive: true }) };
}

/** A hash of each file of a folder, also of hidden ones. */
function hashesIn(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const hashes = entries.map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return [path.relative(folder, file), createHash('sha256').update(readFileSync(file)).digest('hex')] as const;
  });
  return Object.fromEntries(hashes.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function pairsOf(
  archive: Archive,
  fileOf: (source: string) => string | undefined,
  root: string,
): Promise<StoryPair[]> {
  const pairs: StoryPair[] = [];
  for await (const story of archive.items()) {
    if (story.kind !== 'story' && story.kind !== 'page') continue;
    const file = fileOf(story.source);
    if (file === undefined) continue;
    const text = readFileSync(path.join(root, file), 'utf8');
    const read = readFrontMatter(file, text);
    if (Array.isArray(read)) throw new Error(`${file}: ${JSON.stringify(read)}`);
    expect.soft(plainText(String(read.data.title)), file).toBe(plainText(story.title));
    pairs.push({ story, file, body: read.body });
  }
  return pairs;
}

/**
 * Expects that each old address of what is published leads to the page that it became, or to another that had
 * it too.
 */
export async function expectOldAddresses({ content, pairs }: WholeImport): Promise<number> {
  const root = path.dirname(content);
  const folders = { content, public: path.join(root, 'public') };
  const { store } = await ContentStore.open({ folders, index: path.join(root, 'index.sqlite') });
  try {
    // The server answers 308 with what this query finds.
    const { redirect } = queriesFor(store, '');
    const pages = new Map<string, string[]>();
    for (const { story, file } of pairs) {
      const { slug, language } = slugAndLanguage(file);
      const edition = editionOf(language ?? 'en', 'en');
      const page = pathTo({ kind: story.kind === 'page' ? 'page' : 'article', edition, slug });
      if (story.draft) continue;
      for (const old of story.oldAddresses) pages.set(old, [...(pages.get(old) ?? []), page]);
    }
    for (const [old, targets] of pages) {
      // A page may have kept its address.
      if (targets.some((target) => comparablePath(target) === comparablePath(old))) continue;
      const found = redirect(encodeURI(old));
      expect.soft(targets, `${old} leads to ${JSON.stringify(found)}`).toContain(found?.kind === 'moved' && found.path);
    }
    return pages.size;
  } finally {
    await store.close();
  }
}

const FRONT_MATTER =
  /^\s*(?:---\w*[ \t]*\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)|\+\+\+[ \t]*\r?\n[\s\S]*?\n\+\+\+[ \t]*(?:\r?\n|$)|\{\r?\n[\s\S]*?\n\}\r?\n)/;
const TEMPLATE =
  /\{%-?\s*comment[\s\S]*?endcomment\s*-?%\}|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|(?:^\* [^\n]*\n)?\{:[^{}\n]*\}|\{[#.][^{}\n]*\}/gm;

const ALT_TEXT = /!\[[^\]]*\]|\balt\s*=\s*(?:"[^"]*"|'[^']*')/g;

/**
 * Expects that a story from a folder of Markdown files has all words of its source, but for those in tags of
 * templates, and no others than these and `allowed` ones.
 */
export function expectWordsOfSource(
  folder: string,
  { story, file, body }: StoryPair,
  allowed: ReadonlySet<string>,
): void {
  const source = readFileSync(path.join(folder, story.source), 'utf8').replace(/^\uFEFF/, '');
  const text = source.replace(FRONT_MATTER, '').replace(/\r\n?/g, '\n');
  // What stands for an address must leave one: an image without one is none.
  const replaced = (_: string, at: number, whole: string) => (/[("'=]/.test(whole.charAt(at - 1)) ? '/_' : '<!-- -->');
  const without = (markdown: string) => wordsOnPage(markdown.replace(TEMPLATE, replaced));
  const { missing, added } = differences(without(text), without(body));
  // A tag may stand for the title, or for another key.
  const [keys = ''] = FRONT_MATTER.exec(source) ?? [];
  const inTags = new Set(wordsIn([...(text.match(TEMPLATE) ?? []), story.title, keys].join(' ')));
  const unexpected = added.filter((word) => !inTags.has(word) && !allowed.has(word));
  // The alt text of an image that the archive does not have describes nothing.
  const alts = new Set(wordsIn((text.match(ALT_TEXT) ?? []).join(' ')));
  const lost = missing.filter((word) => !alts.has(word));
  expect.soft({ lost, unexpected }, `${story.source} as ${file}`).toEqual({ lost: [], unexpected: [] });
}
