import { type ChildProcess, fork } from 'node:child_process';
import { childEnvironment } from '../child-environment.ts';
import { log } from '../log.ts';
import { programFile } from '../programs.ts';
import { SMALL_HEAP } from '../small-heap.ts';
import type { ContentStore } from '../store/content-store.ts';
import { JobQueue } from './job-queue.ts';
import type { RenderJob, RenderReply, RenderSettings } from './render-process.ts';
import {
  RenderBusyError,
  type Renderer,
  type Rendering,
  type RenderRequest,
  RenderUnavailableError,
} from './rendering.ts';

/** A process renders so many pages at a time: one may wait for git while another is rendered. */
const JOBS_AT_ONCE = 2;
/** A process that has jobs and gives no sign of life in so many seconds is stopped. */
const MAX_SILENCE_SECONDS = 20;
/**
 * A process whose job takes longer than this is stopped. A feed of twenty long texts takes some ten seconds.
 */
const JOB_MILLISECONDS = 60_000;
/** A job that no process took for so long is given up. */
const WAITING_MILLISECONDS = 45_000;
/** A process is started so often for a job. */
const ATTEMPTS = 2;
/** A process that takes more memory is replaced, in bytes. */
const MAX_MEMORY = 300_000_000;
/**
 * Pauses before a process is started again: the first, which doubles with each failed start, and the longest.
 */
const RESTART_MILLISECONDS = 100;
const MAX_RESTART_MILLISECONDS = 10_000;

/**
 * What the pool has to do: jobs that wait and that run, and how many processes were started again since the
 * start, by reason: they ended, or they grew beyond their memory.
 */
export type RenderLoad = Readonly<{
  waiting: number;
  running: number;
  restarts: Readonly<Record<'ended' | 'memory', number>>;
}>;

/** Another program for tests, other limits, and other flags of Node; `maxMemory` is in bytes. */
export type PoolOptions = Readonly<{
  program: string;
  silenceSeconds: number;
  maxMemory: number;
  execArgv: readonly string[];
}>;

type Job = RenderRequest & {
  readonly id: number;
  attempts: number;
  timer: NodeJS.Timeout | undefined;
  resolve(rendering: Rendering): void;
  reject(error: Error): void;
};

/**
 * One render process. `isLeaving` once it takes no more jobs; `silence` counts the seconds since its last
 * sign of life.
 */
type RenderProcess = {
  readonly child: ChildProcess;
  readonly jobs: Map<number, Job>;
  silence: number;
  isReady: boolean;
  isLeaving: boolean;
};

/**
 * Renders pages in `size` processes of their own, so that neither a slow page nor a crash concerns the
 * readers of others. A process that ends, hangs or grows is replaced, and its jobs are tried once more. Jobs
 * wait in a `JobQueue` until `serve` is called.
 */
export class RenderPool implements Renderer {
  readonly #settings: RenderSettings;
  readonly #size: number;
  readonly #options: PoolOptions;
  readonly #queue = new JobQueue<Job>();
  readonly #processes = new Set<RenderProcess>();
  /** Those who wait for a moment without jobs. */
  readonly #patient: (() => void)[] = [];
  #store: ContentStore | null = null;
  #lastId = 0;
  #failedStarts = 0;
  readonly #restarts = { ended: 0, memory: 0 };
  #isClosed = false;
  readonly #watchdog: NodeJS.Timeout;

