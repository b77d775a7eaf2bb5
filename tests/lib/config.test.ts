import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '#lib/config.ts';
import { configurationTable } from '#lib/configuration-table.ts';

const project = path.resolve(import.meta.dirname, '../..');

function read(env: Record<string, string> = {}) {
  return readConfig('/site', env as unknown as NodeJS.ProcessEnv);
}

test('everything has a default', () => {
  const { paths, cacheFolder, imageCache, pageCache, ...rest } = read();
  expect(rest).toEqual({
    port: 3000,
    host: null,
    metricsPort: null,
    contentRepository: null,
    renderProcesses: 1,
    shutdownDelay: 0,
    previewSecret: null,
    publishSecret: null,
    pollSeconds: null,
    staging: null,
    trustedProxies: '',
    accessLog: null,
    logLevel: 'info',
    logFormat: 'text',
    warmPages: 500,
    hub: null,
    indexNow: null,
    cdn: null,
  });
  expect(paths).toEqual({
    folders: { content: '/site/content', public: '/site/public' },
    index: `${cacheFolder}/index.sqlite`,
  });
  expect(cacheFolder).toMatch(/^\/site\/\.dateline\/content-[\da-f]{8}$/);
  expect(imageCache).toEqual({ folder: `${cacheFolder}/media`, maxBytes: 1_000_000_000 });
  expect(pageCache).toEqual({ file: `${cacheFolder}/pages.sqlite`, maxBytes: 500_000_000 });
});

test('an empty variable counts as not set', () => {
  const names = ['PORT', 'HOST', 'CONTENT_DIR', 'DATELINE_CACHE', 'PREVIEW_SECRET', 'PUBLISH_SECRET', 'WEBSUB_HUB'];
  expect(read(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(read());
});

test('folders are relative to the project', () => {
  const { paths, imageCache } = read({ CONTENT_DIR: 'words', DATELINE_CACHE: '/var/cache' });
  expect([paths.folders.content, paths.index, imageCache.folder]).toEqual([
    '/site/words',
    '/var/cache/index.sqlite',
    '/var/cache/media',
  ]);
});

test('each content folder has a cache of its own, whichever links lead to it', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'dateline-config-'));
  for (const name of ['a/content', 'b/content']) mkdirSync(path.join(root, name), { recursive: true });
  symlinkSync(path.join(root, 'a'), path.join(root, 'link'));
  const cacheOf = (content: string) => read({ CONTENT_DIR: path.join(root, content) }).cacheFolder;
  expect(cacheOf('a/content')).not.toBe(cacheOf('b/content'));
  expect(cacheOf('link/content/')).toBe(cacheOf('a/content'));
  rmSync(root, { recursive: true });
});

test('valid values are read', () => {
  const config = read({
    PORT: '0',
    HOST: '::1',
    IMAGE_CACHE_MB: '0.5',
    PAGE_CACHE_MB: '0',
    RENDER_PROCESSES: '3',
    WARM_PAGES: '20',
    SHUTDOWN_DELAY: '2.5',
    PREVIEW_SECRET: '0123456789abcdef',
    PUBLISH_POLL: '90',
    TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8,2001:db8::/32',
    WEBSUB_HUB: 'https://hub.example/',
    INDEXNOW_KEY: 'a1b2c3d4',
  });
  expect(config).toMatchObject({
    port: 0,
    host: '::1',
    imageCache: { maxBytes: 500_000 },
    pageCache: { maxBytes: 0 },
    renderProcesses: 3,
    warmPages: 20,
    shutdownDelay: 2.5,
    previewSecret: '0123456789abcdef',
    pollSeconds: 90,
    trustedProxies: '127.0.0.1, 10.0.0.0/8,2001:db8::/32',
    hub: 'https://hub.example/',
    indexNow: { key: 'a1b2c3d4', endpoint: 'https://api.indexnow.org/indexnow' },
  });
});

