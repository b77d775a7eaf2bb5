import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { SECRET_VARIABLES } from '#lib/child-environment.ts';
import { readConfig } from '#lib/config.ts';
import { VARIABLES } from '#lib/environment-variables.ts';
import { eventually, project } from './running-site.ts';
import { freePort } from './varnish.ts';

// The examples in lib/server/deploy, by the programs that read them. A program that is not installed skips its test.

const read = (name: string) => readFileSync(path.join(project, name), 'utf8');
const example = (name: string) => read(`lib/server/deploy/${name}`);

const folder = mkdtempSync(path.join(tmpdir(), 'dateline-deploy-'));
const file = (name: string) => path.join(folder, name);
/** What the tests start. */
const started: ChildProcess[] = [];

beforeAll(() => {
  const subject = ['-subj', '/CN=news.example', '-days', '1', '-nodes'];
  const files = ['-keyout', file('privkey.pem'), '-out', file('fullchain.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...subject, ...files], { stdio: 'ignore' });
  writeFileSync(
    file('both.pem'),
    readFileSync(file('fullchain.pem'), 'utf8') + readFileSync(file('privkey.pem'), 'utf8'),
  );
});
afterAll(() => {
  for (const child of started) child.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Whether a program is installed. */
function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** Runs a program that checks a file. Throws its output when it fails. */
function check(program: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
  });
  if (status !== 0) throw new Error(`${program} failed (${status}): ${stdout}${stderr}`);
}

/** An example with each text on the left replaced by that on the right. Throws for one that is not there. */
function replaced(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`The example has no “${from}”.`);
    return before.replaceAll(from, to);
  }, text);
}

type Answer = { status: number; headers: Record<string, unknown>; text: string };

/** Requests a path at `port` over TLS, as a reader of news.example. */
function get(port: number, at: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { port, path: at, headers: { host: 'news.example' }, rejectUnauthorized: false, agent: false };
    request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    })
      .on('error', reject)
      .end();
  });
}

/**
 * Each proxy: how its example is changed for this machine, checked, and started. `site` is the port of the site, and
 * `none` one on which nobody listens: the example has two sites, of which one may stop.
 */
type Ports = Readonly<{ http: number; https: number; site: string; none: number }>;
type Proxy = Readonly<{ name: string; program: string; prepare(ports: Ports): { check: string[]; run: string[] } }>;

const PROXIES: readonly Proxy[] = [
  {
    name: 'nginx.conf',
    program: 'nginx',
    prepare({ http, https, site, none }) {
      const server = replaced(example('nginx.conf'), {
        'listen 80;': `listen ${http};`,
        'listen [::]:80;': '',
        'listen 443 ssl http2;': `listen ${https} ssl http2;`,
        'listen [::]:443 ssl http2;': '',
        '/etc/letsencrypt/live/news.example/': `${folder}/`,
        '/var/cache/nginx/dateline': file('nginx-cache'),
        '127.0.0.1:3001': `127.0.0.1:${none}`,
        '127.0.0.1:3002': `127.0.0.1:${site}`,
      });
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (kind) => `${kind}_temp_path ${file(`nginx-${kind}`)};`,
      );
      // The folder belongs to the user of the tests.
      const user = process.getuid?.() === 0 ? 'user root;' : '';
      const main = `${user} daemon off; pid ${file('nginx.pid')}; error_log stderr warn; events {}
        http { access_log off; ${temporary.join(' ')} ${server} }`;
      writeFileSync(file('nginx.conf'), main);
      const args = ['-p', folder, '-e', 'stderr', '-c', file('nginx.conf')];
      return { check: ['-t', ...args], run: args };
    },
  },
  {
    name: 'haproxy.cfg',
    program: 'haproxy',
    prepare({ http, https, site, none }) {
      const config = replaced(example('haproxy.cfg'), {
        'bind :80': `bind :${http}`,
        'bind :443': `bind :${https}`,
        '/etc/haproxy/news.example.pem': file('both.pem'),
        '127.0.0.1:3001': `127.0.0.1:${none}`,
        '127.0.0.1:3002': `127.0.0.1:${site}`,
      });
      writeFileSync(file('haproxy.cfg'), config);
      return { check: ['-c', '-f', file('haproxy.cfg')], run: ['-db', '-f', file('haproxy.cfg')] };
    },
  },
  {
    name: 'Caddyfile',
    program: 'caddy',
    prepare({ http, https, site, none }) {
      const options = `{\n\tadmin off\n\tauto_https disable_redirects\n\thttp_port ${http}\n\tskip_install_trust\n}\n`;
      const config = replaced(example('Caddyfile'), {
        'news.example {': `https://news.example:${https} {\n\ttls ${file('fullchain.pem')} ${file('privkey.pem')}`,
        '127.0.0.1:3001': `127.0.0.1:${none}`,
        '127.0.0.1:3002': `127.0.0.1:${site}`,
      });
      writeFileSync(file('Caddyfile'), options + config);
      const args = ['--adapter', 'caddyfile', '--config', file('Caddyfile')];
      return { check: ['validate', ...args], run: ['run', ...args] };
    },
  },
];

