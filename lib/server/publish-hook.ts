import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import { equalInConstantTime } from '../constant-time.ts';
import { fastForward } from '../git/follow-remote.ts';
import type { ContentStore } from '../store/content-store.ts';

/** How following git stands: what was published last, and what keeps it from going on, if anything does. */
export type PublishStatus = Readonly<{ commit: string | null; checked: string | null; diagnostic: string | null }>;

/** The largest payload that GitHub sends, in bytes. It is hashed as it comes and never kept. */
const MAX_PAYLOAD_BYTES = 25_000_000;
/** A hook is answered within this time even if git takes longer; its sender gives up at ten seconds. */
const ANSWER_MILLISECONDS = 8_000;
/** Node's timers take no longer time, and run at once instead. */
const MAX_POLL_SECONDS = 2_147_483;

/**
 * Follows the git remote of the content: on a push that a hook tells of, and every `pollSeconds` if that is not null. `secret` is what the hook shares
 * with the sender; without one, or with an empty one, no hook is believed.
 */
export class Publisher {
  readonly #store: ContentStore;
  readonly #secret: string | null;
  readonly #delivered = new LRUCache<string, true>({ max: 1_000 });
  #status: PublishStatus = { commit: null, checked: null, diagnostic: null };
  #running: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(store: ContentStore, secret: string | null, pollSeconds: number | null) {
    this.#store = store;
    // Anyone can sign with an empty secret.
    this.#secret = secret || null;
    if (pollSeconds !== null) {
      if (!(pollSeconds > 0 && pollSeconds <= MAX_POLL_SECONDS))
        throw new Error('PUBLISH_POLL must be a number of seconds above 0; without it, nothing is polled.');
      this.#timer = setInterval(() => void this.publish(), pollSeconds * 1000);
      void this.publish();
    }
  }

  status(): PublishStatus {
    return this.#status;
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /** Fetches, fast-forwards and syncs. Calls that come while one waits for its turn share that one. Never throws. */
  publish(): Promise<void> {
    if (this.#waiting) return this.#waiting;
    const next = this.#running.then(() => {
      this.#waiting = null;
      return this.#publishNow();
    });
    this.#waiting = next;
    this.#running = next;
    return next;
  }

  async #publishNow(): Promise<void> {
    const result = await fastForward(this.#store.folders.content);
    const checked = new Date().toISOString();
    const before = this.#status.diagnostic;
    const stuck = (diagnostic: string, line: string) => {
      if (diagnostic !== before) console.error(line);
      this.#status = { ...this.#status, checked, diagnostic };
    };
    if (result.outcome === 'refused') {
      const diagnostic = `${result.reason} ${result.fix}`;
      return stuck(diagnostic, `Not published; the site serves what it has. ${diagnostic}`);
    }
    const changed = result.outcome === 'advanced' ? result.changed.map((path) => `content/${path}`) : [];
    try {
      // After a diagnostic all is compared: an operator may have changed the clone, or a sync have failed that was told of other files.
      if (before !== null) await this.#store.sync();
      else if (changed.length > 0) await this.#store.sync(changed);
    } catch (error) {
      const diagnostic = `The content could not be read: ${(error as Error).message}`;
      return stuck(diagnostic, `${diagnostic} The site serves what it has.`);
    }
    this.#status = { commit: result.commit, checked, diagnostic: null };
    if (result.outcome === 'advanced') {
      const files = `${changed.length} ${changed.length === 1 ? 'file' : 'files'}`;
      console.log(`Published ${result.commit.slice(0, 10)}: ${files}.`);
    } else if (before !== null) console.log('The remote can be followed again.');
  }

  /** Answers `POST /_dateline/publish`, as GitHub, GitLab, Gitea and Forgejo send it. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (status: number, message: string) => {
      const body = Buffer.from(`${JSON.stringify({ message, ...this.#status })}\n`);
      response.writeHead(status, {
        'Content-Type': 'application/json',
        'Content-Length': body.length,
        'Cache-Control': 'no-store',
      });
      response.end(body);
    };
    if (this.#secret === null) return say(404, 'No hook is set up: PUBLISH_SECRET is not set.');
    if (request.method !== 'POST') {
      response.setHeader('Allow', 'POST');
      return say(405, 'A hook is sent by POST.');
    }
    const signature = await this.#signatureOf(request, this.#secret);
    if (signature === null) {
      // The rest of the payload is not read.
      response.setHeader('Connection', 'close');
      return say(413, `A payload has at most ${MAX_PAYLOAD_BYTES} bytes.`);
    }
    if (!authentic(request, this.#secret, signature)) return say(401, 'The signature or token is not right.');
    if (header(request, 'x-github-event') === 'ping') return say(200, 'The hook is set up.');
    // The sender's name for a delivery could be changed by whoever replays it; the signed payload could not.
    const delivery = header(request, 'x-hub-signature-256') ?? header(request, 'x-gitlab-event-uuid');
    if (delivery !== undefined && this.#delivered.has(delivery)) return say(200, 'This delivery was published before.');
    const done = await Promise.race([
      this.publish().then(() => true),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), ANSWER_MILLISECONDS).unref()),
    ]);
    if (!done) return say(202, 'git is still at work.');
    // A delivery that failed may be sent again.
    if (this.#status.diagnostic) return say(503, 'Not published.');
    if (delivery !== undefined) this.#delivered.set(delivery, true);
    return say(200, 'Published.');
  }

  /** The signature that the payload ought to have (hex), computed as it comes; null when it is too large. */
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

/** GitHub signs the payload (X-Hub-Signature-256), GitLab sends the secret itself (X-Gitlab-Token). */
function authentic(request: IncomingMessage, secret: string, signature: string): boolean {
  const signed = header(request, 'x-hub-signature-256');
  if (signed !== undefined) return equalInConstantTime(signed, `sha256=${signature}`);
  const token = header(request, 'x-gitlab-token');
  return token !== undefined && equalInConstantTime(token, secret);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
