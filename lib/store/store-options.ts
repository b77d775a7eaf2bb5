import type { StorePaths } from '../config.ts';
import type { Instant } from '../dates.ts';
import type { Syncer } from './syncer.ts';

/** How a `ContentStore` is opened. */
export type StoreOptions = StorePaths &
  Readonly<{
    /** Returns the present instant; tests set their own. */
    clock?: (() => Instant) | undefined;
    /** Makes what runs the syncs; by default they run in this thread. */
    syncer?: ((paths: StorePaths) => Syncer) | undefined;
    /** Whether pages show unpublished stories, as in `npm run dev`. No environment variable sets it. */
    showsUnpublished?: boolean | undefined;
  }>;
