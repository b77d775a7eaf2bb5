import { AsyncLocalStorage } from 'node:async_hooks';
import { hash } from 'node:crypto';

/**
 * What a page asked while it was rendered, and a fingerprint of each answer. A page made from these answers is true as long as asking
 * again gives the same ("verifying traces": Mokhov, Mitchell, Peyton Jones, Build Systems à la Carte, 2018).
 */
export type Trace = Map<string, Dependency>;
export type Dependency = Readonly<{ query: string; args: readonly unknown[]; fingerprint: string }>;

/** Questions by name. An answer is plain data: it is compared by its JSON. */
// biome-ignore lint/suspicious/noExplicitAny: a table of functions with arguments of their own; each keeps its type in `Table`.
type Queries = Record<string, (...args: any[]) => unknown>;

// The server and Next's bundle each have a copy of this module; what they share hangs on one symbol.
const shared = globalThis as unknown as Record<symbol, AsyncLocalStorage<Trace> | undefined>;
const key = Symbol.for('dateline.trace');
shared[key] ??= new AsyncLocalStorage<Trace>();
const current = shared[key];

/** Runs `work` and gives its result with the trace of all that was asked meanwhile. */
export async function traced<Result>(work: () => Promise<Result>): Promise<{ result: Result; trace: Trace }> {
  const trace: Trace = new Map();
  return { result: await current.run(trace, work), trace };
}

/** The same questions, each traceQueries in the running trace, if there is one. */
export function traceQueries<Table extends Queries>(queries: Table): Table {
  const entries = Object.entries(queries).map(([query, answer]) => [
    query,
    (...args: unknown[]) => {
      const result = answer(...args);
      const trace = current.getStore();
      if (trace) note(trace, query, args, fingerprint(result));
      return result;
    },
  ]);
  return Object.fromEntries(entries) as Table;
}

/** A page that was given two answers to one question holds an old one: its trace gets a fingerprint that no answer has. */
function note(trace: Trace, query: string, args: unknown[], fingerprint: string): void {
  const key = JSON.stringify([query, args]);
  const earlier = trace.get(key)?.fingerprint ?? fingerprint;
  trace.set(key, { query, args, fingerprint: earlier === fingerprint ? fingerprint : '' });
}

/** Whether every note of `trace` still has the same answer. */
export function isFresh(trace: Trace, queries: Queries): boolean {
  for (const { query, args, fingerprint: then } of trace.values()) {
    if (fingerprint(queries[query]?.(...args)) !== then) return false;
  }
  return true;
}

function fingerprint(answer: unknown): string {
  return hash('sha1', JSON.stringify(answer) ?? 'undefined', 'base64');
}
