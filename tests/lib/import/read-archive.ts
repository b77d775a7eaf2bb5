import path from 'node:path';
import type {
  Archive,
  ImportedAuthor,
  ImportedItem,
  ImportedStory,
  ImportedTag,
  LeftOut,
} from '#lib/import/imported-item.ts';

/** The path of a fixture of an archive. */
export const fixture = (...names: string[]) =>
  path.join(import.meta.dirname, '..', '..', 'fixtures', 'import', ...names);

/** What an archive yields, by kind. */
export type ReadArchive = Readonly<{
  items: readonly ImportedItem[];
  stories: readonly ImportedStory[];
  authors: readonly ImportedAuthor[];
  tags: readonly ImportedTag[];
  leftOut: readonly LeftOut[];
  /** The story whose source ends with a text. */
  story(source: string): ImportedStory;
}>;

/** Reads an archive as a whole. */
export async function readArchive(archive: Archive): Promise<ReadArchive> {
  const items: ImportedItem[] = [];
  for await (const item of archive.items()) items.push(item);
  const of = <Kind extends ImportedItem['kind']>(...kinds: Kind[]) =>
    items.filter((item): item is Extract<ImportedItem, { kind: Kind }> => kinds.includes(item.kind as Kind));
  const stories = of('story', 'page') as ImportedStory[];
  return {
    items,
    stories,
    authors: of('author') as ImportedAuthor[],
    tags: of('tag') as ImportedTag[],
    leftOut: of('left-out') as LeftOut[],
    story(source) {
      const found = stories.find((story) => story.source.endsWith(source));
      if (!found) throw new Error(`No story ${source}: ${stories.map((story) => story.source).join(', ')}`);
      return found;
    },
  };
}

/** The text of a file of an archive; null if it has none at that path. */
export async function fileText(archive: Archive, name: string): Promise<string | null> {
  const stream = await archive.files(name);
  if (!stream) return null;
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
