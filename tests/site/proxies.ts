import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually, project } from './running-site.ts';
import { freePort } from './varnish.ts';

// Starts nginx, HAProxy and Caddy with the examples that the project ships, on free ports and with a certificate of its own.

/** The text of an example in `lib/server/deploy`. */
export const example = (name: string) => readFileSync(path.join(project, 'lib/server/deploy', name), 'utf8');

/** Whether a program is installed. */
export function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** Runs a program that checks a file. Throws its output when it fails. */
export function check(program: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed (${status}): ${stdout}${stderr}`);
}

/** An example with each text on the left replaced by that on the right. Throws for one that is not there. */
export function replaced(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`The example has no “${from}”.`);
    return before.replaceAll(from, to);
  }, text);
}

/** What an example is changed for: the folder for its files, the ports to listen on, and those of the two sites. */
type Changes = Readonly<{ folder: string; http: number; https: number; sites: readonly [number, number] }>;

/** A proxy with its example. `write` writes its configuration, and returns its arguments to check it and to run. */
type ProxyExample = Readonly<{
  name: string;
  program: string;
  write(changes: Changes): { check: string[]; run: string[] };
}>;

const sitesOf = ([one, two]: readonly [number, number]) => ({
  '127.0.0.1:3001': `127.0.0.1:${one}`,
  '127.0.0.1:3002': `127.0.0.1:${two}`,
});

export const PROXIES: readonly ProxyExample[] = [
  {
    name: 'nginx.conf',
    program: 'nginx',
    write({ folder, http, https, sites }) {
      const server = replaced(example('nginx.conf'), {
        'listen 80;': `listen ${http};`,
        'listen [::]:80;': '',
        'listen 443 ssl http2;': `listen ${https} ssl http2;`,
        'listen [::]:443 ssl http2;': '',
        '/etc/letsencrypt/live/news.example/': `${folder}/`,
        '/var/lib/nginx/dateline': `${folder}/cache`,
        ...sitesOf(sites),
      });
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (kind) => `${kind}_temp_path ${folder}/${kind};`,
      );
      // The folder belongs to the user of the tests.
      const user = process.getuid?.() === 0 ? 'user root;' : '';
      const main = `${user} daemon off; pid ${folder}/nginx.pid; error_log stderr crit; events {}
        http { access_log off; ${temporary.join(' ')} ${server} }`;
      writeFileSync(`${folder}/nginx.conf`, main);
      const args = ['-p', folder, '-e', 'stderr', '-c', `${folder}/nginx.conf`];
      return { check: ['-t', ...args], run: args };
    },
  },
  {
    name: 'haproxy.cfg',
    program: 'haproxy',
    write({ folder, http, https, sites }) {
      const config = replaced(example('haproxy.cfg'), {
        'bind :80': `bind :${http}`,
        'bind :443': `bind :${https}`,
        '/etc/haproxy/news.example.pem': `${folder}/both.pem`,
        ...sitesOf(sites),
      });
      writeFileSync(`${folder}/haproxy.cfg`, config);
      return { check: ['-c', '-f', `${folder}/haproxy.cfg`], run: ['-db', '-f', `${folder}/haproxy.cfg`] };
    },
  },
  {
    name: 'Caddyfile',
    program: 'caddy',
    write({ folder, http, https, sites }) {
      const options = `{\n\tadmin off\n\tauto_https disable_redirects\n\thttp_port ${http}\n\tskip_install_trust\n}\n`;
      const config = replaced(example('Caddyfile'), {
        'news.example {': `https://news.example:${https} {\n\ttls ${folder}/fullchain.pem ${folder}/privkey.pem`,
        ...sitesOf(sites),
      });
      writeFileSync(`${folder}/Caddyfile`, options + config);
      const args = ['--adapter', 'caddyfile', '--config', `${folder}/Caddyfile`];
      return { check: ['validate', ...args], run: ['run', ...args] };
    },
  },
];

export type Answer = Readonly<{ status: number; type: string; text: string }>;

/** A proxy in front of two sites. `get` requests a path over TLS, on a connection of its own. */
export type RunningProxy = Readonly<{ get(at: string): Promise<Answer>; stop(): Promise<void> }>;

/** Checks an example and starts it in front of the sites at two ports; one of them answers `/about` already. */
export async function startProxy(proxy: ProxyExample, sites: readonly [number, number]): Promise<RunningProxy> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-proxy-'));
  const pem = (name: string) => path.join(folder, `${name}.pem`);
  const subject = ['-subj', '/CN=news.example', '-days', '1', '-nodes', '-newkey', 'rsa:2048'];
  const files = ['-keyout', pem('privkey'), '-out', pem('fullchain')];
  execFileSync('openssl', ['req', '-x509', ...subject, ...files], { stdio: 'ignore' });
  writeFileSync(pem('both'), readFileSync(pem('fullchain'), 'utf8') + readFileSync(pem('privkey'), 'utf8'));
  const https = await freePort();
  const args = proxy.write({ folder, http: await freePort(), https, sites });
  check(proxy.program, ...args.check);
  const env = { ...process.env, HOME: folder };
  const child = spawn(proxy.program, args.run, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const get = (at: string) => answerAt(https, at);
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill();
      await new Promise((resolve) => child.once('exit', resolve));
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const failed = { status: 0, type: '', text: '' };
  const { status } = await eventually(
    () => get('/about').catch(() => failed),
    ({ status }) => status === 200 || child.exitCode !== null,
  );
  if (status === 200) return { get, stop };
  await stop();
  throw new Error(`${proxy.program} answers ${status}: ${output}`);
}

/** Requests a path at `port` over TLS, as a reader of news.example. */
function answerAt(port: number, at: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { port, path: at, headers: { host: 'news.example' }, rejectUnauthorized: false, agent: false };
    request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      const { statusCode = 0, headers } = response;
      response.on('end', () => resolve({ status: statusCode, type: headers['content-type'] ?? '', text }));
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}
