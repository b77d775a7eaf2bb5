import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { decoderEnvironment } from '../child-environment.ts';
import type { ImageInspection } from '../content/image-inspection.ts';
import { programFile, projectFile } from '../programs.ts';
import type { ImageFile } from '../routes/image-files.ts';
import type { IconColours } from './icon-image.ts';
import type { ShareImageContent } from './share-image-svg.ts';

/** The files of a share image: the lead image, its copy in the cache, and the logo; null for none. */
export type ShareImageFiles = Readonly<{ absolute: string | null; reduced: string | null; logo: string | null }>;

export type ImageJob =
  | { id: number; task: 'inspect'; absolute: string; name: string; known: string }
  | { id: number; task: 'reduce'; absolute: string; file: ImageFile }
  | { id: number; task: 'encode'; absolute: string; file: ImageFile; reduced: string | null }
  | { id: number; task: 'icon'; letters: string; side: number; colours: IconColours }
  | ({ id: number; task: 'draw'; content: ShareImageContent } & ShareImageFiles);
export type ImageJobResult = { id: number; result: unknown } | { id: number; error: string };

/** An `ImageJob` without `id`, which it gets when it is sent. */
type Task = ImageJob extends infer Each ? (Each extends ImageJob ? Omit<Each, 'id'> : never) : never;
type Job = { task: Task; suspect: boolean; resolve: (result: unknown) => void; reject: (error: Error) => void };

/** The number of jobs at a time. */
const MAX_RUNNING = 2;
/** A job that takes longer is ended with its process. Nobody waits for it; on a busy machine it may take long. */
const JOB_MILLISECONDS = 120_000;
const TOO_LONG = `its decoder took longer than ${JOB_MILLISECONDS / 1000} seconds`;
/** A process without jobs, which holds some 60 MB, ends after this time. */
const IDLE_MILLISECONDS = 10_000;

/**
 * Inspects images, makes their variants and draws share images, in a process of its own that starts with the
 * first job and ends after some seconds without one. Images come from outside and their decoders are written
 * in C: a hostile image can crash or bloat only that process. It has a lower priority than the server.
 */
export class ImageWorker {
  #process: ChildProcess | null = null;
  #next = 0;
  readonly #waiting: Job[] = [];
  readonly #running = new Map<number, Job>();
  #idle: NodeJS.Timeout | undefined;

