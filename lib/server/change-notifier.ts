import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FEED_FORMATS } from '../routes/document-paths.ts';
import type { FeedList } from '../routes/page-kinds.ts';
import { pathTo, routeAt } from '../routes/routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';

/** Whom to tell that stories came out or changed. Null: nobody. */
export type NotificationTargets = Readonly<{
  /** A WebSub hub (https://www.w3.org/TR/websub/), which tells the subscribers of the feeds. */
  hub: string | null;
  /** The key that proves to search engines that the site is ours, and where they are told (https://www.indexnow.org/documentation). */
  indexNow: Readonly<{ key: string; endpoint: string }> | null;
}>;

/** Several changes in a row are told as one. */
const GATHER_MILLISECONDS = 2_000;
/** What could not be told is tried again after this time, so many times. */
const RETRY_MILLISECONDS = 60_000;
const TRIES = 10;
/** An announcement that takes longer has failed. */
const PATIENCE_MILLISECONDS = 20_000;
/** Node's timers take no longer time. */
const LONGEST_WAIT = 3_600_000;

/**
 * Tells a hub and search engines of stories that came out or changed: once each, and only when readers can see it. `file` holds what was told, so that
 * a restart tells nothing twice; of an edition that was never served before, nothing is told.
 */
export class ChangeNotifier {
  readonly #store: ContentStore;
  readonly #targets: NotificationTargets;
  readonly #file: string;
  #told: Map<string, number>;
  #timer: NodeJS.Timeout | undefined;
  #tries = 0;
  #running = false;
  #stopped = false;

  constructor(store: ContentStore, targets: NotificationTargets, file: string) {
    this.#store = store;
    this.#targets = targets;
    this.#file = file;
    if (!targets.hub && !targets.indexNow) {
      this.#told = new Map();
      return;
    }
    const told = readTold(file);
    this.#told = told ?? changes(store);
    if (!told) this.#keep();
    store.onChange(() => this.#wait(GATHER_MILLISECONDS));
    this.#wait(GATHER_MILLISECONDS);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#tell(), milliseconds).unref();
  }

  async #tell(): Promise<void> {
    if (this.#running) return this.#wait(GATHER_MILLISECONDS);
    this.#running = true;
    try {
      const now = changes(this.#store);
      const changed = [...now].filter(([slug, modified]) => this.#told.get(slug) !== modified).map(([slug]) => slug);
      if (changed.length > 0) await this.#announce(changed);
      this.#told = now;
      this.#keep();
      this.#tries = 0;
      // The end of an embargo is a change that nobody makes.
      const turn = this.#store.nextChange() - this.#store.clock();
      this.#wait(Math.min(Math.max(turn, 0) + GATHER_MILLISECONDS, LONGEST_WAIT));
    } catch (error) {
      console.error(`What was published could not be announced: ${(error as Error).message}`);
      if (++this.#tries < TRIES) this.#wait(RETRY_MILLISECONDS);
    } finally {
      this.#running = false;
    }
  }

  async #announce(articles: readonly string[]): Promise<void> {
    const { origin } = this.#store.publication();
    const { hub, indexNow } = this.#targets;
    if (hub) {
      const feeds = new Set(
        articles
          .flatMap((path) => listsOf(this.#store, path))
          .flatMap((of) => FEED_FORMATS.map((format) => pathTo({ kind: 'feed', of, format }))),
      );
      const said = [['hub.mode', 'publish'], ...[...feeds].map((path) => ['hub.url', origin + path])];
      await post(hub, new URLSearchParams(said as [string, string][]), 'application/x-www-form-urlencoded');
    }
    if (indexNow) {
      const { key, endpoint } = indexNow;
      const said = {
        host: new URL(origin).host,
        key,
        keyLocation: `${origin}/${key}.txt`,
        urlList: articles.map((path) => origin + path),
      };
      await post(endpoint, JSON.stringify(said), 'application/json; charset=utf-8');
    }
    console.log(`Announced: ${articles.length} ${articles.length === 1 ? 'story' : 'stories'}.`);
  }

  #keep(): void {
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true });
      writeFileSync(`${this.#file}.part`, JSON.stringify([...this.#told]));
      renameSync(`${this.#file}.part`, this.#file);
    } catch (error) {
      console.error(`What was announced could not be noted: ${(error as Error).message}`);
    }
  }
}

/** The stories of all editions that changed last, by their paths, each with when it did. */
function changes(store: ContentStore): Map<string, number> {
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

/** The lists that the story at a path stands in. */
function listsOf(store: ContentStore, path: string): FeedList[] {
  const route = routeAt(path);
  if (route?.kind !== 'article') return [];
  const { edition } = route;
  const story = queriesFor(store, edition).story(route.slug);
  if (!story) return [];
  return [
    { kind: 'home', edition },
    ...(story.section ? [story.section, ...story.tags] : story.tags).map(
      ({ slug }) => ({ kind: 'tag', edition, slug }) as const,
    ),
    ...story.byline.map(({ id }) => ({ kind: 'author', edition, id }) as const),
    ...(story.series ? [{ kind: 'series', edition, slug: story.series.slug } as const] : []),
  ];
}

async function post(url: string, body: string | URLSearchParams, type: string): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
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

function readTold(file: string): Map<string, number> | null {
  try {
    return new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, number][]);
  } catch {
    return null; // there is none yet, or a crash cut it off
  }
}
