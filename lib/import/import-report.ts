import { bytesAt, type ContentFolders } from '../content/files.ts';
import { visible } from '../content/parse/diagnostic.ts';
import { replaceContent } from '../content/write-content.ts';
import type { ImportedFile, ImportResult } from './write-archive.ts';

// The report of an import: what came, what did not, and what a person should look at.

export const REPORT_FILE = 'content/import-report.md';

/** So many sources are named for each kind of thing that was left out. */
const MAX_NAMED = 50;

const PLURALS = { story: 'stories', page: 'pages', author: 'authors', tag: 'tags' } as const;

/** The counts of an import, in words: `2 stories, 1 page, 3 images`. */
export function countsOf({ files, images, documents, redirects }: ImportResult): string {
  const kinds = Map.groupBy(files.values(), ({ kind }) => kind);
  const counted = (count: number, one: string, several: string) =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
  const parts = [
    ...(['story', 'page', 'author', 'tag'] as const).flatMap((kind) =>
      counted(kinds.get(kind)?.length ?? 0, kind, PLURALS[kind]),
    ),
    ...counted(images, 'image', 'images'),
    ...counted(documents, 'other file', 'other files'),
    ...counted(redirects, 'old address', 'old addresses'),
  ];
  return parts.join(', ') || 'nothing';
}

/**
 * Returns the report: the same for the same archive and content, whenever it is made. `system` is the name of
 * the archive's.
 */
export function reportOf(result: ImportResult, system: string): string {
  const { notes, files, record } = result;
  const parts = [`# Import from ${system}`, `Imported: ${countsOf(result)}.`];
  if (notes.leftOut.size > 0) parts.push('## Left out', leftOutTable(notes.leftOut));
  const kept = [...files.values()].filter(({ written }) => / by a person$/.test(written)).sort(byFile);
  if (kept.length > 0) {
    parts.push(
      '## Not written',
      'These files are as a person left them.',
      kept.map(({ file, written }) => `- ${file}: ${written}`).join('\n'),
    );
  }
  const sources = new Set([
    ...notes.sources,
    ...record.entries().flatMap(([source, { changes }]) => (changes ? [source] : [])),
  ]);
  const noted = [...sources].map((source) => ({
    source,
    file: files.get(source)?.file ?? record.entry(source)?.file ?? '',
    sentences: [...notes.about(source), ...(record.entry(source)?.changes ?? [])],
  }));
  if (noted.length > 0) {
    const sections = noted
      .sort((a, b) => byFile(a, b) || (a.source < b.source ? -1 : 1))
      .map(
        ({ source, file, sentences }) =>
          `### ${file || source}\n\n${[`From ${source}.`, ...sentences].map((one) => `- ${plain(one)}`).join('\n')}`,
      );
    parts.push('## To look at', ...sections);
  }
  const rows = [...files]
    .sort(([, a], [, b]) => byFile(a, b))
    .map(([source, { file }]) => `| ${plain(source)} | ${file} |`);
  if (rows.length > 0) parts.push('## Files', ['| from | file |', '| --- | --- |', ...rows].join('\n'));
  return `${parts.join('\n\n')}\n`;
}

/** Writes the report, if it has changed. */
export function writeReport(folders: ContentFolders, report: string): void {
  if (bytesAt(folders, REPORT_FILE)?.toString() !== report) replaceContent(folders, REPORT_FILE, report);
}

function leftOutTable(leftOut: ReadonlyMap<string, readonly string[]>): string {
  const rows = [...leftOut]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, sources]) => {
      const named = [...new Set(sources)];
      const more = named.length - MAX_NAMED;
      const where = named.slice(0, MAX_NAMED).join(', ') + (more > 0 ? `, and ${more} more` : '');
      return `| ${plain(what)} | ${sources.length} | ${plain(where)} |`;
    });
  return ['| what | how many | where |', '| --- | --- | --- |', ...rows].join('\n');
}

const byFile = (a: Pick<ImportedFile, 'file'>, b: Pick<ImportedFile, 'file'>): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : 0;

/** A text of an archive as text of Markdown, in one line. */
function plain(text: string): string {
  return visible(text.replace(/\s+/g, ' ')).replace(/[\\`*_[\]<>|]/g, '\\$&');
}
