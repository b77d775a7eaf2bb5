import { availableParallelism } from 'node:os';
import { RenderPool } from '../render/render-pool.ts';
import type { RenderSettings } from '../render/render-process.ts';
import type { Renderer, Rendering, RenderRequest } from '../render/rendering.ts';
import type { ContentStore } from '../store/content-store.ts';

/** From so many pages on it pays to start more processes, which takes a second each. */
const MANY = 100;
const MAX_PROCESSES = 4;
/** An export ends soon: its processes may take more memory, and collect less garbage. */
const OPTIONS = { maxMemory: 800_000_000, execArgv: [] };

/** Renders the pages of an export: in one process, and in one for each core when there are many. */
export class ExportRenderer implements Renderer {
  readonly #settings: RenderSettings;
  readonly #pools: RenderPool[];
  /** How many pages each pool has to render, and how many processes it has. */
  readonly #load: number[] = [0];
  readonly #sizes: number[] = [1];
  #store: ContentStore | null = null;

  /** Starts the first process, which loads Next while the store is opened. */
  constructor(settings: RenderSettings) {
    this.#settings = settings;
    this.#pools = [new RenderPool(settings, 1, OPTIONS)];
  }

  /** Begins to render from `store`. */
  serve(store: ContentStore): void {
    this.#store = store;
    for (const pool of this.#pools) pool.serve(store);
  }

  /** Starts more processes if so many pages will be rendered. */
  expect(pages: number): void {
    const more = Math.min(availableParallelism(), MAX_PROCESSES) - 1;
    if (pages < MANY || more < 1 || this.#pools.length > 1) return;
    const pool = new RenderPool(this.#settings, more, OPTIONS);
    if (this.#store) pool.serve(this.#store);
    this.#pools.push(pool);
    this.#load.push(0);
    this.#sizes.push(more);
  }

  async render(request: RenderRequest): Promise<Rendering> {
    const relative = this.#load.map((load, at) => load / (this.#sizes[at] as number));
    const at = relative.indexOf(Math.min(...relative));
    this.#load[at] = (this.#load[at] as number) + 1;
    try {
      return await (this.#pools[at] as RenderPool).render(request);
    } finally {
      this.#load[at] = (this.#load[at] as number) - 1;
    }
  }

  /** Ends the processes. */
  close(): void {
    for (const pool of this.#pools) pool.close();
  }
}
