import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import inject from 'light-my-request';
import next from 'next';

/** What Next answers to a request for a page. */
export type NextAnswer = Readonly<{ status: number; text: string }>;

/** Next in this process. */
export type NextPages = Readonly<{
  /** Renders what is at `address` (canonical) as Next would send it to a browser. */
  render(address: string): Promise<NextAnswer>;
  /** Lets Next answer a request by itself: files of public/, and everything in dev mode. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}>;

/**
 * Starts Next on `project`: on the build that `DATELINE_BUILD` names, or in dev mode with `devServer`, the
 * server that answers the developer's browser, to which Next adds its sockets.
 */
export async function startNext(project: string, devServer: Server | null = null): Promise<NextPages> {
  const app = next({ dir: project, dev: devServer !== null, ...(devServer ? { httpServer: devServer } : {}) });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    async render(address) {
      const response = await inject((request, reply) => void handle(request, reply), {
        method: 'GET',
        url: address,
        headers: { accept: 'text/html' },
      });
      return { status: response.statusCode, text: response.payload };
    },
    handle,
    close: () => app.close(),
  };
}
