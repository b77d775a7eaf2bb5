import path from 'node:path';
import type { ContentFolders } from './content/files.ts';

/** Where a store has its files. */
export type StorePaths = Readonly<{ folders: ContentFolders /** File of the index. */; index: string }>;

/**
 * Where a project has its content and its index. `CONTENT_DIR` and `DATELINE_CACHE` in the environment put them elsewhere; both are
 * relative to the project's folder.
 */
export function projectPaths(project: string, env: NodeJS.ProcessEnv): StorePaths {
  return {
    folders: {
      content: path.resolve(project, env.CONTENT_DIR ?? 'content'),
      public: path.resolve(project, 'public'),
    },
    index: path.resolve(cacheFolder(project, env), 'index.sqlite'),
  };
}

/** Where the variants of images are kept, and how many bytes of them. */
export type ImageCacheSettings = Readonly<{ folder: string; maxBytes: number }>;

/**
 * Where a project keeps the variants of its images: in its cache folder, up to `IMAGE_CACHE_MB` megabytes (1,000 if the environment does not say). Throws when that is no
 * number.
 */
export function imageCacheSettings(project: string, env: NodeJS.ProcessEnv): ImageCacheSettings {
  const megabytes = Number(env.IMAGE_CACHE_MB || 1000);
  if (!(megabytes >= 0)) throw new Error(`IMAGE_CACHE_MB is “${env.IMAGE_CACHE_MB}”; write a number of megabytes.`);
  return { folder: path.resolve(cacheFolder(project, env), 'media'), maxBytes: megabytes * 1_000_000 };
}

/** Where what can be made again is kept. */
export function cacheFolder(project: string, env: NodeJS.ProcessEnv): string {
  return path.resolve(project, env.DATELINE_CACHE ?? '.dateline');
}
