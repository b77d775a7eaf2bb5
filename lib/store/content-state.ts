import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../dates.ts';
import { changesOfTime } from './changes-of-time.ts';
import { keysTouchedSince } from './sync/touched-keys.ts';

/**
 * A state of the content, by which what has changed since is found, also after a restart: the index and its
 * generation, and an instant from which time alone had changed nothing.
 */
export type ContentState = Readonly<{ index: string; generation: number; since: Instant }>;

/** The parts of a `ContentStore` that are needed here. */
type Store = Readonly<{
  generation(): number;
  openedIndex(): Readonly<{ id: string; generation: number; since: Instant }>;
  clock(): Instant;
  publication(): Readonly<{ timeZone: string }>;
  read<Result>(query: (db: DatabaseSync) => Result): Result;
}>;

/** The present state of the content. */
export function stateOf(store: Store): ContentState {
  store.generation(); // notices the end of an embargo
  const { id, generation, since } = store.openedIndex();
  return { index: id, generation, since };
}

/** The answers of `touchedAfter` in one generation of a store: many pages have the same state. */
const known = new WeakMap<Store, { generation: number; answers: Map<string, ReadonlySet<string> | null> }>();

/** The dependency keys of what has changed after `state`; null if that may be anything. */
export function touchedAfter(store: Store, state: ContentState): ReadonlySet<string> | null {
  const generation = store.generation();
  let ofStore = known.get(store);
  if (ofStore?.generation !== generation) {
    ofStore = { generation, answers: new Map() };
    known.set(store, ofStore);
  }
  const name = JSON.stringify(state);
  const answer = ofStore.answers.get(name);
  if (answer !== undefined) return answer;
  const found = findTouched(store, state);
  ofStore.answers.set(name, found);
  return found;
}

function findTouched(store: Store, { index, generation, since }: ContentState): ReadonlySet<string> | null {
  if (index !== store.openedIndex().id) return null;
  const { timeZone } = store.publication();
  return store.read((db) => {
    const byFiles = keysTouchedSince(db, generation);
    const byTime = changesOfTime(db, timeZone, since, store.clock()).touched;
    return byFiles && byTime && byFiles.union(byTime);
  });
}