test.each([
  ['PORT', 'banana', 'PORT is “banana”; write a port: a whole number from 0 (any free one) to 65535, such as 3000.'],
  ['PORT', '65536', 'PORT is “65536”; write a port'],
  ['PORT', '80.5', 'PORT is “80.5”; write a port'],
  ['PORT', ' ', 'PORT is “ ”; write a port'],
  ['IMAGE_CACHE_MB', 'much', 'IMAGE_CACHE_MB is “much”; write a number of megabytes.'],
  ['IMAGE_CACHE_MB', '-1', 'IMAGE_CACHE_MB is “-1”; write a number of megabytes.'],
  ['PAGE_CACHE_MB', '-1', 'PAGE_CACHE_MB is “-1”; write a number of megabytes, or 0 to keep pages in memory only.'],
  ['SHUTDOWN_DELAY', '-1', 'SHUTDOWN_DELAY is “-1”; write a number of seconds from 0 to 600.'],
  ['RENDER_PROCESSES', '0', 'RENDER_PROCESSES is “0”; write a whole number from 1 to 64.'],
  ['RENDER_PROCESSES', '1.5', 'RENDER_PROCESSES is “1.5”; write a whole number from 1 to 64.'],
  ['WARM_PAGES', '1.5', 'WARM_PAGES is “1.5”; write a whole number of pages, or 0 for none.'],
  ['PICTURE_CACHE_MB', '100', 'PICTURE_CACHE_MB is now called IMAGE_CACHE_MB; rename it.'],
  ['PREVIEW_SECRET', '0123456789abcde', 'PREVIEW_SECRET has 15 characters; at least 16 are needed.'],
  ['PUBLISH_POLL', 'often', 'PUBLISH_POLL is “often”; write a number of seconds above 0'],
  ['PUBLISH_POLL', '0', 'PUBLISH_POLL is “0”; write a number of seconds above 0'],
  ['PUBLISH_POLL', '9999999', 'PUBLISH_POLL is “9999999”; write a number of seconds above 0'],
  ...['hub.example', 'ftp://hub.example/', 'https://'].map((hub) => [
    'WEBSUB_HUB',
    hub,
    `WEBSUB_HUB is “${hub}”, which is no address: write one such as https://hub.example/.`,
  ]),
  ...['short', '../../secret', 'x'.repeat(129)].map((key) => [
    'INDEXNOW_KEY',
    key,
    'INDEXNOW_KEY must have 8 to 128 letters (a to z), digits or hyphens.',
  ]),
  ['INDEXNOW_ENDPOINT', 'api.indexnow.org', 'INDEXNOW_ENDPOINT is “api.indexnow.org”; write an address such as'],
  ...['localhost', '10.0.0.0/33', '10.0.0/8', '::/129', '10.0.0.0/', '10.0.0.0/x', '10.0.0.0/8/8'].map((entry) => [
    'TRUSTED_PROXIES',
    `127.0.0.1, ${entry}`,
    `TRUSTED_PROXIES has “${entry}”, which is no address and no network. Write it like this: 127.0.0.1, 10.0.0.0/8`,
  ]),
])('%s=%s is an error', (name = '', value = '', message = '') => {
  expect(() => read({ [name]: value })).toThrow(ConfigError);
  expect(() => read({ [name]: value })).toThrow(message);
});

describe('shared caches', () => {
  test.each([
    ['varnish:http://a:6081, http://b:6081', 'varnish', ['http://a:6081', 'http://b:6081']],
    ['fastly:SU1Z0isxPaozGVKXdv0eY', 'fastly', ['SU1Z0isxPaozGVKXdv0eY']],
    ['webhook:https://ops.example/purge', 'webhook', ['https://ops.example/purge']],
  ])('CDN=%s', (CDN, service, targets) => {
    const { cdn } = read({ CDN, CDN_SECRET: 'open sesame', CDN_TTL: '60' });
    expect(cdn).toEqual({ service, targets, ttl: 60, secret: 'open sesame' });
  });

  test.each(['squid:http://a', 'varnish:a:6081', 'fastly:a/b', 'bunny:1,2', 'fastly'])('CDN=%s is an error', (CDN) => {
    expect(() => read({ CDN, CDN_SECRET: 'x' })).toThrow(`CDN is “${CDN}”; write varnish:http://cache.example`);
  });

  test('need a secret', () => {
    expect(() => read({ CDN: 'fastly:x' })).toThrow('CDN needs the secret that allows to purge: set CDN_SECRET or');
  });
});

test('all errors are reported at once', () => {
  expect(() => read({ PORT: 'banana', PICTURE_CACHE_MB: '1', WEBSUB_HUB: 'hub' })).toThrow(
    /^The configuration has errors\.\n {2}PICTURE_CACHE_MB .*\n {2}PORT .*\n {2}WEBSUB_HUB /,
  );
});

test('a site may be for testing, with a password or without', () => {
  expect(read({ STAGING: 'noindex' }).staging).toEqual({ credentials: null });
  expect(read({ STAGING: 'editor:pass:word' }).staging).toEqual({ credentials: 'editor:pass:word' });
  for (const STAGING of ['yes', 'editor:', ':password', 'two words:x'])
    expect(() => read({ STAGING })).toThrow('write noindex, or a user and a password');
});

describe('the repository of the content', () => {
  test.each([
    'https://github.com/you/news.git',
    'https://ida@git.courier.example/news.git',
    'ssh://git@github.com/you/news.git',
    'git@github.com:you/news.git',
    'file:///srv/news.git',
  ])('%s is polled', (CONTENT_REPOSITORY) => {
    const { contentRepository, pollSeconds } = read({ CONTENT_REPOSITORY, CONTENT_TOKEN_FILE: 'token' });
    const files = { tokenFile: '/site/token', sshKeyFile: null };
    expect(contentRepository).toEqual({ url: CONTENT_REPOSITORY, branch: null, ...files });
    expect(pollSeconds).toBe(30);
    expect(read({ CONTENT_REPOSITORY, PUBLISH_POLL: '5' }).pollSeconds).toBe(5);
  });

  test.each(['github.com/you/news', '--upload-pack=x', 'ext::sh -c id', 'a@b:-c', 'https://'])('is not %s', (value) => {
    expect(() => read({ CONTENT_REPOSITORY: value })).toThrow(`CONTENT_REPOSITORY is “${value}”; write an address`);
  });

  test('has no password in its address, and an error does not repeat it', () => {
    const message =
      'CONTENT_REPOSITORY has a password. Write it to a file, and the path of that to CONTENT_TOKEN_FILE.';
    const CONTENT_REPOSITORY = 'https://ida:horse@github.com/you/news.git';
    expect(() => read({ CONTENT_REPOSITORY })).toThrow(new ConfigError(message));
  });

  test('has branches with names that git takes', () => {
    const branch = (name: string) =>
      read({ CONTENT_REPOSITORY: 'file:///a', CONTENT_BRANCH: name }).contentRepository?.branch;
    expect(branch('release/2026')).toBe('release/2026');
    for (const name of ['-x', 'a b', 'a:b']) expect(() => branch(name)).toThrow(`CONTENT_BRANCH is “${name}”`);
  });
});

