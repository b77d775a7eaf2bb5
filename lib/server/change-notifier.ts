import { log } from '../log.ts';
import { FEED_FORMATS } from '../routes/document-paths.ts';
import { pathTo } from '../routes/routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';
import { listsOf } from './lists-of-story.ts';
import { readState, writeState } from './state-file.ts';

/** The services to notify of new and changed stories; null for none. */
export type NotificationTargets = Readonly<{
  /** The URL of a WebSub hub (https://www.w3.org/TR/websub/), which notifies subscribers of the feeds. */
  hub: string | null;
  /**
   * The key that proves ownership of the site, and the URL to notify
   * (https://www.indexnow.org/documentation).
   */
  indexNow: Readonly<{ key: string; endpoint: string }> | null;
}>;

/** Changes within this time are sent as one notification. */
const GATHER_MILLISECONDS = 2_000;
/** A notification that failed is sent again after this time, at most `TRIES` times. */
const RETRY_MILLISECONDS = 60_000;
const TRIES = 10;
/** A notification that takes longer has failed. */
const TIMEOUT_MILLISECONDS = 20_000;
/** The stories are compared at least this often: a clock that is set forward or back starts no timer. */
const COMPARE_MILLISECONDS = 60_000;

/**
 * Notifies a hub and search engines of new and changed stories, once each, when readers can see them. `file`
 * holds what was sent, so that a restart sends nothing twice. On the first start it sends nothing. It begins
 * when the store is filled.
 */
export class ChangeNotifier {
  readonly #store: ContentStore;
  readonly #targets: NotificationTargets;
  readonly #file: string;
  #sent = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #tries = 0;
  #running = false;
  #stopped = false;

  constructor(store: ContentStore, targets: NotificationTargets, file: string) {
    this.#store = store;
    this.#targets = targets;
    this.#file = file;
    if (!targets.hub && !targets.indexNow) return;
    if (store.isFilling) void store.whenFilled().then(() => this.#begin());
    else this.#begin();
  }

  #begin(): void {
    const sent = readSent(this.#file);
    this.#sent = sent ?? lastChanges(this.#store);
    if (!sent) this.#record();
    this.#store.onChange(() => this.#schedule(GATHER_MILLISECONDS));
    this.#schedule(GATHER_MILLISECONDS);
  }

  /** Sends nothing from now on. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#sendChanges(), milliseconds).unref();
  }

  async #sendChanges(): Promise<void> {
    if (this.#running) return this.#schedule(GATHER_MILLISECONDS);
    this.#running = true;
    try {
      const now = lastChanges(this.#store);
      const changed = [...now].filter(([slug, modified]) => this.#sent.get(slug) !== modified).map(([slug]) => slug);
      if (changed.length > 0) await this.#notify(changed);
      // Without stories that are gone, also by a clock that was set back: they are new when they come again.
      const isSame = JSON.stringify([...now]) === JSON.stringify([...this.#sent]);
      this.#sent = now;
      if (!isSame) this.#record();
      this.#tries = 0;
      // A story can also appear because its embargo ends.
      const untilChange = this.#store.nextChange() - this.#store.clock();
      this.#schedule(Math.min(Math.max(untilChange, 0) + GATHER_MILLISECONDS, COMPARE_MILLISECONDS));
    } catch (error) {
      log.error(`Hub or search engines could not be notified: ${(error as Error).message}`);
      if (++this.#tries < TRIES) this.#schedule(RETRY_MILLISECONDS);
    } finally {
      this.#running = false;
    }
  }

  async #notify(articles: readonly string[]): Promise<void> {
    const { origin } = this.#store.publication();
    const { hub, indexNow } = this.#targets;
    if (hub) {
      const feeds = new Set(
        articles
          .flatMap((path) => listsOf(this.#store, path))
          .flatMap((of) => FEED_FORMATS.map((format) => pathTo({ kind: 'feed', of, format }))),
      );
      const fields = [['hub.mode', 'publish'], ...[...feeds].map((path) => ['hub.url', origin + path])];
      await post(hub, new URLSearchParams(fields as [string, string][]), 'application/x-www-form-urlencoded');
    }
    if (indexNow) {
      const { key, endpoint } = indexNow;
      const message = {
        host: new URL(origin).host,
        key,
        keyLocation: `${origin}/${key}.txt`,
        urlList: articles.map((path) => origin + path),
      };
      await post(endpoint, JSON.stringify(message), 'application/json; charset=utf-8');
    }
    log.info(`Notified hub and search engines of ${articles.length} ${articles.length === 1 ? 'story' : 'stories'}.`);
  }

  #record(): void {
    try {
      writeState(this.#file, [...this.#sent]);
    } catch (error) {
      log.error(`Sent notifications could not be recorded: ${(error as Error).message}`);
    }
  }
}

/** When the stories that changed last did so, by their paths, in all editions. */
function lastChanges(store: ContentStore): Map<string, number> {
  return new Map(
    queriesFor(store, '')
      .editions()
      .flatMap(({ edition }) =>
        queriesFor(store, edition)
          .lastChanges()
          .map(({ slug, modified }) => [pathTo({ kind: 'article', edition, slug }), modified] as const),
      ),
  );
}

async function post(url: string, body: string | URLSearchParams, type: string): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'Content-Type': type },
    signal,
    redirect: 'error',
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}.`);
}

function readSent(file: string): Map<string, number> | null {
  const sent = readState(file);
  if (!Array.isArray(sent) || !sent.every((entry) => Array.isArray(entry))) return null;
  return new Map(sent as [string, number][]);
}
