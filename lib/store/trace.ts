import { AsyncLocalStorage } from 'node:async_hooks';
import { hash } from 'node:crypto';
import type { ContentStore } from './content-store.ts';
import { ANYTHING, withKeys } from './dependency-keys.ts';
import type { QueryContext } from './query-context.ts';

/**
 * The queries that a page made while it was rendered, each with a fingerprint of its result. The page stays
 * true as long as the same queries give the same results ("verifying traces": Mokhov, Mitchell, Peyton Jones,
 * Build Systems à la Carte, 2018).
 */
export type Trace = Map<string, Dependency>;
export type Dependency = Readonly<{
  query: string;
  language: string;
  args: readonly unknown[];
  fingerprint: string;
  /** What the result depends on; see `dependency-keys.ts`. */
  keys: readonly string[];
}>;

// biome-ignore lint/suspicious/noExplicitAny: each query has parameters of its own; `traceQueries` keeps their types.
type Query = (context: QueryContext, ...args: any[]) => unknown;

/**
 * Queries by name. They are synchronous, and their results are plain data: results are compared by their
 * JSON.
 */
export type QueryTable = Readonly<Record<string, Query>>;

// Next's bundles and Node each have a copy of this module; a symbol on `globalThis` is the same for all.
const shared = globalThis as unknown as Record<symbol, AsyncLocalStorage<Trace> | undefined>;
const key = Symbol.for('dateline.trace');
shared[key] ??= new AsyncLocalStorage<Trace>();
const current = shared[key];

const tracedQueries = new WeakSet<Query>();

/** Whether a query runs now. The queries that it calls are part of its own result, and are not recorded. */
let running = false;

/** The dependency keys of a trace; none of null. */
export function dependencyKeysOf(trace: Trace | null): Set<string> {
  return new Set([...(trace?.values() ?? [])].flatMap(({ keys }) => keys));
}

/** Runs `work` and returns its result with the trace of all queries made meanwhile. */
export async function traced<Result>(work: () => Promise<Result>): Promise<{ result: Result; trace: Trace }> {
  const trace: Trace = new Map();
  return { result: await current.run(trace, work), trace };
}

/** The same queries, each of which records itself in the current trace, if there is one. */
export function traceQueries<Table extends QueryTable>(queries: Table): Table {
  const entries = Object.entries(queries).map(([name, query]) => [name, traceQuery(name, query)]);
  return Object.fromEntries(entries) as Table;
}

/** Whether `query` comes from `traceQueries`. */
export function isTraced(query: unknown): boolean {
  return typeof query === 'function' && tracedQueries.has(query as Query);
}

function traceQuery(name: string, query: Query): Query {
  const recorded: Query = (context, ...args) => {
    const trace = running ? undefined : current.getStore();
    if (!trace) return query(context, ...args);
    running = true;
    try {
      const { result, keys } = withKeys(() => query(context, ...args));
      record(trace, { query: name, language: context.language, args, fingerprint: fingerprintOf(result), keys });
      return result;
    } finally {
      running = false;
    }
  };
  tracedQueries.add(recorded);
  return recorded;
}

/**
 * Adds a dependency. A page that got two results of one query is outdated: it gets a fingerprint that no
 * result has.
 */
function record(trace: Trace, dependency: Dependency): void {
  const { query, language, args, fingerprint } = dependency;
  const key = JSON.stringify([query, language, args]);
  const earlier = trace.get(key)?.fingerprint ?? fingerprint;
  trace.set(key, { ...dependency, fingerprint: earlier === fingerprint ? fingerprint : '' });
}

/**
 * Whether each query in `trace` still has the same result. Repeats those that depend on a key in `touched`, or
 * all if that is null, and updates their keys. A query that `queries` does not have has no result.
 */
export function hasSameResults(
  trace: Trace,
  queries: QueryTable,
  store: ContentStore,
  touched: ReadonlySet<string> | null = null,
): boolean {
  for (const [key, dependency] of trace) {
    const { query, language, args, fingerprint } = dependency;
    if (touched && !dependency.keys.some((key) => key === ANYTHING || touched.has(key))) continue;
    const { result, keys } = withKeys(() => queries[query]?.({ store, language }, ...args));
    if (fingerprintOf(result) !== fingerprint) return false;
    trace.set(key, { ...dependency, keys });
  }
  return true;
}

function fingerprintOf(result: unknown): string {
  return hash('sha1', JSON.stringify(result) ?? 'undefined', 'base64');
}