test('a secret can be in a file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-secret-'));
  writeFileSync(path.join(folder, 'secret'), 'battery staple\n');
  const load = (env: Record<string, string>) => {
    const program = `import { loadEnvFiles } from ${JSON.stringify(path.join(project, 'lib/env-files.ts'))};
      loadEnvFiles(${JSON.stringify(folder)}, false);
      console.log(JSON.stringify([process.env.PUBLISH_SECRET, process.env.PUBLISH_SECRET_FILE]));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    return stdout || stderr;
  };
  const PUBLISH_SECRET_FILE = path.join(folder, 'secret');
  expect(JSON.parse(load({ PUBLISH_SECRET_FILE }))).toEqual(['battery staple', null]);
  expect(load({ PUBLISH_SECRET_FILE: `${folder}/none` })).toContain('PUBLISH_SECRET_FILE cannot be read: ENOENT');
  expect(load({ PUBLISH_SECRET_FILE, PUBLISH_SECRET: 'x' })).toContain('leave one of them out');
  rmSync(folder, { recursive: true });
});

test('README.md has the configuration table', () => {
  const readme = readFileSync(path.join(project, 'README.md'), 'utf8');
  const found = /<!-- configuration -->\n+(.*?)\n+<!-- \/configuration -->/s.exec(readme)?.[1];
  expect(found).toBe(configurationTable());
});

test('no other file reads a variable of Dateline', () => {
  const sources = globSync(['app/**/*.{ts,tsx}', 'lib/**/*.ts', '*.ts'], { cwd: project });
  const read = sources.flatMap((file) =>
    [...readFileSync(path.join(project, file), 'utf8').matchAll(/\benv\.([A-Z_]+)/g)].map(([, name]) => `${name}`),
  );
  // Variables of other programs; DATELINE_BUILD is how the server names its build to next.config.ts.
  const others = [
    'DATELINE_BUILD',
    'EDITOR',
    'FONTCONFIG_FILE',
    'GITHUB_ACTIONS',
    'GIT_CONFIG_COUNT',
    'GIT_SSH_COMMAND',
    'INIT_CWD',
    'NEXT_RUNTIME',
    'NODE_COMPILE_CACHE',
    'NODE_ENV',
    'PANGOCAIRO_BACKEND',
    'VISUAL',
    '__NEXT_PRIVATE_STANDALONE_CONFIG',
  ];
  expect([...new Set(read)].filter((name) => !others.includes(name))).toEqual([]);
});

test('.env files are read as Next reads them, and what is set already stays', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-env-'));
  writeFileSync(
    path.join(folder, '.env'),
    'PORT=4000\nHOST=base\nWEBSUB_HUB=base\nPUBLISH_SECRET="two words" # comment\n',
  );
  writeFileSync(path.join(folder, '.env.local'), 'HOST=local\n');
  writeFileSync(path.join(folder, '.env.production'), 'WEBSUB_HUB=production\n');
  writeFileSync(path.join(folder, '.env.development'), 'WEBSUB_HUB=development\n');
  const program = `import { loadEnvFiles } from ${JSON.stringify(path.join(project, 'lib/env-files.ts'))};
    loadEnvFiles(${JSON.stringify(folder)}, process.argv[1] === 'dev');
    const { PORT, HOST, WEBSUB_HUB, PUBLISH_SECRET } = process.env;
    console.log(JSON.stringify([PORT, HOST, WEBSUB_HUB, PUBLISH_SECRET]));`;
  const load = (mode: string) => {
    const args = ['--input-type=module', '-e', program, mode];
    const { stdout } = spawnSync(process.execPath, args, {
      env: { ...process.env, NODE_ENV: undefined, HOST: undefined, PORT: '5000' } as unknown as NodeJS.ProcessEnv,
      encoding: 'utf8',
    });
    return JSON.parse(stdout);
  };
  expect(load('start')).toEqual(['5000', 'local', 'production', 'two words']);
  expect(load('dev')).toEqual(['5000', 'local', 'development', 'two words']);
  rmSync(folder, { recursive: true });
});

test('git ignores .env files', () => {
  const { stdout } = spawnSync('git', ['check-ignore', '.env', '.env.local', '.env.production'], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(stdout.trim().split('\n')).toEqual(['.env', '.env.local', '.env.production']);
});
