import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import path from 'node:path';
import inject from 'light-my-request';
import next from 'next';
import { Stylesheets } from './stylesheets.ts';

/** What Next answers to a request for a page or a document; `type` and `links` are the headers `Content-Type` and `Link`. */
export type RenderedPage = Readonly<{ status: number; type: string; links: string; text: string }>;

/** Next in this process. */
export type Renderer = Readonly<{
  /** Renders what is at `address` (canonical) as Next would send it to a browser. */
  render(address: string): Promise<RenderedPage>;
  /** What those pages link. */
  readonly stylesheets: Stylesheets;
  /** Lets Next answer a request by itself: files of public/, and everything in dev mode. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}>;

/** Starts Next on `project`, which is built unless `dev`. `server` is the one that answers readers: Next's dev mode adds its sockets there. */
export async function startNext(project: string, dev: boolean, server: Server): Promise<Renderer> {
  const app = next({ dir: project, dev, httpServer: server });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    stylesheets: Stylesheets.of(path.join(project, '.next')),
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