describe.each(PROXIES)('$name', ({ program, prepare }) => {
  test.skipIf(!has(program))(
    `${program} takes it, and readers get pages although one of two sites is down`,
    async () => {
      const site = new URL(inject('sharedSite')).port;
      const [http, https, none] = [await freePort(), await freePort(), await freePort()];
      const { check: checking, run } = prepare({ http, https, site, none });
      check(program, ...checking);
      const child = spawn(program, run, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: folder } });
      started.push(child);
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
      const first = await eventually(
        () => get(https, '/about').catch((): Answer => ({ status: 0, headers: {}, text: output })),
        ({ status }) => status === 200,
      );
      expect(first).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
      const plain = await (await fetch(`${inject('sharedSite')}/about`)).text();
      for (let times = 0; times < 20; times++)
        expect(await get(https, '/about')).toMatchObject({ status: 200, text: plain });
    },
  );
});

test.skipIf(!has('systemd-analyze'))('systemd takes the unit, and its settings are known', () => {
  const unit = example('dateline@.service');
  writeFileSync(file('dateline@3001.service'), unit);
  check('systemd-analyze', 'verify', '--man=no', file('dateline@3001.service'));
  const names = [...unit.matchAll(/^Environment=(\w+)=/gm)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(4);
  expect(unknown(names)).toEqual([]);
});

/** Those of the names that are no setting of a site. */
function unknown(names: readonly string[]): string[] {
  const known = [...Object.keys(VARIABLES), ...SECRET_VARIABLES.map((name) => `${name}_FILE`)];
  return names.filter((name) => !known.includes(name));
}

/** The environment that an example gives the site, by the path to it. */
const ENVIRONMENTS: readonly (readonly [string, () => Record<string, unknown>])[] = [
  ['compose.yaml', () => parse(read('compose.yaml')).services.site.environment],
  ['kamal.yaml', () => parse(example('kamal.yaml')).env.clear],
  [
    'kubernetes.yaml',
    () => {
      const [deployment] = parseAllDocuments(example('kubernetes.yaml')).map((document) => document.toJS());
      type Variable = { name: string; value: unknown };
      const { env } = deployment.spec.template.spec.containers[0] as { env: Variable[] };
      return Object.fromEntries(env.map(({ name, value }) => [name, value]));
    },
  ],
];

test.each(ENVIRONMENTS)('the settings in %s are known, and have values that the site takes', (_name, environment) => {
  const entries = Object.entries(environment()).map(([name, value]) => [name, String(value).replace(/^\$\{.*\}$/, '')]);
  expect(entries.length).toBeGreaterThan(3);
  expect(unknown(entries.map(([name = '']) => name))).toEqual([]);
  const others = entries.filter(([name = '']) => !name.startsWith('CDN'));
  expect(() => readConfig(project, Object.fromEntries(others))).not.toThrow();
});

test.each(['kubernetes.yaml', 'kamal.yaml'])('%s probes what the site answers', async (name) => {
  const paths = [...example(name).matchAll(/path: (\/_dateline\/\w+)/g)].map(([, at = '']) => at);
  expect(paths.length).toBeGreaterThan(0);
  for (const at of paths) expect([at, (await fetch(inject('sharedSite') + at)).status]).toEqual([at, 200]);
});

describe('the image', () => {
  const dockerfile = read('Dockerfile');

  test('starts Node with the flags of npm start', () => {
    const flags = /(--\S+ )+lib\/server\/main\.ts/.exec(JSON.parse(read('package.json')).scripts.start)?.[0] ?? 'none';
    expect(dockerfile).toContain(`exec node ${flags}`);
  });

  test('has the version of the project', () => {
    expect(dockerfile).toContain(`ARG VERSION=${JSON.parse(read('package.json')).version}\n`);
  });

  test('is built without what a working copy has besides', () => {
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.git', '.env*', '**/node_modules', '.next-*', 'tests']));
  });
});

test.skipIf(!has('varnishd'))('compose starts Varnish with the VCL, at the address of the site', () => {
  const { services } = parse(read('compose.yaml'));
  expect(services.varnish.volumes[0]).toBe('./lib/server/deploy/varnish.vcl:/dateline.vcl:ro');
  const [, from = '', to = ''] = /s\/(.*?)\/(.*?)\//.exec(services.varnish.command.replaceAll('\\"', '"')) ?? [];
  expect(to).toBe(`"${services.site.networks.inner.ipv4_address}"`);
  const vcl = replaced(example('varnish.vcl'), { [from]: to });
  mkdirSync(file('varnish'));
  writeFileSync(file('varnish/dateline.vcl'), vcl);
  check('varnishd', '-j', 'none', '-C', '-n', file('varnish'), '-f', file('varnish/dateline.vcl'));
});
