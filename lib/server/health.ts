import type { IncomingMessage, ServerResponse } from 'node:http';
import { HEALTH, readPreviewPath } from '../routes/preview-link.ts';
import { pathTo } from '../routes/routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { countDiagnostics, publicDiagnosticCounts } from '../store/diagnostic-counts.ts';
import { queriesFor } from '../store/queries/queries.ts';
import { FOR_FEW } from './headers.ts';
import type { PageCache } from './page-cache.ts';
import type { Publisher } from './publish-hook.ts';
import { FILLING_RETRY_SECONDS, sendJson, sendText, setHeaders } from './short-answers.ts';

const PATH = '/_dateline/health';

/** The details list at most so many diagnostics, errors first. */
const MAX_LISTED = 1_000;

/** What a request may read: states and counts, or the details too; or why nothing. */
type Access = 'public' | 'details' | 'wrong token' | 'expired';

/**
 * Answers what monitoring reads: whether pages can be rendered, how publishing stands, and how many
 * diagnostics there are. The details name files, also of unpublished stories: they are for operators, who
 * send the publish secret or have a signed link.
 */
export class Health {
  readonly #store: ContentStore;
  readonly #cache: PageCache;
  readonly #publisher: Publisher;
  readonly #linkSecret: string | null;
  #failedPath: string | null = null;
  #check: Promise<boolean> | null = null;
  /** The diagnostics of the last answers, until a sync, an audit or time changes them. */
  readonly #known = new Map<Access, object>();
  #knownGeneration = -1;

  /** Without `linkSecret` there are no signed links. */
  constructor(store: ContentStore, cache: PageCache, publisher: Publisher, linkSecret: string | null) {
    this.#store = store;
    this.#cache = cache;
    this.#publisher = publisher;
    this.#linkSecret = linkSecret;
    store.onSync(() => this.#known.clear());
    store.onDiagnostics(() => this.#known.clear());
  }

  /** Records that the answer at `path` failed. */
  answerFailed(path: string): void {
    this.#failedPath = path;
  }

  /**
   * Answers if `path` is that of health, and returns whether it is. Sends 200 with the status `serving`, or
   * 503 with `failing` when pages cannot be rendered, and with `filling` until all files were read once.
   */
  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    const access = this.#accessOf(request, path);
    if (access === 'expired') sendText(request, response, 410, 'This link has expired.');
    else if (access === 'wrong token')
      sendText(request, response, 401, 'The token is not PUBLISH_SECRET.', { 'WWW-Authenticate': 'Bearer' });
    else if (access) await this.#send(request, response, access);
    return access !== null;
  }

  #accessOf(request: IncomingMessage, path: string): Access | null {
    if (path === PATH) {
      const isOperator = this.#publisher.acceptsBearer(request);
      return isOperator === null ? 'public' : isOperator ? 'details' : 'wrong token';
    }
    const claim = this.#linkSecret && readPreviewPath(path, this.#linkSecret, this.#store.clock());
    if (!claim || claim.file !== HEALTH) return null;
    return claim.over ? 'expired' : 'details';
  }

  async #send(request: IncomingMessage, response: ServerResponse, access: 'public' | 'details'): Promise<void> {
    const failing = this.#failedPath !== null && (await this.#pagesFail(this.#failedPath));
    if (access === 'details') setHeaders(response, FOR_FEW);
    const { diagnostic, ...publish } = this.#publisher.status();
    if (this.#store.isFilling) response.setHeader('Retry-After', FILLING_RETRY_SECONDS);
    const status = failing ? 'failing' : this.#store.isFilling ? 'filling' : 'serving';
    sendJson(request, response, status === 'serving' ? 200 : 503, {
      status,
      publish: access === 'details' ? { ...publish, diagnostic } : publish,
      diagnostics: this.#diagnosticsFor(access),
      ...(access === 'details' ? { pages: { waits: this.#cache.waits } } : {}),
    });
  }

  #diagnosticsFor(access: 'public' | 'details'): object {
    const generation = this.#store.generation();
    if (generation !== this.#knownGeneration) this.#known.clear();
    this.#knownGeneration = generation;
    const known = this.#known.get(access);
    if (known) return known;
    const found = access === 'public' ? publicDiagnosticCounts(this.#store) : this.#details();
    this.#known.set(access, found);
    return found;
  }

  #details(): object {
    const all = this.#store.diagnostics();
    const errorsFirst = all.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
    return { ...countDiagnostics(all), listed: errorsFirst.slice(0, MAX_LISTED) };
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