  /**
   * Inspects the image at `absolute`, called `name` in the project. `known` is the hash that it had, or
   * empty. Null when the file is gone. An image that cannot be read gives an inspection with a finding.
   */
  async inspect(absolute: string, name: string, known: string): Promise<ImageInspection | null> {
    try {
      return (await this.#run({ task: 'inspect', absolute, name, known })) as ImageInspection | null;
    } catch (error) {
      const { message } = error as Error;
      const reason = `${name} cannot be read: ${message.trimEnd().replace(/\.$/, '')}.`;
      const anew = 'ave it again as JPEG, PNG, WebP, AVIF or SVG.';
      const fix = message === TOO_LONG ? `The machine may be busy: try again. If this stays, s${anew}` : `S${anew}`;
      return { hash: '', facts: null, finding: { severity: 'error', rule: 'image-broken', reason, fix } };
    }
  }

  /**
   * Returns a copy in the size of `file` of the image at `absolute`, almost without loss: its variants are made
   * from that, so that a large image is decoded once. Null and throws as `encode`.
   */
  async reduce(absolute: string, file: ImageFile): Promise<Buffer | null> {
    return (await this.#run({ task: 'reduce', absolute, file })) as Buffer | null;
  }

  /**
   * Returns the variant `file` of the image at `absolute`, made from its copy at `reduced` if there is one. Null
   * when the file there is no longer that image. Throws when the variant cannot be made.
   */
  async encode(absolute: string, file: ImageFile, reduced: string | null = null): Promise<Buffer | null> {
    return (await this.#run({ task: 'encode', absolute, file, reduced })) as Buffer | null;
  }

  /**
   * Returns a share image as PNG. Null when the lead image is no longer the one of `content`; a logo that is no
   * longer that one is left out. Throws when it cannot be drawn.
   */
  async draw(
    content: ShareImageContent,
    { absolute = null, reduced = null, logo = null }: Partial<ShareImageFiles>,
  ): Promise<Buffer | null> {
    return (await this.#run({ task: 'draw', content, absolute, reduced, logo })) as Buffer | null;
  }

  /** Returns an icon as PNG: `letters` on a square of `side` pixels. */
  async icon(letters: string, side: number, colours: IconColours): Promise<Buffer> {
    return (await this.#run({ task: 'icon', letters, side, colours })) as Buffer;
  }

  /** Ends the process, and rejects the jobs that wait. */
  close(): void {
    for (const job of [...this.#waiting.splice(0), ...this.#running.values()])
      job.reject(new Error('The image worker is closed.'));
    this.#running.clear();
    clearTimeout(this.#idle);
    this.#process?.removeAllListeners().kill('SIGKILL');
    this.#process = null;
  }

  #run(task: Task): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, suspect: false, resolve, reject });
      this.#startJobs();
    });
  }

  #startJobs(): void {
    // After the process died, each job that it was running is tried again alone, to find the one that killed
    // it.
    const alone = [...this.#running.values(), this.#waiting[0]].some((job) => job?.suspect);
    while (this.#waiting.length > 0 && this.#running.size < (alone ? 1 : MAX_RUNNING)) {
      const job = this.#waiting.shift() as Job;
      const id = this.#next++;
      this.#running.set(id, job);
      const worker = this.#runningProcess();
      worker.ref();
      worker.channel?.ref();
      worker.send({ ...job.task, id } satisfies ImageJob, () => {}); // 'exit' handles a process that has ended
      const timer = setTimeout(() => this.#endJob(id), JOB_MILLISECONDS);
      const { resolve, reject } = job;
      job.resolve = (result) => {
        clearTimeout(timer);
        resolve(result);
      };
      job.reject = (error) => {
        clearTimeout(timer);
        reject(error);
      };
    }
    if (this.#running.size > 0 || !this.#process) return;
    this.#process.unref();
    this.#process.channel?.unref();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.close(), IDLE_MILLISECONDS).unref();
  }

  /** Ends a job that takes too long, with its process. It gets no second try; the jobs beside it do. */
  #endJob(id: number): void {
    const job = this.#running.get(id);
    this.#running.delete(id);
    this.#process?.kill('SIGKILL');
    job?.reject(new Error(TOO_LONG));
  }

  #runningProcess(): ChildProcess {
    clearTimeout(this.#idle);
    if (this.#process) return this.#process;
    const env = decoderEnvironment({
      // Share images use the project's own fonts only, whatever the machine has. Pango reads this when it is
      // loaded.
      FONTCONFIG_FILE: projectFile('lib/images/fonts/fonts.conf'),
      PANGOCAIRO_BACKEND: 'fontconfig',
    });
    const program = programFile('image-process');
    const started = fork(/* turbopackIgnore: true */ program, { execArgv: [], serialization: 'advanced', env });
    this.#process = started;
    started.on('message', (reply: ImageJobResult) => {
      const job = this.#running.get(reply.id);
      this.#running.delete(reply.id);
      if ('error' in reply) job?.reject(new Error(reply.error));
      else job?.resolve(reply.result);
      this.#startJobs();
    });
    const ended = (why: string) => {
      if (this.#process !== started) return;
      this.#process = null;
      const interrupted = [...this.#running.values()];
      this.#running.clear();
      for (const job of interrupted) {
        if (job.suspect) job.reject(new Error(why));
        else this.#waiting.unshift({ ...job, suspect: true });
      }
      this.#startJobs();
    };
    started.once('error', (error) => ended(error.message));
    started.once('exit', (code, signal) => ended(`its decoder ended (${signal ?? code})`));
    try {
      if (started.pid) setPriority(started.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // Not permitted on this system. The worker works all the same.
    }
    return started;
  }
}
