import type { IncomingMessage } from 'node:http';
import type { Renderer } from '../render/rendering.ts';
import type { ContentStore } from '../store/content-store.ts';
import type { Reader } from './proxies.ts';

/** The address of the editor in the browser, and the beginning of those of its files. */
export const EDITOR_PATH = '/_dateline/editor';

/**
 * What the editor in the browser works with. Without a `previewSecret` it shows no previews; `cacheFolder`
 * has what is not saved yet.
 */
export type EditorParts = Readonly<{
  store: ContentStore;
  renderer: Renderer;
  previewSecret: string | null;
  cacheFolder: string;
  readerOf(request: IncomingMessage): Reader;
}>;
