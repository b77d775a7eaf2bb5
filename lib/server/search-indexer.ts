import { constants, setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { StorePaths } from '../config.ts';
import { makeSearchable, mergeSearchIndex } from '../search/search-index.ts';
import { isBusy } from '../sqlite.ts';
import { openIndex } from '../store/index-file.ts';

// The process that adds many articles to the search: `search-indexer.ts <StorePaths as JSON> <milliseconds>`. The number is the present
// instant: articles that are published later are left out. The process runs at a low priority, writes nothing between the messages `true`
// and `false`, and ends when all articles are added, or when the server that started it ends.

/** Between batches, so that others can write to the index. */
const PAUSE_MILLISECONDS = 5;

let waits = false;
process.on('message', (wait: boolean) => {
  waits = wait;
});
process.on('disconnect', () => process.exit());
// Not the lowest: a process that waits for its transaction would wait for all others, too.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const db = openIndex(JSON.parse(process.argv[2] ?? '') as StorePaths);
// What is put together fits in here.
db.exec('PRAGMA cache_size = -64000');

const now = Number(process.argv[3]);
await untilDone(() => makeSearchable(db, now));
let begun = false;
await untilDone(() => {
  const more = mergeSearchIndex(db, !begun);
  begun = true;
  return more;
});
db.close();
process.exit();

async function untilDone(step: () => boolean): Promise<void> {
  for (let more = true; more; ) {
    try {
      more = step();
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
    do await pause(PAUSE_MILLISECONDS);
    while (waits);
  }
}
