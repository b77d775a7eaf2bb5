import { hash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Article, ArticleContext } from '../../content/article.ts';
import { type ContentFile, readContent } from '../../content/files.ts';
import type { ImageFinding } from '../../content/image-inspection.ts';
import type { BodyParser } from '../../content/lint/analyse-body.ts';
import { NO_USES } from '../../content/lint/check-body.ts';
import { BLOCKING, bounded, type Diagnostic, shortened } from '../../content/parse/diagnostic.ts';
import type { Reading } from '../../content/reading.ts';
import { programFile } from '../../programs.ts';

/** A file to read, unless its text has the hash `known`. */
export type ReadingTask = Readonly<{ file: ContentFile; known: string | null }>;

/** The result of a task: null for a deleted file; `reading` is null if the text did not change. */
export type Outcome<Record> = Readonly<{ digest: string; reading: Reading<Record> | null }> | null;

/**
 * The context in which a thread reads articles. It holds all image findings, because only this connection
 * sees the open transaction.
 */
export type ThreadContext = Omit<ArticleContext, 'images'> &
  Readonly<{ origin: string; findings: ReadonlyMap<string, ImageFinding | null> }>;

/** The number of articles from which threads read them: starting threads takes longer than reading a few. */
const MIN_FOR_THREADS = 1_000;
const BATCH = 200;
/** The batches that a thread has at a time: one to read and one that waits, so that no thread is idle. */
const BATCHES_PER_THREAD = 2;

let parser: BodyParser | null = null;

/** Thrown by `lazyBodyParser` before the Markdown parser is loaded. */
class ParserNotLoaded extends Error {}

/** `bodyParser` for the readers that `readFiles` calls. */
export const lazyBodyParser: BodyParser = {
  analyse: (...text) => loadedParser().analyse(...text),
  openingOf: (...text) => loadedParser().openingOf(...text),
};

function loadedParser(): BodyParser {
  if (!parser) throw new ParserNotLoaded();
  return parser;
}

async function loadParser(): Promise<void> {
  parser = (await import('../../content/lint/analyse-body.ts')).bodyParser;
}

/**
 * Reads files one after the other, in this thread. Loads the Markdown parser at the first text that needs it,
 * and reads that text again: loading takes longer than most syncs, which do not need it.
 */
export async function* readFiles<Record>(
  tasks: readonly ReadingTask[],
  read: (file: string, source: string) => Reading<Record>,
): AsyncGenerator<Outcome<Record>> {
  for (const task of tasks) {
    const source = readContent(task.file);
    let outcome: Outcome<Record>;
    try {
      outcome = readSource(task, source, read);
    } catch (error) {
      if (!(error instanceof ParserNotLoaded)) throw error;
      await loadParser();
      outcome = readSource(task, source, read);
    }
    yield outcome;
  }
}

/** Reads the text `source` of the file at a path (`content/…`). */
export type ReadSource<Record> = (file: string, source: string) => Promise<Reading<Record>>;

/** A `ReadSource` that loads the Markdown parser when a text needs it. */
export function loadingParser<Record>(read: (file: string, source: string) => Reading<Record>): ReadSource<Record> {
  return async (file, source) => {
    try {
      return readSafely(file, source, read);
    } catch (error) {
      if (!(error instanceof ParserNotLoaded)) throw error;
      await loadParser();
      return readSafely(file, source, read);
    }
  };
}

/**
 * Reads articles, in threads if there are many and several processors. The outcomes have the order of
 * `tasks`.
 */
export async function* readArticles(
  tasks: readonly ReadingTask[],
  read: (file: string, source: string) => Reading<Article>,
  context: () => ThreadContext,
): AsyncGenerator<Outcome<Article>> {
  const processors = Math.min(availableParallelism(), 4);
  if (tasks.length < MIN_FOR_THREADS || processors < 2) {
    yield* readFiles(tasks, read);
    return;
  }
  const workerData = context();
  const threads = Array.from({ length: processors }, () => new ReadingThread(workerData));
  const running: Promise<Outcome<Article>[]>[] = [];
  let sent = 0;
  const sendBatch = () => {
    const batch = tasks.slice(sent * BATCH, (sent + 1) * BATCH);
    const thread = threads[sent++ % threads.length];
    if (thread && batch.length > 0) running.push(thread.read(batch));
  };
  try {
    for (let batch = 0; batch < threads.length * BATCHES_PER_THREAD; batch++) sendBatch();
    for (let next = running.shift(); next; next = running.shift()) {
      const outcomes = await next;
      sendBatch();
      yield* outcomes;
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
  }
}

/** A thread that reads articles: `parse-thread.ts`. It replies in the order of the calls. */
class ReadingThread {
  readonly #worker: Worker;
  readonly #waiting: PromiseWithResolvers<Outcome<Article>[]>[] = [];

  constructor(workerData: ThreadContext) {
    this.#worker = new Worker(/* turbopackIgnore: true */ programFile('parse-thread'), { workerData });
    this.#worker.on('message', (outcomes: Outcome<Article>[]) => this.#waiting.shift()?.resolve(outcomes));
    this.#worker.on('error', (error) => {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  read(tasks: readonly ReadingTask[]): Promise<Outcome<Article>[]> {
    const waiting = Promise.withResolvers<Outcome<Article>[]>();
    waiting.promise.catch(() => {}); // if several reject together, only the first is awaited
    this.#waiting.push(waiting);
    this.#worker.postMessage(tasks);
    return waiting.promise;
  }

  end(): Promise<number> {
    return this.#worker.terminate();
  }
}

/** Returns the outcome for a file with the text `source` (see `readContent`). */
export function readSource<Record>(
  { file, known }: ReadingTask,
  source: string | Diagnostic | null,
  read: (file: string, source: string) => Reading<Record>,
): Outcome<Record> {
  if (source === null) return null; // deleted since it was listed: the next sync sees that
  const digest = typeof source === 'string' ? hash('sha256', source) : '';
  if (digest === known) return { digest, reading: null };
  if (typeof source !== 'string') return { digest, reading: { record: null, diagnostics: [source], ...NO_USES } };
  return { digest, reading: readSafely(file.path, source, read) };
}

/** Calls `read`. If that throws, which is a bug, the file has a diagnostic and the other files are read. */
function readSafely<Record>(
  file: string,
  source: string,
  read: (file: string, source: string) => Reading<Record>,
): Reading<Record> {
  try {
    const reading = read(file, source);
    return { ...reading, diagnostics: bounded(reading.diagnostics) };
  } catch (error) {
    if (error instanceof ParserNotLoaded) throw error;
    const reason = `The file could not be read: ${shortened((error as Error).message)}.`;
    const fix = 'Simplify it, and report this: it is a bug in Dateline, too.';
    return {
      record: null,
      diagnostics: [{ file, line: 1, column: 1, ...BLOCKING, rule: 'file-unparsable', reason, fix }],
      ...NO_USES,
    };
  }
}
