import { hash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Article, ArticleContext } from '../../content/article.ts';
import { type ContentFile, readContent } from '../../content/files.ts';
import type { ImageFinding } from '../../content/image-inspection.ts';
import { type BodyLookup, NO_USES } from '../../content/lint/check-body.ts';
import { type Diagnostic, shortened } from '../../content/parse/diagnostic.ts';
import type { Reading } from '../../content/reading.ts';

/** A file to be read, unless its text has the hash `known`. */
export type ReadingTask = Readonly<{ file: ContentFile; known: string | null }>;

/** What became of a task: null for a file that has gone; `reading` is null where the text is as it was. */
export type Outcome<Record> = Readonly<{ digest: string; reading: Reading<Record> | null }> | null;

/** What a thread reads articles with. The findings on all images stand in for the index, whose new state no other connection sees yet. */
export type ThreadContext = Omit<ArticleContext, 'images'> &
  Readonly<{ origin: string; findings: ReadonlyMap<string, ImageFinding | null> }>;

/** From so many articles on, threads read them: starting them takes longer than reading a few. */
const MANY = 1_000;
const BATCH = 200;
/** So many batches are on their way at a time: enough that no thread waits, and no more than there is memory for. */
const BATCHES_PER_THREAD = 2;

let analyseBody: BodyLookup['analyse'] | null = null;

/** Thrown by `analyse` before the Markdown parser is loaded. */
class ParserNotLoaded extends Error {}

/** `analyseBody` for the readers that `readFiles` calls. */
export const analyse: BodyLookup['analyse'] = (...text) => {
  if (!analyseBody) throw new ParserNotLoaded();
  return analyseBody(...text);
};

/**
 * Reads files one after the other, in this thread. The first text that needs the Markdown parser has it loaded, and is read again: most
 * syncs need none, and loading it takes longer than they do.
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
      analyseBody = (await import('../../content/lint/analyse-body.ts')).analyseBody;
      outcome = readSource(task, source, read);
    }
    yield outcome;
  }
}

/** Reads articles in threads where they are many and there are processors for it; the outcomes come in the order of `tasks`. */
export async function* readArticles(
  tasks: readonly ReadingTask[],
  read: (file: string, source: string) => Reading<Article>,
  context: () => ThreadContext,
): AsyncGenerator<Outcome<Article>> {
  const processors = Math.min(availableParallelism(), 4);
  if (tasks.length < MANY || processors < 2) {
    yield* readFiles(tasks, read);
    return;
  }
  const workerData = context();
  const threads = Array.from({ length: processors }, () => new ReadingThread(workerData));
  const running: Promise<Outcome<Article>[]>[] = [];
  let given = 0;
  const give = () => {
    const batch = tasks.slice(given * BATCH, (given + 1) * BATCH);
    const thread = threads[given++ % threads.length];
    if (thread && batch.length > 0) running.push(thread.read(batch));
  };
  try {
    for (let batch = 0; batch < threads.length * BATCHES_PER_THREAD; batch++) give();
    for (let next = running.shift(); next; next = running.shift()) {
      const outcomes = await next;
      give();
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
    // Next's bundle has a copy of this module, and none of the file beside it.
    const program = path.join(/* turbopackIgnore: true */ process.cwd(), 'lib/store/sync/parse-thread.ts');
    this.#worker = new Worker(/* turbopackIgnore: true */ program, { workerData });
    this.#worker.on('message', (outcomes: Outcome<Article>[]) => this.#waiting.shift()?.resolve(outcomes));
    this.#worker.on('error', (error) => {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  read(tasks: readonly ReadingTask[]): Promise<Outcome<Article>[]> {
    const waiting = Promise.withResolvers<Outcome<Article>[]>();
    waiting.promise.catch(() => {}); // of several that fail together only the first is heard
    this.#waiting.push(waiting);
    this.#worker.postMessage(tasks);
    return waiting.promise;
  }

  end(): Promise<number> {
    return this.#worker.terminate();
  }
}

/** The outcome for a file with the text `source` (see `readContent`). */
export function readSource<Record>(
  { file, known }: ReadingTask,
  source: string | Diagnostic | null,
  read: (file: string, source: string) => Reading<Record>,
): Outcome<Record> {
  if (source === null) return null; // deleted since it was listed: the next sync sees that
  const digest = typeof source === 'string' ? hash('sha256', source) : '';
  if (digest === known) return { digest, reading: null };
  if (typeof source !== 'string') return { digest, reading: { record: null, diagnostics: [source], ...NO_USES } };
  return { digest, reading: guarded(file.path, source, read) };
}

/** What a file reads as; a fault of ours in reading it is a diagnostic of this file alone, and the other files are read. */
function guarded<Record>(
  file: string,
  source: string,
  read: (file: string, source: string) => Reading<Record>,
): Reading<Record> {
  try {
    return read(file, source);
  } catch (error) {
    if (error instanceof ParserNotLoaded) throw error;
    const reason = `The file could not be read: ${shortened((error as Error).message)}.`;
    const fix = 'Simplify it; and report this, for it is a fault of Dateline, too.';
    return {
      record: null,
      diagnostics: [{ file, line: 1, column: 1, severity: 'error', rule: 'file-unparsable', reason, fix }],
      ...NO_USES,
    };
  }
}
