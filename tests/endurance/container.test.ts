import { execFileSync } from 'node:child_process';
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBase, missingPrograms } from '../fixtures/container-base.ts';
import { type GitWebServer, serveGit } from '../fixtures/git-web-server.ts';
import { eventually, project } from '../site/running-site.ts';
import { freePort } from '../site/varnish.ts';

// The image, built by the Dockerfile on a base of this machine's own files, and run as lib/server/README.md says.
// It needs root, and on Debian: apt install podman buildah runc tini openssh-client

const MEGABYTE = 1_000_000;
const BUILD_MILLISECONDS = 900_000;
/** Those that podman sets by default are above what some machines allow. */
const LIMITS = ['--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096'];
/** The user in the image. */
const USER = 1000;

const missing = [...missingPrograms(), ...(process.getuid?.() === 0 ? [] : ['root'])];
const why = missing.length > 0 ? ` (not tried, for want of ${missing.join(', ')})` : '';

const folder = mkdtempSync(path.join(tmpdir(), 'dateline-container-'));
const tag = `localhost/dateline-test-${process.pid}`;
const modules = path.join(project, 'node_modules');
const containers: string[] = [];

const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, {
    cwd: project,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1e8,
  }).trim();
const podman = (...args: string[]) => run('podman', '--runtime', 'runc', '--cgroup-manager=cgroupfs', ...args);

/** A new folder for a volume, which the user in the image may write to. */
function volume(name: string): string {
  const made = path.join(folder, name);
  mkdirSync(made);
  chownSync(made, USER, USER);
  return made;
}

type Container = Readonly<{ id: string; origin: string; log(): string; stop(): number }>;

/** Starts the image with a root that is read-only, and waits for the first page. */
async function start(volumes: Record<string, string>, env: Record<string, string> = {}): Promise<Container> {
  const port = await freePort();
  const mounts = Object.entries(volumes).flatMap(([at, from]) => ['--volume', `${from}:${at}`]);
  const variables = Object.entries({ PORT: String(port), WARM_PAGES: '0', ...env });
  const id = podman(
    ...['run', '--detach', '--read-only', '--network=host', ...LIMITS, ...mounts],
    ...variables.flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    tag,
  );
  containers.push(id);
  const origin = `http://127.0.0.1:${port}`;
  const log = () => execFileSync('sh', ['-c', `podman logs ${id} 2>&1`], { encoding: 'utf8' });
  const status = await eventually(
    () =>
      fetch(origin).then(
        ({ status }) => status,
        () => 0,
      ),
    (status) => status === 200,
    120_000,
  );
  if (status !== 200) throw new Error(`The container does not answer: ${log()}`);
  return {
    id,
    origin,
    log,
    stop() {
      podman('stop', '--time', '20', id);
      return Number(podman('inspect', '--format', '{{.State.ExitCode}}', id));
    },
  };
}

