import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build, isBuilt } from './build.ts';

// `npm start` and `npm run dev`: builds what is not built, opens the newsroom, starts Next, and answers readers.

const dev = process.argv.includes('--dev');
// Next and React decide by it what they are when they are loaded, so they are imported below.
Object.assign(process.env, { NODE_ENV: dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' });

async function main(): Promise<void> {
  const project = path.resolve(import.meta.dirname, '../..');
  process.chdir(project);
  if (!dev && !isBuilt(project)) {
    console.log('Building the site …');
    build(project);
  }
  const { openNewsroom } = await import('./open-newsroom.ts');
  const { startNext } = await import('./render.ts');
  const newsroom = await openNewsroom(project);

  let front: RequestListener | null = null;
  const server = createServer((request, response) => front?.(request, response));
  const renderer = await startNext(project, dev, server);
  if (dev) front = (await import('./dev-front.ts')).createDevFront(newsroom, renderer);
  else front = (await import('./front.ts')).createFront(newsroom, renderer);

  const port = Number(process.env.PORT ?? 3000);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, process.env.HOST, resolve);
  });
  const { port: answered } = server.address() as AddressInfo; // PORT=0 takes any that is free
  console.log(`${newsroom.publication().name} is at http://localhost:${answered}`);

  const stop = () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: NodeJS.ErrnoException) => {
  const taken =
    error.code === 'EADDRINUSE' ? `Port ${process.env.PORT ?? 3000} is in use; set PORT to another.` : error.message;
  console.error(`Dateline could not start. ${taken}`);
  process.exit(1);
});
