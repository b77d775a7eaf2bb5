import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import type { ImageInspection } from '../content/image-inspection.ts';
import type { ImageFile } from '../routes/image-files.ts';
import type { ShareImageContent } from './share-image-svg.ts';

export type ImageJob =
  | { id: number; task: 'inspect'; absolute: string; name: string; known: string }
  | { id: number; task: 'encode'; absolute: string; file: ImageFile }
  | { id: number; task: 'draw'; card: ShareImageContent; absolute: string | null };
export type ImageJobResult = { id: number; result: unknown } | { id: number; error: string };

/** Without `id`, which is given when it is sent. */
type Task = ImageJob extends infer Each ? (Each extends ImageJob ? Omit<Each, 'id'> : never) : never;
type Job = { task: Task; suspect: boolean; resolve: (result: unknown) => void; reject: (error: Error) => void };

/** How many images are being worked on at a time. */
const AT_ONCE = 2;
/** How long one may take. */
const JOB_MILLISECONDS = 30_000;
/** How long a process without work stays, holding some 60 MB. */
const IDLE_MILLISECONDS = 10_000;

/**
 * The image desk: looks at images, makes their variants and draws share images, in a process of its own that is started when there is work and ends when there has been none for a
 * while. Images come from outside, and their decoders are written in C: what a hostile one brings down, or blows up, is that process. It stands back behind
 * the server in the operating system's queue.
 */
export class ImageWorker {
  #process: ChildProcess | null = null;
  #next = 0;
  readonly #waiting: Job[] = [];
  readonly #running = new Map<number, Job>();
  #idle: NodeJS.Timeout | undefined;

  /**
   * Looks at the image at `absolute`, which is called `name` in the project; `known` is the hash that it had, or empty. Null when it has gone. An image that cannot be read is
   * an inspection with a finding.
   */
  async inspect(absolute: string, name: string, known: string): Promise<ImageInspection | null> {
    try {
      return (await this.#do({ task: 'inspect', absolute, name, known })) as ImageInspection | null;
    } catch (error) {
      const reason = `${name} cannot be read: ${(error as Error).message.replace(/[.\s]*$/, '')}.`;
      const fix = 'Save it again as JPEG, PNG, WebP, AVIF or SVG.';
      return { hash: '', facts: null, finding: { severity: 'error', rule: 'image-broken', reason, fix } };
    }
  }

  /** The bytes of `file`, made from the image at `absolute`; null when that is no longer the image. Throws when it cannot be made. */
  async encode(absolute: string, file: ImageFile): Promise<Buffer | null> {
    return (await this.#do({ task: 'encode', absolute, file })) as Buffer | null;
  }

  /**
   * The image of `card` as PNG, beside the image at `absolute`, if it has one; null when that is no longer the image. Throws when it cannot be drawn.
   */
  async draw(card: ShareImageContent, absolute: string | null): Promise<Buffer | null> {
    return (await this.#do({ task: 'draw', card, absolute })) as Buffer | null;
  }

  /** Ends its process; whoever still waits is told that the desk is closed. */
  close(): void {
    for (const job of [...this.#waiting.splice(0), ...this.#running.values()])
      job.reject(new Error('The image desk is closed.'));
    this.#running.clear();
    clearTimeout(this.#idle);
    this.#process?.removeAllListeners().kill('SIGKILL');
    this.#process = null;
  }

  #do(task: Task): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, suspect: false, resolve, reject });
      this.#go();
    });
  }

  #go(): void {
    // When the process died, what it was at is tried again, each alone, so that only the culprit is blamed.
    const alone = [...this.#running.values(), this.#waiting[0]].some((job) => job?.suspect);
    while (this.#waiting.length > 0 && this.#running.size < (alone ? 1 : AT_ONCE)) {
      const job = this.#waiting.shift() as Job;
      const id = this.#next++;
      this.#running.set(id, job);
      const used = this.#started();
      used.ref();
      used.channel?.ref();
      used.send({ ...job.task, id } satisfies ImageJob, () => {}); // a process that is gone has its own event
      const timer = setTimeout(() => used.kill('SIGKILL'), JOB_MILLISECONDS);
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

  #started(): ChildProcess {
    clearTimeout(this.#idle);
    if (this.#process) return this.#process;
    // Next's bundle has a copy of this module, and none of the file beside it.
    const program = path.join(/* turbopackIgnore: true */ process.cwd(), 'lib/images/image-process.ts');
    const { PUBLISH_SECRET: _, ...env } = process.env;
    // Share images are set in the project's own faces, whatever others the machine has. What sets them reads this when it is loaded.
    env.FONTCONFIG_FILE = path.join(/* turbopackIgnore: true */ process.cwd(), 'lib/images/fonts/fonts.conf');
    env.PANGOCAIRO_BACKEND = 'fontconfig';
    const started = fork(/* turbopackIgnore: true */ program, { execArgv: [], serialization: 'advanced', env });
    this.#process = started;
    started.on('message', (reply: ImageJobResult) => {
      const job = this.#running.get(reply.id);
      this.#running.delete(reply.id);
      if ('error' in reply) job?.reject(new Error(reply.error));
      else job?.resolve(reply.result);
      this.#go();
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
      this.#go();
    };
    started.once('error', (error) => ended(error.message));
    started.once('exit', (code, signal) => ended(`its decoder ended (${signal ?? code})`));
    try {
      if (started.pid) setPriority(started.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // An operating system that does not let us: it works all the same.
    }
    return started;
  }
}
