import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { SECRET_VARIABLES } from '#lib/child-environment.ts';
import { readConfig } from '#lib/config.ts';
import { VARIABLES } from '#lib/environment-variables.ts';
import { check, example, has, PROXIES, replaced, startProxy } from './proxies.ts';
import { project } from './running-site.ts';
import { freePort } from './varnish.ts';

// The examples in lib/server/deploy, by the programs that read them. A program that is not installed skips its test.

const read = (name: string) => readFileSync(path.join(project, name), 'utf8');

const folder = mkdtempSync(path.join(tmpdir(), 'dateline-deploy-'));
const file = (name: string) => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(PROXIES)('$program takes $name, and readers get pages although one of two sites is down', async (proxy) => {
  if (!has(proxy.program)) return console.warn(`${proxy.name} is not tried: ${proxy.program} is not installed.`);
  const site = Number(new URL(inject('sharedSite')).port);
  const running = await startProxy(proxy, [await freePort(), site]);
  try {
    const text = await (await fetch(`${inject('sharedSite')}/about`)).text();
    const page = { status: 200, type: 'text/html; charset=utf-8', text };
    for (let times = 0; times < 20; times++) expect(await running.get('/about')).toEqual(page);
  } finally {
    await running.stop();
  }
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
  // The secret for purges is in a file of the container.
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

test.skipIf(!has('varnishd'))('Varnish takes the VCL for two sites', () => {
  mkdirSync(file('two-sites'));
  const own = file('two-sites/dateline.vcl');
  writeFileSync(own, replaced(example('varnish.vcl'), { '"3000"': '"3001"' }));
  const vcl = replaced(example('two-sites.vcl'), { 'include "/etc/varnish/dateline.vcl"': `include "${own}"` });
  writeFileSync(file('two-sites/two-sites.vcl'), vcl);
  check('varnishd', '-j', 'none', '-C', '-n', file('two-sites'), '-f', file('two-sites/two-sites.vcl'));
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
