import type { IncomingMessage, ServerResponse } from 'node:http';
import { pathTo } from '../routes/routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';
import type { PageCache } from './page-cache.ts';
import type { Publisher } from './publish-hook.ts';
import { sendJson } from './short-answers.ts';

/**
 * Answers what monitoring reads: whether pages can be rendered, how publishing stands, and the diagnostics of
 * published content.
 */
export class Health {
  readonly #store: ContentStore;
  readonly #cache: PageCache;
  readonly #publisher: Publisher;
  #failedPath: string | null = null;
  #check: Promise<boolean> | null = null;

  constructor(store: ContentStore, cache: PageCache, publisher: Publisher) {
    this.#store = store;
    this.#cache = cache;
    this.#publisher = publisher;
  }

  /** Records that the answer at `path` failed. */
  answerFailed(path: string): void {
    this.#failedPath = path;
  }

  /** Sends 200 with the status `serving`, or 503 with `failing` when pages cannot be rendered. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const failing = this.#failedPath !== null && (await this.#pagesFail(this.#failedPath));
    sendJson(request, response, failing ? 503 : 200, {
      status: failing ? 'failing' : 'serving',
      publish: this.#publisher.status(),
      diagnostics: this.#store.publicDiagnostics(),
    });
  }

  /**
   * Whether the home page or the newest story, other than the one at `failedPath`, fails to render now. A
   * single page that fails is no reason to restart a site.
   */
  #pagesFail(failedPath: string): Promise<boolean> {
    this.#check ??= this.#renderPages(failedPath).finally(() => {
      this.#check = null;
    });
    return this.#check;
  }

  async #renderPages(failedPath: string): Promise<boolean> {
    try {
      const stories = queriesFor(this.#store, '')
        .lastChanges()
        .map(({ slug }) => pathTo({ kind: 'article', edition: '', slug }));
      const [story] = stories.filter((path) => path !== failedPath);
      for (const path of story ? ['/', story] : ['/']) await this.#cache.uncached(path, 'page');
      this.#failedPath = null;
      return false;
    } catch {
      return true;
    }
  }
}