  /** Starts the processes. They load Next while the store is opened; the first job waits for both. */
  constructor(settings: RenderSettings, size: number, options: Partial<PoolOptions> = {}) {
    this.#settings = settings;
    this.#size = size;
    this.#options = {
      program: programFile('render-process'),
      silenceSeconds: MAX_SILENCE_SECONDS,
      maxMemory: MAX_MEMORY,
      // Rendering makes much garbage; see “V8's heap grows slowly” in lib/README.md.
      execArgv: SMALL_HEAP,
      ...options,
    };
    for (let number = 0; number < size; number++) this.#startProcess();
    // Ticks are counted, not the time: after a pause of the machine no process is to blame.
    this.#watchdog = setInterval(() => this.#stopSilent(), 1_000).unref();
  }

  /** Begins to work on jobs, with the clock and the index of `store`. */
  serve(store: ContentStore): void {
    this.#store = store;
    this.#dispatch();
  }

  /**
   * Renders a page. Rejects with `RenderBusyError` when too many jobs wait, with `RenderUnavailableError`
   * when the processes fail, else with the error of the render process; one of SQLite has its `errcode`.
   */
  render(request: RenderRequest): Promise<Rendering> {
    return new Promise((resolve, reject) => {
      const job: Job = { ...request, id: ++this.#lastId, attempts: 0, timer: undefined, resolve, reject };
      if (this.#isClosed || !this.#queue.add(job)) {
        reject(new RenderBusyError('Too many pages wait to be rendered.'));
        return;
      }
      this.#limitWait(job);
      this.#dispatch();
    });
  }

  /** Resolves when no job waits and a process has none: for work that must not delay readers. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#patient.push(resolve);
      this.#dispatch();
    });
  }

  /** What the pool has to do now. */
  get load(): RenderLoad {
    const running = this.#processes.values().reduce((sum, { jobs }) => sum + jobs.size, 0);
    return { waiting: this.#queue.size, running, restarts: this.#restarts };
  }

  #limitWait(job: Job): void {
    job.timer = setTimeout(() => {
      this.#queue.remove(job);
      job.reject(new RenderUnavailableError('No render process took the page in time.'));
    }, WAITING_MILLISECONDS);
  }

  /** Ends the processes, and with them the jobs that they have. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#watchdog);
    for (const { child } of this.#processes) if (child.connected) child.disconnect();
  }

  #startProcess(): void {
    const child = fork(this.#options.program, [JSON.stringify(this.#settings)], {
      cwd: this.#settings.project,
      execArgv: [...this.#options.execArgv],
      serialization: 'advanced',
      env: childEnvironment(['PREVIEW_SECRET']), // pages check the links of previews
    });
    const started: RenderProcess = { child, jobs: new Map(), silence: 0, isReady: false, isLeaving: false };
    this.#processes.add(started);
    child.on('message', (reply: RenderReply) => this.#receive(started, reply));
    // A message that cannot be sent any more: `exit` follows.
    child.on('error', () => {});
    child.once('exit', () => this.#ended(started));
  }

  #receive(process: RenderProcess, reply: RenderReply): void {
    process.silence = 0;
    if ('alive' in reply) return;
    if ('ready' in reply) {
      process.isReady = true;
      this.#failedStarts = 0;
    } else {
      const job = process.jobs.get(reply.id);
      if (!job) return;
      process.jobs.delete(reply.id);
      clearTimeout(job.timer);
      if ('rendering' in reply) {
        job.resolve(reply.rendering);
        if (reply.memory > this.#options.maxMemory) this.#replace(process);
      } else job.reject(Object.assign(new Error(reply.message), { stack: reply.stack, errcode: reply.errcode }));
      if (process.isLeaving && process.jobs.size === 0) process.child.disconnect();
    }
    this.#dispatch();
  }

  /** Stops each process that hangs: its jobs are tried again in another one. */
  #stopSilent(): void {
    for (const process of this.#processes) {
      if (process.jobs.size > 0 && ++process.silence > this.#options.silenceSeconds) this.#stop(process, 'hangs');
    }
  }

  #stop(process: RenderProcess, reason: string): void {
    const paths = [...process.jobs.values()].map(({ path }) => path.trim()).join(', ');
    log.error(`A render process ${reason} and is stopped; it was rendering ${paths}.`);
    process.child.kill('SIGKILL');
  }

  /** Starts another process, and ends `process` after its last job. */
  #replace(process: RenderProcess): void {
    if (process.isLeaving || this.#isClosed) return;
    process.isLeaving = true;
    this.#restarts.memory++;
    this.#startProcess();
  }

  #ended(process: RenderProcess): void {
    this.#processes.delete(process);
    for (const job of process.jobs.values()) {
      clearTimeout(job.timer);
      if (job.attempts < ATTEMPTS && !this.#isClosed) {
        this.#queue.putBack(job);
        this.#limitWait(job);
      } else job.reject(new RenderUnavailableError('The render process ended before the page was done.'));
    }
    if (this.#isClosed || process.isLeaving) return;
    this.#restarts.ended++;
    if (!process.isReady) this.#failedStarts++;
    const pause = process.isReady
      ? 0
      : Math.min(RESTART_MILLISECONDS * 2 ** this.#failedStarts, MAX_RESTART_MILLISECONDS);
    log.error('A render process ended; another one is started.');
    setTimeout(() => {
      if (!this.#isClosed && this.#processes.size < this.#size) this.#startProcess();
    }, pause).unref();
  }

  /** Gives waiting jobs to processes that have room. */
  #dispatch(): void {
    const store = this.#store;
    if (!store) return;
    for (;;) {
      const process = this.#leastBusy();
      const job = process && this.#queue.take();
      if (!job) {
        if (process?.jobs.size === 0) for (const resolve of this.#patient.splice(0)) resolve();
        return;
      }
      this.#give(process, job, store);
    }
  }

  /** The process with the fewest jobs; undefined if none takes another. */
  #leastBusy(): RenderProcess | undefined {
    return [...this.#processes]
      .filter(({ isReady, isLeaving, jobs }) => isReady && !isLeaving && jobs.size < JOBS_AT_ONCE)
      .sort((a, b) => a.jobs.size - b.jobs.size)[0];
  }

  #give(process: RenderProcess, job: Job, store: ContentStore): void {
    clearTimeout(job.timer);
    job.attempts++;
    job.timer = setTimeout(() => this.#stop(process, 'takes too long'), JOB_MILLISECONDS);
    if (process.jobs.size === 0) process.silence = 0;
    process.jobs.set(job.id, job);
    const message: RenderJob = { id: job.id, path: job.path, now: store.clock(), index: store.openedIndex().id };
    process.child.send(message, () => {}); // a process that is gone emits `exit`
  }
}
