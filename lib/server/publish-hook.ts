import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { equalInConstantTime } from '../constant-time.ts';
import { commitsBehind, fastForward } from '../git/follow-remote.ts';
import { log } from '../log.ts';
import type { ContentStore } from '../store/content-store.ts';
import { countDiagnostics } from '../store/diagnostic-counts.ts';
import { sendJson } from './short-answers.ts';

/**
 * How publishing stands: whether a remote is followed and was read yet, and whether its commits are on the site;
 * the commit that was published last; when the remote was last read (ISO 8601); and what prevents publishing, or
 * null. `diagnostic` names files and the remote: it is for operators only.
 */
export type PublishStatus = Readonly<{
  state: 'off' | 'waiting' | 'published' | 'failed';
  commit: string | null;
  checked: string | null;
  diagnostic: string | null;
}>;

/** What one publishing did: the content files that it changed, and whether there was anything to publish. */
type Published = Readonly<{ files: readonly string[]; isNew: boolean }>;

/**
 * One look at the remote: what came of it, how long it took with its sync, and how many commits the remote
 * has, as of the last fetch, that readers do not see (null: git cannot say).
 */
export type PublishAttempt = Readonly<{
  outcome: 'published' | 'current' | 'failed';
  milliseconds: number;
  behind: number | null;
}>;

/** The largest payload that GitHub sends, in bytes. It is hashed as it arrives and never stored. */
const MAX_PAYLOAD_BYTES = 25_000_000;
/** A hook gets its answer within this time even if git takes longer: its sender waits ten seconds. */
const ANSWER_MILLISECONDS = 8_000;
/** Node's timers run at once when the delay is longer. */
const MAX_POLL_SECONDS = 2_147_483;
/** An answer lists at most so many diagnostics, and counts the others. */
const MAX_LISTED = 100;

/**
 * Follows the git remote of the content: on each push hook, and every `pollSeconds` if that is not null.
 * `secret` authenticates hooks; when it is null or empty, all hooks are refused.
 */
export class Publisher {
  readonly #store: ContentStore;
  readonly #secret: string | null;
  #status: PublishStatus;
  #running: Promise<unknown> = Promise.resolve();
  #waiting: Promise<Published> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #upToDate = Number.NEGATIVE_INFINITY;
  readonly #listeners: ((attempt: PublishAttempt) => void)[] = [];

  constructor(store: ContentStore, secret: string | null, pollSeconds: number | null) {
    this.#store = store;
    // Anyone can sign with an empty secret.
    this.#secret = secret || null;
    const state = this.#secret === null && pollSeconds === null ? 'off' : 'waiting';
    this.#status = { state, commit: null, checked: null, diagnostic: null };
    if (pollSeconds !== null) {
      if (!(pollSeconds > 0 && pollSeconds <= MAX_POLL_SECONDS))
        throw new Error('PUBLISH_POLL must be a number of seconds above 0; without it, nothing is polled.');
      this.#timer = setInterval(() => void this.publish(), pollSeconds * 1000);
      void this.publish();
    }
  }

  /** How publishing stands. */
  status(): PublishStatus {
    return this.#status;
  }

  /** Calls `listener` after each look at the remote. */
  onAttempt(listener: (attempt: PublishAttempt) => void): void {
    this.#listeners.push(listener);
  }

