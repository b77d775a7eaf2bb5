import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import path from 'node:path';
import inject from 'light-my-request';
import next from 'next';
import { buildInUse } from '../programs.ts';

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
  const build = buildInUse();
  if (devServer === null && build !== null) setNotedConfiguration(project, build);
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

/**
 * Gives Next the configuration that the build has noted, as the server of its own `output: 'standalone'`
 * does: it need not read next.config.ts, nor load webpack for it.
 */
function setNotedConfiguration(project: string, build: string): void {
  const noted = JSON.parse(readFileSync(path.join(project, build, 'required-server-files.json'), 'utf8'));
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify({ ...noted.config, distDir: build });
}
