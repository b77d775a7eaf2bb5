import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type ContentFolders, fileSize, locate, readFileBytes, realFolders } from '../../content/files.ts';
import { BrokenFontError, MAX_FONT_BYTES, readFont } from '../../content/font-file.ts';
import type { ThemeLookup } from '../../content/theme.ts';
import type { FontFile } from '../../content/theme-faces.ts';
import { imageLookup } from './article-context.ts';

/** Looks up what a theme names: images in the index, and fonts on disk. */
export function themeLookup(db: DatabaseSync, folders: ContentFolders): ThemeLookup {
  const real = realFolders(folders);
  return {
    ...imageLookup(db),
    sizeOf: (path) => fileSize(locate(real, path)),
    fontAt: (url) => fontIn(locate(real, `public${url}`)),
  };
}

function fontIn(absolute: string): FontFile | null {
  const size = fileSize(absolute);
  if (size === null) return null;
  if (size > MAX_FONT_BYTES) return { broken: `has ${size.toLocaleString('en')} bytes` };
  const bytes = readFileBytes(absolute);
  if (!bytes) return null;
  try {
    return { hash: hash('sha256', bytes).slice(0, 8), measures: readFont(bytes) };
  } catch (error) {
    if (error instanceof BrokenFontError) return { broken: error.message };
    throw error;
  }
}
