import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually, project } from './running-site.ts';

// Starts Varnish with the VCL that the project ships.

/** Whether Varnish and its modules are installed: `apt install varnish varnish-modules`. */
export const hasVarnish = spawnSync('varnishd', ['-V']).status === 0;

/** A free port of this machine. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A running Varnish; `folder` is its working directory (`varnishd -n`). */
export type Varnish = Readonly<{ origin: string; folder: string; stop(): Promise<void> }>;

/** Starts Varnish on `port` in front of the site at `backend`, with `secret` for purges. */
export async function startVarnish(port: number, backend: number, secret: string): Promise<Varnish> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-varnish-'));
  writeFileSync(path.join(folder, 'secret'), `${secret}\n`);
  const vcl = readFileSync(path.join(project, 'lib/server/deploy/varnish.vcl'), 'utf8')
    .replace('.port = "3000"', `.port = "${backend}"`)
    .replace('/etc/varnish/purge-secret', path.join(folder, 'secret'));
  writeFileSync(path.join(folder, 'dateline.vcl'), vcl);
  const settings = ['-p', 'http_gzip_support=off', '-p', 'vsl_space=1M', '-s', 'malloc,100m'];
  const child = spawn(
    'varnishd',
    ['-F', '-n', folder, '-a', `127.0.0.1:${port}`, '-f', path.join(folder, 'dateline.vcl'), '-j', 'none', ...settings],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  process.once('exit', () => child.kill());
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const origin = `http://127.0.0.1:${port}`;
  await eventually(
    () =>
      fetch(origin).then(
        () => true,
        () => {
          if (child.exitCode !== null) throw new Error(output);
          return false;
        },
      ),
    (answers) => answers,
  );
  return {
    origin,
    folder,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
