import type { Config } from '../config.ts';
import { PreviewImages } from '../images/preview-images.ts';
import { readCheckPath } from '../routes/preview-link.ts';
import { checkUnsaved } from '../store/check-unsaved.ts';
import type { ContentStore } from '../store/content-store.ts';
import type { InspectBranchImage } from '../store/unpublished.ts';
import { unsavedFile } from '../store/unsaved-files.ts';
import type { RenderedPage } from './rendering.ts';

/** What the diagnostics of unsaved files are made with; see `Config`. */
export type UnsavedSettings = Pick<Config, 'previewSecret' | 'cacheFolder' | 'imageCache'>;

let previewImages: PreviewImages | null = null;

/**
 * Returns the diagnostics of the unsaved file at a path of `checkPath`, as JSON; null if the path is none.
 */
export async function renderUnsavedCheck(
  store: ContentStore,
  path: string,
  { previewSecret, cacheFolder, imageCache }: UnsavedSettings,
): Promise<RenderedPage | null> {
  const claim = previewSecret === null ? null : readCheckPath(path, previewSecret, store.clock());
  const unsaved = claim && unsavedFile(cacheFolder, claim.unsaved);
  if (!unsaved) return null;
  const inspect: InspectBranchImage = ({ id, file }, bytes) => {
    previewImages ??= new PreviewImages(imageCache);
    return previewImages.inspect(id, file, bytes);
  };
  const text = JSON.stringify(await checkUnsaved(store, unsaved, inspect));
  return { status: 200, type: 'application/json', links: '', text, styleHash: null };
}
