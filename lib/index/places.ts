import path from 'node:path';
import type { ContentFolders } from '../content/files.ts';

/** Where a newsroom has its files. */
export type NewsroomPlaces = Readonly<{ folders: ContentFolders /** File of the index. */; index: string }>;

/**
 * Where a project has its content and its index. `CONTENT_DIR` and `DATELINE_CACHE` in the environment put them elsewhere; both are
 * relative to the project's folder.
 */
export function projectPlaces(project: string, env: NodeJS.ProcessEnv): NewsroomPlaces {
  return {
    folders: {
      content: path.resolve(project, env.CONTENT_DIR ?? 'content'),
      public: path.resolve(project, 'public'),
    },
    index: path.resolve(project, env.DATELINE_CACHE ?? '.dateline', 'index.sqlite'),
  };
}