describe.skipIf(missing.length > 0)(`the image${why}`, () => {
  beforeAll(() => {
    const base = path.join(folder, 'base');
    makeBase(base, modules);
    const dockerfile = path.join(folder, 'Dockerfile');
    const bud = (...args: string[]) => run('buildah', 'bud', '--quiet', '--isolation', 'chroot', ...args);
    writeFileSync(dockerfile, 'FROM scratch\nCOPY . /\n');
    bud('--file', dockerfile, '--tag', `${tag}-runtime`, base);
    writeFileSync(dockerfile, `FROM ${tag}-runtime\nCOPY node /usr/local/bin/\n`);
    bud('--file', dockerfile, '--tag', `${tag}-base`, path.dirname(realpathSync(process.execPath)));
    const args = [`BASE=${tag}-base`, `RUNTIME=${tag}-runtime`, 'INSTALL=cp -a /modules /app/node_modules'];
    bud(
      ...['--format', 'docker', '--volume', `${modules}:/modules:ro`],
      ...args.flatMap((argument) => ['--build-arg', argument]),
      ...['--tag', tag, '.'],
    );
  }, BUILD_MILLISECONDS);

  afterAll(() => {
    for (const id of containers) podman('rm', '--force', '--volumes', id);
    podman('rmi', '--force', tag, `${tag}-base`, `${tag}-runtime`);
    rmSync(folder, { recursive: true, force: true });
  });

  test('is small, and says what it is and how to run it', () => {
    const [image] = JSON.parse(podman('image', 'inspect', tag));
    const [base] = JSON.parse(podman('image', 'inspect', `${tag}-runtime`));
    console.log(`The image has ${image.Size / MEGABYTE} MB, of which ${base.Size / MEGABYTE} are the base.`);
    // Debian's slim image has 75 MB; git, SSH and an init take 40 without Perl.
    expect(image.Size - base.Size + 115 * MEGABYTE).toBeLessThan(350 * MEGABYTE);
    expect(image.Config).toMatchObject({ User: '1000:1000', Entrypoint: ['tini', '--'], StopSignal: 'SIGTERM' });
    expect(Object.keys(image.Config.Volumes)).toEqual(['/cache', '/content']);
    expect(image.Config.Labels).toMatchObject({
      'org.opencontainers.image.title': 'Dateline',
      'org.opencontainers.image.licenses': 'MIT',
    });
    expect(image.Healthcheck?.Test ?? image.Config.Healthcheck?.Test).toEqual(expect.arrayContaining(['CMD', 'node']));
  });

  test('is the sample edition without settings, as a user who may write to the volumes only, and stops in time', async () => {
    const cache = volume('sample-cache');
    const site = await start({ '/cache': cache });
    for (const at of [
      '/articles/school-meals-pilot',
      '/feed.xml',
      '/search?q=ferry',
      '/articles/school-meals-pilot/share.png',
    ])
      expect([at, (await fetch(site.origin + at)).status]).toEqual([at, 200]);
    expect(podman('exec', site.id, 'id', '-u')).toBe(String(USER));
    expect(() => podman('exec', site.id, 'touch', '/app/file')).toThrow('Read-only file system');
    expect(podman('healthcheck', 'run', site.id)).toBe('');
    expect(site.stop()).toBe(0);
    expect(readdirSync(cache)).toEqual(expect.arrayContaining(['index.sqlite', 'pages.sqlite', 'compiled']));

    // Again with its cache: no page is rendered.
    const metrics = await freePort();
    const began = performance.now();
    const again = await start({ '/cache': cache }, { METRICS_PORT: String(metrics) });
    console.log(`The first page came ${Math.round(performance.now() - began)} ms after the start, with a warm cache.`);
    const counts = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
    expect(counts).toContain('dateline_page_cache_total{result="rendered"} 0');
    expect(counts).toContain('dateline_page_cache_total{result="file"} 1');
    expect(again.stop()).toBe(0);
  });

  test('clones a repository with a token from a file, follows it, and starts again while it is away', async () => {
    const editor = path.join(folder, 'editor');
    const git = (...args: string[]) =>
      run('git', '-C', editor, '-c', 'user.name=Ida Holm', '-c', 'user.email=ida@courier.example', ...args);
    execFileSync('cp', ['-r', path.join(project, 'content'), editor]);
    git('init', '--quiet', '-b', 'main');
    git('add', '--all');
    git('commit', '--quiet', '-m', 'First edition');
    run('git', 'clone', '--quiet', '--bare', editor, path.join(folder, 'news.git'));
    const token = 'ghp_correctHorseBatteryStaple';
    writeFileSync(path.join(folder, 'token'), `${token}\n`, { mode: 0o644 });
    const server: GitWebServer = await serveGit(folder, () => token);
    const volumes = {
      '/cache': volume('clone-cache'),
      '/content': volume('clone-content'),
      '/run/secrets/token': path.join(folder, 'token'),
    };
    const env = {
      CONTENT_REPOSITORY: `${server.origin}/news.git`,
      CONTENT_TOKEN_FILE: '/run/secrets/token',
      PUBLISH_POLL: '1',
    };
    const site = await start(volumes, env);
    const date = new Date(Date.now() - 60_000).toISOString();
    const story = ['---', 'title: Ferries at night', 'author: dario-quennell', `date: ${date}`, '---', 'Text.'];
    writeFileSync(path.join(editor, 'articles/night-ferries.md'), story.join('\n'));
    git('add', '--all');
    git('commit', '--quiet', '-m', 'Ferries');
    git('push', '--quiet', path.join(folder, 'news.git'), 'main');
    const statusOf = (of: Container) => fetch(`${of.origin}/articles/night-ferries`).then(({ status }) => status);
    expect(
      await eventually(
        () => statusOf(site),
        (status) => status === 200,
      ),
    ).toBe(200);
    expect(site.log()).not.toContain(token);
    expect(readFileSync(path.join(folder, 'clone-content/.git/config'), 'utf8')).not.toContain(token);
    expect(site.stop()).toBe(0);
    server.close();
    const again = await start(volumes, env);
    expect(await statusOf(again)).toBe(200);
    const ready = await fetch(`${again.origin}/_dateline/ready`);
    expect(ready.status).toBe(200);
    expect(again.stop()).toBe(0);
  });
});
