import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { photograph } from '../fixtures/photographs.ts';
import { eventually, inParallel, type Site, startSite } from '../site/running-site.ts';
import { NOW, type Tree, type TwinContent } from './twin-content.ts';
import { type TwinRequest, twinRequests } from './twin-requests.ts';

/** Two sites whose content is replaced as often as needed: one has the unpublished stories, one does not. */
export class TwinSites {
  readonly #sites: readonly [Site, Site];
  /** Takes the purges of both: with a cache to purge, pages have their keys in a header and in their ETag. */
  readonly #cache: Server;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });
  readonly #trees: [Tree, Tree] = [new Map(), new Map()];

  private constructor(sites: readonly [Site, Site], cache: Server) {
    this.#sites = sites;
    this.#cache = cache;
  }

  static async start(): Promise<TwinSites> {
    const arrange = (content: string) => {
      for (const name of readdirSync(content))
        if (name !== 'publication.yaml') rmSync(path.join(content, name), { recursive: true });
      for (const name of ['articles', 'authors', 'pages', 'tags', 'articles/1999', 'articles/2030', 'articles/2031'])
        mkdirSync(path.join(content, name));
    };
    const cache = createServer((_, response) => response.end());
    await new Promise<void>((resolve) => cache.listen(0, '127.0.0.1', resolve));
    const { port } = cache.address() as AddressInfo;
    const env = { CDN: `webhook:http://127.0.0.1:${port}/`, CDN_SECRET: 'a secret of the tests' };
    const start = () => startSite({ at: NOW, arrange, env });
    return new TwinSites(await Promise.all([start(), start()]), cache);
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await Promise.all(this.#sites.map((site) => site.stop()));
    this.#cache.closeAllConnections();
    this.#cache.close();
  }

  /** The requests that the sites answer differently while one has a set of unpublished files, and the first difference. */
  async differences({ open, sealed }: TwinContent): Promise<string[]> {
    const found: string[] = [];
    for (const [index, files] of sealed.entries()) {
      // With the first set both are read in one sync, as after a start.
      if (index > 0) await this.#write(open, open);
      await this.#write(new Map([...open, ...files]), open);
      found.push(...(await this.#compare()).map((difference) => `With set ${index}, ${difference}`));
      if (found.length > 0) break;
    }
    return found;
  }

  async #write(...trees: [Tree, Tree]): Promise<void> {
    await Promise.all(
      this.#sites.map(async (site, index) => {
        const before = this.#trees[index] ?? new Map();
        const after = trees[index] ?? new Map();
        const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
          (name) => before.get(name) !== after.get(name),
        );
        for (const name of changed) {
          const file = path.join(site.content, name);
          const text = after.get(name);
          if (text === undefined) rmSync(file);
          else writeFileSync(file, name.endsWith('.jpg') ? await photograph(400, 300, { left: text }) : text);
        }
        this.#trees[index] = after;
        if (changed.length === 0) return;
        await site.sync(changed.map((name) => `content/${name}`));
        await nothingWaits(site);
      }),
    );
  }

  async #compare(): Promise<string[]> {
    const found: string[] = [];
    await inParallel([...twinRequests(), ...this.#mediaRequests()], async (one) => {
      const [sealed, open] = await Promise.all(this.#sites.map((site) => this.#answer(site, one)));
      if (sealed !== open) found.push(`${one.method ?? 'GET'} ${one.path} differs: ${firstDifference(sealed, open)}`);
    });
    // The rules between files run some time after a sync.
    const health = () => Promise.all(this.#sites.map((site) => this.#answer(site, { path: '/_dateline/health' })));
    const [sealed, open] = await eventually(health, ([sealed, open]) => sealed === open, 5_000);
    if (sealed !== open) found.push(`GET /_dateline/health differs: ${firstDifference(sealed, open)}`);
    return found;
  }

  /** Variants of all images that the first site knows. */
  #mediaRequests(): TwinRequest[] {
    const index = indexOf(this.#sites[0]);
    const images = index.prepare("SELECT hash FROM images WHERE path LIKE 'content/%'").all() as { hash: string }[];
    index.close();
    return images.map(({ hash }) => ({ path: `/media/${hash}/96.jpg` }));
  }

  /** The status, the headers as they were sent, without the date and without how long a render took, and the body. */
  #answer({ origin }: Site, { method = 'GET', path, headers = {} }: TwinRequest): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { method, agent: this.#agent, headers: { ...headers, host: 'twin.example' } };
      request(origin + path, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const { rawHeaders, statusCode } = response;
          const lines = rawHeaders.flatMap((name, at) =>
            at % 2 === 0 && name !== 'Date' ? [`${name}: ${rawHeaders[at + 1]}`] : [],
          );
          const timeless = lines.map((line) => line.replace(/^(Server-Timing: .*dur=)\d+$/, '$1…'));
          resolve([statusCode, ...timeless, '', Buffer.concat(chunks).toString('latin1')].join('\n'));
        });
      })
        .on('error', reject)
        .end();
    });
  }
}

const indexOf = ({ cache }: Site) => new DatabaseSync(path.join(cache, 'index.sqlite'), { readOnly: true });

/**
 * Resolves when nothing waits that a sync leaves for later: images, and stories for the search index, except those
 * that wait for their time.
 */
async function nothingWaits(site: Site): Promise<void> {
  const index = indexOf(site);
  const waiting = index.prepare(
    `SELECT (SELECT count(*) FROM search_queue JOIN articles ON articles.id = article WHERE published <= ?)
       + (SELECT count(*) FROM images WHERE finding LIKE '%image-pending%') AS tasks`,
  );
  const { tasks } = await eventually(
    async () => waiting.get(NOW) as { tasks: number },
    ({ tasks }) => tasks === 0,
    120_000,
  );
  index.close();
  if (tasks > 0) throw new Error(`${tasks} images or stories are not in the index.`);
}

/** The beginning of what differs. */
function firstDifference(a = '', b = ''): string {
  let at = 0;
  while (a[at] === b[at]) at++;
  const from = Math.max(0, at - 60);
  return `${JSON.stringify(a.slice(from, at + 120))} against ${JSON.stringify(b.slice(from, at + 120))}`;
}
