import type { Archive } from './imported-item.ts';

/** A system whose archives can be imported. */
export type ImportSystem = Readonly<{
  /** Its name in texts. */
  title: string;
  /** What follows its name on the command line: `export.xml`. */
  source: string;
  /**
   * Opens the archive at paths of the command line, which are absolute, or at an address. Throws an error with a
   * sentence, and the position in the file, if they are no such archive. `progress` hears of what was fetched.
   */
  open(sources: readonly string[], progress?: (fetched: number) => void): Promise<Archive>;
}>;

/** All systems by their names on the command line. A command loads only the reader that it uses. */
export const SYSTEMS: Readonly<Record<string, ImportSystem>> = {
  wordpress: {
    title: 'WordPress',
    source: 'export.xml|https://…',
    open: async (sources, progress) => (await import('./systems/wordpress.ts')).openWordPress(sources, progress),
  },
  ghost: {
    title: 'Ghost',
    source: 'export.json',
    open: async (sources) => (await import('./systems/ghost.ts')).openGhost(only(sources)),
  },
  jekyll: folderOf('Jekyll', 'jekyll'),
  hugo: folderOf('Hugo', 'hugo'),
  eleventy: folderOf('Eleventy', 'eleventy'),
  substack: {
    title: 'Substack',
    source: 'export.zip',
    open: async (sources) => (await import('./systems/substack.ts')).openSubstack(only(sources)),
  },
  medium: {
    title: 'Medium',
    source: 'export.zip',
    open: async (sources) => (await import('./systems/medium.ts')).openMedium(only(sources)),
  },
  docx: {
    title: 'Word',
    source: 'file.docx …',
    open: async (sources) => (await import('./systems/docx.ts')).openDocuments(sources),
  },
};

function folderOf(title: string, name: 'jekyll' | 'hugo' | 'eleventy'): ImportSystem {
  return {
    title,
    source: 'folder',
    open: async (sources) => (await import('./systems/markdown-folder.ts')).openMarkdownFolder(name, only(sources)),
  };
}

function only([source = '', ...others]: readonly string[]): string {
  if (others.length === 0) return source;
  throw new Error(`Name one archive: “${others[0]}” is another one. Import it with a second command.`);
}
