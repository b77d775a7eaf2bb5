import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import path from 'node:path';
import inject from 'light-my-request';
import next from 'next';
import { buildFolder } from './build.ts';
import { Stylesheets } from './stylesheets.ts';

/**
 * What Next answers to a request for a page or a document; `type` and `links` are the headers `Content-Type`
 * and `Link`.
 */
export type RenderedPage = Readonly<{ status: number; type: string; links: string; text: string }>;

/** Next in this process. */
export type Renderer = Readonly<{
  /** Renders what is at `address` (canonical) as Next would send it to a browser. */
  render(address: string): Promise<RenderedPage>;
  /** The stylesheets that its pages link; none in dev mode. */
  readonly stylesheets: Stylesheets;
  /** Lets Next answer a request by itself: files of public/, and everything in dev mode. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}>;

/**
 * Starts Next on `project`: on its build of the sources as they are now, which exists, or in dev mode
 * (`dev`), which adds its sockets to `server`. In production Next never gets the server that answers readers.
 */
export async function startNext(project: string, dev: boolean, server: Server): Promise<Renderer> {
  if (!dev) process.env.DATELINE_BUILD = buildFolder(project); // for next.config.ts
  const app = next({ dir: project, dev, ...(dev ? { httpServer: server } : {}) });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    stylesheets: dev ? new Stylesheets(new Map()) : Stylesheets.of(path.join(project, buildFolder(project))),
    async render(address) {
      const response = await inject((request, reply) => void handle(request, reply), {
        method: 'GET',
        url: address,
        headers: { accept: 'text/html' },
      });
      const { 'content-type': type = '', link = '' } = response.headers;
      return { status: response.statusCode, type: String(type), links: String(link), text: response.payload };
    },
    handle,
    close: () => app.close(),
  };
}