  /** Stops polling. */
  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /**
   * Fetches, fast-forwards and syncs. Calls made while another call waits to begin share its result. Never
   * throws: failures are in `status`.
   */
  publish(): Promise<Published> {
    if (this.#waiting) return this.#waiting;
    const next = this.#running.then(() => {
      this.#waiting = null;
      return this.#attempt();
    });
    this.#waiting = next;
    this.#running = next;
    return next;
  }

  async #attempt(): Promise<Published> {
    const began = performance.now();
    const published = await this.#publishNow();
    const milliseconds = performance.now() - began;
    const isFailed = this.#status.state === 'failed';
    const outcome = isFailed ? 'failed' : published.isNew ? 'published' : 'current';
    const behind = isFailed ? await commitsBehind(this.#store.folders.content, this.#status.commit) : 0;
    for (const listener of this.#listeners) listener({ outcome, milliseconds, behind });
    return published;
  }

  /**
   * Milliseconds since the content was last known to be that of the remote: since the remote was read, if what it
   * had is published. Infinite before.
   */
  get age(): number {
    return performance.now() - this.#upToDate;
  }

  async #publishNow(): Promise<Published> {
    const began = performance.now();
    const result = await fastForward(this.#store.folders.content);
    const checked = new Date().toISOString();
    const before = this.#status.diagnostic;
    const failed = (diagnostic: string, line: string): Published => {
      if (diagnostic !== before) log.error(line);
      this.#status = { ...this.#status, state: 'failed', checked, diagnostic };
      return { files: [], isNew: false };
    };
    if (result.outcome === 'refused') {
      const diagnostic = `${result.reason} ${result.fix}`;
      return failed(diagnostic, `Not published; the site serves what it has. ${diagnostic}`);
    }
    const files = result.outcome === 'advanced' ? result.changed.map((path) => `content/${path}`) : [];
    try {
      // After a failure all files are compared: an operator may have changed the clone, or the sync of other
      // files may have failed.
      if (before !== null) await this.#store.sync();
      else if (files.length > 0) await this.#store.sync(files);
    } catch (error) {
      const diagnostic = `The content could not be read: ${(error as Error).message}`;
      return failed(diagnostic, `${diagnostic} The site serves what it has.`);
    }
    this.#upToDate = began;
    this.#status = { state: 'published', commit: result.commit, checked, diagnostic: null };
    if (result.outcome === 'advanced') {
      log.info(`Published ${result.commit.slice(0, 10)}: ${files.length} ${files.length === 1 ? 'file' : 'files'}.`);
    } else if (before !== null) log.info('The remote can be followed again.');
    return { files, isNew: result.outcome === 'advanced' || before !== null };
  }

  /**
   * Answers `POST /_dateline/publish`, as GitHub, GitLab, Gitea and Forgejo send it. The answer to a genuine hook has
   * the status, and lists the diagnostics of the files that were pushed; any other answer has only a message.
   */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = (status: number, message: string) => sendJson(request, response, status, { message });
    const tooLarge = () => {
      // The rest of the payload is not read.
      response.setHeader('Connection', 'close');
      refuse(413, `The payload has more than ${MAX_PAYLOAD_BYTES} bytes.`);
    };
    if (this.#secret === null) return refuse(404, 'No hook is set up: PUBLISH_SECRET is not set.');
    if (request.method !== 'POST') {
      response.setHeader('Allow', 'POST');
      return refuse(405, 'Send a hook by POST.');
    }
    if (Number(header(request, 'content-length')) > MAX_PAYLOAD_BYTES) return tooLarge();
    const signature = await this.#signatureOf(request, this.#secret);
    if (signature === null) return tooLarge();
    if (!isAuthentic(request, this.#secret, signature)) return refuse(401, 'The signature or token is wrong.');
    const send = (status: number, message: string, diagnostics: object = {}) =>
      sendJson(request, response, status, { message, ...this.#status, ...diagnostics });
    if (header(request, 'x-github-event') === 'ping') return send(200, 'The hook is set up.');
    const published = await Promise.race([
      this.publish(),
      new Promise<null>((resolve) => setTimeout(() => resolve(null), ANSWER_MILLISECONDS).unref()),
    ]);
    if (published === null) return send(202, 'git is still at work.');
    if (this.#status.diagnostic) return send(503, 'Not published.');
    if (!published.isNew) return send(200, 'All commits were published before.');
    return send(200, 'Published.', this.#diagnosticsOf(published.files));
  }

  /** Whether a request proves the secret with `Authorization: Bearer …` (RFC 6750); null when it proves nothing. */
  acceptsBearer({ headers }: IncomingMessage): boolean | null {
    const { authorization = '' } = headers;
    if (!/^bearer /i.test(authorization)) return null;
    return this.#secret !== null && equalInConstantTime(authorization.slice('bearer '.length).trim(), this.#secret);
  }

  /** The diagnostics of `files`, and how many there are besides. */
  #diagnosticsOf(files: readonly string[]): object {
    const pushed = new Set(files);
    const all = this.#store.diagnostics();
    const listed = new Set(all.filter(({ file }) => pushed.has(file)).slice(0, MAX_LISTED));
    const otherDiagnostics = countDiagnostics(all.filter((diagnostic) => !listed.has(diagnostic)));
    return { diagnostics: [...listed], otherDiagnostics };
  }

  /**
   * The signature (hex) that a genuine payload has, computed while the payload arrives. Null when that is too
   * large.
   */
  async #signatureOf(request: IncomingMessage, secret: string): Promise<string | null> {
    const hmac = createHmac('sha256', secret);
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_PAYLOAD_BYTES) return null;
      hmac.update(chunk);
    }
    return hmac.digest('hex');
  }
}

/**
 * Whether the request proves the secret: GitHub signs the payload (X-Hub-Signature-256), GitLab sends the
 * secret itself (X-Gitlab-Token).
 */
function isAuthentic(request: IncomingMessage, secret: string, signature: string): boolean {
  const signed = header(request, 'x-hub-signature-256');
  if (signed !== undefined) return equalInConstantTime(signed, `sha256=${signature}`);
  const token = header(request, 'x-gitlab-token');
  return token !== undefined && equalInConstantTime(token, secret);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
