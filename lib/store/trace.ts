import { AsyncLocalStorage } from 'node:async_hooks';
import { hash } from 'node:crypto';

/**
 * What a page asked while it was rendered, and a fingerprint of each answer. A page made from these answers is true as long as asking
 * again gives the same ("verifying traces": Mokhov, Mitchell, Peyton Jones, Build Systems à la Carte, 2018).
 */
export type Trace = Map<string, Note>;
export type Note = Readonly<{ question: string; args: readonly unknown[]; fingerprint: string }>;

/** Questions by name. An answer is plain data: it is compared by its JSON. */
// biome-ignore lint/suspicious/noExplicitAny: a table of functions with arguments of their own; each keeps its type in `Table`.
type Questions = Record<string, (...args: any[]) => unknown>;

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

/** The same questions, each noted in the running trace, if there is one. */
export function noted<Table extends Questions>(questions: Table): Table {
  const entries = Object.entries(questions).map(([question, answer]) => [
    question,
    (...args: unknown[]) => {
      const result = answer(...args);
      const trace = current.getStore();
      if (trace) note(trace, question, args, fingerprint(result));
      return result;
    },
  ]);
  return Object.fromEntries(entries) as Table;
}

/** A page that was given two answers to one question holds an old one: its trace gets a fingerprint that no answer has. */
function note(trace: Trace, question: string, args: unknown[], fingerprint: string): void {
  const key = JSON.stringify([question, args]);
  const earlier = trace.get(key)?.fingerprint ?? fingerprint;
  trace.set(key, { question, args, fingerprint: earlier === fingerprint ? fingerprint : '' });
}

/** Whether every note of `trace` still has the same answer. */
export function stillTrue(trace: Trace, questions: Questions): boolean {
  for (const { question, args, fingerprint: then } of trace.values()) {
    if (fingerprint(questions[question]?.(...args)) !== then) return false;
  }
  return true;
}

function fingerprint(answer: unknown): string {
  return hash('sha1', JSON.stringify(answer) ?? 'undefined', 'base64');
}
