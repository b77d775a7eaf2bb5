import { execFileSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realPath } from '#lib/no-symlinks.ts';
import {
  answers,
  end,
  eventually,
  launch,
  project,
  type Site,
  type SiteOptions,
  startSite,
} from '../site/running-site.ts';

/** All sites here have this clock: pages are compared to the byte, and have the day on them. */
const AT = Date.parse('2027-03-01T12:00:00Z');
const ARTICLE = 'new-alliance-cultural-ip-china';
const PAGES = ['/', '/page/2', `/articles/${ARTICLE}`, '/tags/china', '/tags', '/authors', '/about', '/nothing-here'];

const work = mkdtempSync(path.join(tmpdir(), 'dateline-crash-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

type Home = { content: string; cache: string; index: string };
let homes = 0;
/** A content folder and a cache folder that outlive the sites that serve them; copies of `from`, if given. */
function home(from: Partial<Home> = {}): Home {
  const folder = path.join(work, String(++homes));
  const cache = path.join(folder, 'cache');
  cpSync(from.content ?? path.join(project, 'content'), path.join(folder, 'content'), {
    recursive: true,
    preserveTimestamps: true,
  });
  const made = { content: path.join(folder, 'content'), cache, index: path.join(cache, 'index.sqlite') };
  if (from.cache) {
    cpSync(from.cache, cache, { recursive: true });
    const db = new DatabaseSync(made.index);
    db.prepare('UPDATE origin SET content_folder = ?').run(realPath(made.content));
    db.close();
  }
  return made;
}

/** With the page cache on disk, and pages made ahead of readers. */
const WITH_PAGES: SiteOptions = { env: { PAGE_CACHE_MB: '10', WARM_PAGES: '500' } };

const running = new Set<Site>();
/** Without the page cache on disk, except where a test is about it: pages must come from the index. */
async function start(on: Home, { env, ...options }: SiteOptions = {}): Promise<Site> {
  const site = await startSite({ on, at: AT, ...options, env: { PAGE_CACHE_MB: '0', ...env } });
  running.add(site);
  return site;
}
// Left behind by a failed test.
afterAll(() => Promise.all([...running].map((site) => site.kill())));

/** Starts on `on`, requests `paths`, and stops. */
async function pagesAfterStart(on: Home, paths: readonly string[] = PAGES) {
  const site = await start(on);
  const pages = await answers(site.origin, paths);
  await site.stop();
  running.delete(site);
  return { pages, log: site.log() };
}

const article = (headline: string, more = '') =>
  `---\ntitle: ${headline}\nauthor: aqsa-younas-rana\ndate: 2026-11-01\ntags: [China]\n${more}---\n\nText.\n`;
const headline = async (site: Site, slug: string) =>
  /<h1>([^<]*)</.exec((await (await fetch(`${site.origin}/articles/${slug}`)).text()) ?? '')?.[1];
/** Whether `slug` gets this headline, without anything else being done. */
const comes = async (site: Site, slug: string, words: string, patience = 15_000) =>
  (await eventually(
    () => headline(site, slug),
    (it) => it === words,
    patience,
  )) === words;

let sound: Home; // stopped by SIGTERM, with a complete index
let right: Map<string, string>;
beforeAll(async () => {
  sound = home();
  right = (await pagesAfterStart(sound)).pages;
  expect([...right.values()].map((answer) => answer.slice(0, 3))).toEqual([...PAGES.slice(1).map(() => '200'), '404']);
});

describe('after kill -9 in a long first sync', () => {
  const MANY = 3000;
  const LOOKED = [
    '/',
    '/page/100',
    '/page/126',
    '/articles/made-0',
    '/articles/made-2999',
    '/tags',
    '/authors',
    '/tags/made-6',
  ];
  let many: Home;
  let expected: Map<string, string>;
  beforeAll(async () => {
    many = home();
    const folder = path.join(many.content, 'articles/made');
    mkdirSync(folder);
    for (let n = 0; n < MANY; n++) {
      const date = new Date(Date.UTC(2015, 0, 1, n)).toISOString().replace('.000', '');
      writeFileSync(
        path.join(folder, `made-${n}.md`),
        `---\ntitle: Made ${n}\nauthor: priya-anstruther\ndate: ${date}\ntags: [Oceans, Made ${n % 7}]\n---\n\n${`Words of ${n}. `.repeat(60)}\n`,
      );
    }
    expected = (await pagesAfterStart(many, LOOKED)).pages;
    expect([...expected.values()].filter((answer) => !answer.startsWith('200'))).toEqual([]);
    expect(expected.get('/tags')).toContain('>429 stories<');
  });

  const size = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const syncOf = (pid: number | undefined) => {
    try {
      return execFileSync('pgrep', ['-P', String(pid), '-f', 'sync-worker'], { encoding: 'utf8' }).trim();
    } catch {
      return ''; // none
    }
  };
  /** Waits until `reached` returns true for the index. */
  const until = async (reached: () => boolean) => {
    for (const started = Date.now(); !reached() && Date.now() - started < 20_000; ) await delay(1);
    expect(reached()).toBe(true);
  };

  // The sync writes in several transactions, whose pages go to the WAL and at their end to the index.
  const MOMENTS: [string, (index: string) => Promise<void>][] = [
    [
      'while files are read',
      async (index) => {
        await until(() => existsSync(`${index}-wal`));
        await delay(600);
      },
    ],
    ['while its log is written', (index) => until(() => size(`${index}-wal`) > 500_000)],
    ['while the log is copied to the index', (index) => until(() => size(index) > 500_000)],
    ['at a moment between', async () => delay(30 + Math.random() * 2500)],
  ];

  const empty = () => {
    const cache = path.join(work, `killed-${++homes}`);
    return { on: { ...many, cache }, index: path.join(cache, 'index.sqlite') };
  };
  const begin = (on: { content: string; cache: string }, program = 'tests/site/site-with-clock.ts') =>
    launch([program], {
      ...process.env,
      PORT: '0',
      CONTENT_DIR: on.content,
      DATELINE_CACHE: on.cache,
      TEST_CLOCK: String(AT),
    });

  test.each(MOMENTS)('of the server, %s, the next start serves all', async (_name, moment) => {
    const { on, index } = empty();
    const { child } = begin(on);
    await moment(index);
    await end(child, 'SIGKILL');
    const { pages, log } = await pagesAfterStart(on, LOOKED);
    expect(pages).toEqual(expected);
    expect(log).not.toMatch(/damaged|Error/);
  });

  test('of the sync process only, after its first batch, the site goes on and has the rest read', async () => {
    const { on } = empty();
    const { child, ready, log } = begin(on, 'lib/server/main.ts');
    await ready(/is at http/);
    const pid = syncOf(child.pid);
    expect(pid).toMatch(/^\d+$/);
    process.kill(Number(pid), 'SIGKILL');
    await ready(/^Content: \d+ files, \d+ read in/m);
    expect(log()).toContain(
      'The content was not read to its end: The sync process ended before the sync was complete (SIGKILL). Trying again.',
    );
    await end(child);
    expect((await pagesAfterStart(on, LOOKED)).pages).toEqual(expected);
  });
});

describe('an index that was damaged while the site was stopped', () => {
  const overwrite = (file: string, at: number, bytes: Buffer) => {
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, bytes, 0, bytes.length, at);
    closeSync(descriptor);
  };
  const noise = (length: number) => Buffer.alloc(length, 'Not a database, not at all. ');
  const size = (file: string) => statSync(file).size;

  test.each<[string, (index: string) => void]>([
    ['truncated to 0 bytes', (index) => truncateSync(index, 0)],
    ['cut to 50 bytes', (index) => truncateSync(index, 50)],
    ['cut to 100 bytes', (index) => truncateSync(index, 100)],
    ['cut to its first page', (index) => truncateSync(index, 4096)],
    ['cut to half', (index) => truncateSync(index, Math.floor(size(index) / 2))],
    ['cut by its last page', (index) => truncateSync(index, size(index) - 4096)],
    ['written over at its start', (index) => overwrite(index, 0, noise(2000))],
    ['written over at its second page', (index) => overwrite(index, 4096, noise(4096 * 3))],
    [
      'written over in the middle',
      (index) => overwrite(index, Math.floor(size(index) / 8192) * 4096, noise(4096 * 12)),
    ],
    ['deleted', (index) => rmSync(index)],
    ['given a log of noise', (index) => writeFileSync(`${index}-wal`, noise(50_000))],
    [
      'made by another version',
      (index) => {
        const db = new DatabaseSync(index);
        db.exec('DROP TABLE listings; PRAGMA user_version = 99');
        db.close();
      },
    ],
  ])('%s: the next start serves all pages', async (_name, spoil) => {
    const on = home(sound);
    expect(readdirSync(on.cache)).toEqual(['index.sqlite', 'reads.json']);
    spoil(on.index);
    const site = await start(on);
    // Damage in pages that a sync does not read is found only by a reader's request.
    const pages = await eventually(
      () => answers(site.origin, PAGES),
      (found) => [...found].every(([address, answer]) => answer === right.get(address)),
      20_000,
    );
    expect(pages, site.log()).toEqual(right);
    await site.stop();
    running.delete(site);
    expect(isWhole(on.index)).toBe(true);
  });
});

/** Whether SQLite finds nothing wrong with an index. */
function isWhole(index: string): boolean {
  const db = new DatabaseSync(index, { readOnly: true, timeout: 5000 });
  const found = db.prepare('PRAGMA integrity_check').get()?.integrity_check;
  db.close();
  return found === 'ok';
}

describe('an index that is damaged under a running server', () => {
  const FRESH = 'articles/fresh.md';

  test.each<[string, (on: Home) => void]>([
    ['deleted', ({ cache }) => rmSync(cache, { recursive: true })],
    ['truncated to 0 bytes', ({ index }) => truncateSync(index, 0)],
    [
      'written over',
      ({ index }) => writeFileSync(index, Buffer.alloc(statSync(index).size, 'Noise. '), { flag: 'r+' }),
    ],
  ])('%s: changes go on to appear, and the next start serves all pages', async (_name, spoil) => {
    const on = home(sound);
    const site = await start(on);
    expect(await answers(site.origin, PAGES.slice(0, 2))).toEqual(new Map([...right].slice(0, 2)));
    spoil(on);
    // Pages that were requested before, and others.
    const pages = await eventually(
      () => answers(site.origin, PAGES),
      (found) => [...found].every(([address, answer]) => answer === right.get(address)),
      20_000,
    );
    expect(pages, site.log()).toEqual(right);
    for (const words of ['First', 'Second']) {
      writeFileSync(path.join(on.content, FRESH), article(words));
      expect(await comes(site, 'fresh', words), site.log()).toBe(true);
    }
    // When a folder appears or disappears, another process compares all files.
    mkdirSync(path.join(on.content, 'articles/folder'));
    writeFileSync(path.join(on.content, 'articles/folder/third.md'), article('Third'));
    expect(await comes(site, 'third', 'Third'), site.log()).toBe(true);
    rmSync(path.join(on.content, 'articles/folder'), { recursive: true });
    rmSync(path.join(on.content, FRESH));
    expect(
      await eventually(
        () => answers(site.origin, PAGES),
        (found) => found.get('/') === right.get('/'),
      ),
    ).toEqual(right);
    await site.kill();
    running.delete(site);
    expect((await pagesAfterStart(on)).pages).toEqual(right);
    expect(isWhole(on.index)).toBe(true);
  });
});

describe('on a full disk', () => {
  /**
   * Prevents `pid` from writing files, or allows it again. As on a full disk, each write fails completely.
   * Without root Linux has no other way.
   */
  const limit = (pid: number, bytes: string) => execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);

  test('the site serves what it has, logs why, and publishes the change when there is space again', async () => {
    const on = home(sound);
    const site = await start(on, WITH_PAGES);
    expect(await answers(site.origin, PAGES.slice(0, 3))).toEqual(new Map([...right].slice(0, 3)));
    limit(site.pid, '0');
    writeFileSync(path.join(on.content, 'articles/fresh.md'), article('Fresh'));
    const logged = await eventually(
      async () => site.log(),
      (log) => log.includes('could not be read'),
    );
    expect(logged).toMatch(/The content could not be read; the site serves what it has\. .*(?:disk|full)/);
    expect(await answers(site.origin, PAGES)).toEqual(right);
    expect((await fetch(`${site.origin}/articles/fresh`)).status).toBe(404);
    const warned = await eventually(
      async () => site.log(),
      (log) => log.includes('New pages stay in memory.'),
    );
    expect(warned.match(/New pages stay in memory\./g)).toHaveLength(1);
    limit(site.pid, 'unlimited');
    expect(await comes(site, 'fresh', 'Fresh'), site.log()).toBe(true);
    await site.stop();
    running.delete(site);
    expect(isWhole(on.index)).toBe(true);
  });
});

describe('the page cache on disk', () => {
  const KILLS = 50;

  test(`${KILLS} times kill -9 under load: each start serves true pages at once`, { timeout: 900_000 }, async () => {
    const on = home(sound);
    let before = right;
    for (let kill = 1; kill <= KILLS; kill++) {
      const site = await start(on, WITH_PAGES);
      expect(await answers(site.origin, before.keys()), site.log()).toEqual(before);
      expect(site.log()).not.toContain('page cache');
      writeFileSync(path.join(on.content, 'articles/fresh.md'), article(`Kill ${kill}`));
      expect(await comes(site, 'fresh', `Kill ${kill}`), site.log()).toBe(true);
      before = await answers(site.origin, [...PAGES, '/articles/fresh']);
      const reading = answers(site.origin, [...PAGES, ...PAGES.map((address) => `${address}?again`)]);
      reading.catch(() => undefined); // the site ends meanwhile
      await delay(Math.random() * 1_000);
      await site.kill();
      running.delete(site);
    }
  });

  test('two sites that share it serve the same pages, and both follow the files', async () => {
    const on = home(sound);
    const [one, other] = await Promise.all([start(on, WITH_PAGES), start(on, WITH_PAGES)]);
    for (const site of [one, other]) expect(await answers(site.origin, PAGES), site.log()).toEqual(right);
    writeFileSync(path.join(on.content, 'articles/fresh.md'), article('Fresh'));
    for (const site of [one, other]) expect(await comes(site, 'fresh', 'Fresh'), site.log()).toBe(true);
    for (const site of [one, other]) {
      await site.stop();
      running.delete(site);
      expect(site.log()).not.toContain('page cache');
    }
    rmSync(path.join(on.content, 'articles/fresh.md'));
    const site = await start(on, WITH_PAGES);
    expect(await answers(site.origin, PAGES), site.log()).toEqual(right);
    await site.stop();
    running.delete(site);
  });
});

describe('two servers on one index', () => {
  test.each([
    ['at the same time, on none', false],
    ['at the same time, on an existing index', true],
  ])('start %s, and both follow the files, even after the other has ended', async (_name, there) => {
    const on = home(there ? sound : { content: sound.content });
    const [one, other] = await Promise.all([start(on), start(on)]);
    expect(await answers(one.origin, PAGES), one.log()).toEqual(right);
    expect(await answers(other.origin, PAGES), other.log()).toEqual(right);

    writeFileSync(path.join(on.content, 'articles/fresh.md'), article('First'));
    expect(await Promise.all([one, other].map((site) => comes(site, 'fresh', 'First')))).toEqual([true, true]);

    await (there ? one.stop() : one.kill());
    running.delete(one);
    writeFileSync(path.join(on.content, 'articles/fresh.md'), article('Second'));
    expect(await comes(other, 'fresh', 'Second'), other.log()).toBe(true);

    const third = await start(on);
    rmSync(path.join(on.content, 'articles/fresh.md'));
    for (const site of [third, other]) {
      const gone = await eventually(
        () => fetch(`${site.origin}/articles/fresh`),
        ({ status }) => status === 404,
      );
      expect(gone.status).toBe(404);
      expect(await answers(site.origin, PAGES)).toEqual(right);
    }
  });
});

describe('a broken file', () => {
  test('keeps its last good version when the server is stopped, and when it is killed', async () => {
    const on = home(sound);
    const file = path.join(on.content, 'articles/fresh.md');
    writeFileSync(file, article('Good'));
    let site = await start(on);
    writeFileSync(file, article('Bad', 'colour: red\n'));
    await eventually(
      async () => site.log(),
      (log) => log.includes('key-unknown'),
    );
    for (const leave of ['stop', 'kill', 'stop'] as const) {
      expect(await headline(site, 'fresh')).toBe('Good');
      expect(site.log()).toMatch(/articles\/fresh\.md:\d+:1 {2}error {2}key-unknown/);
      await site[leave]();
      running.delete(site);
      // Broken in another way while the site is stopped.
      writeFileSync(file, article('Worse', 'colour: blue\n'));
      site = await start(on);
    }
    expect(await headline(site, 'fresh')).toBe('Good');
    writeFileSync(file, article('Mended'));
    expect(await comes(site, 'fresh', 'Mended')).toBe(true);
  });
});

describe('a fresh clone of the content', () => {
  test('has new times and the same texts: only changed files are parsed', async () => {
    const on = home(sound);
    const files = readdirSync(on.content, { recursive: true, encoding: 'utf8' }).map((name) =>
      path.join(on.content, name),
    );
    const articles = files.filter((file) => file.endsWith('.md') || file.endsWith('.yaml'));
    for (const file of articles) utimesSync(file, 1_700_000_000, 1_700_000_000);
    const changed = path.join(on.content, `articles/2024/01/${ARTICLE}.md`);
    const { pages, log } = await pagesAfterStart(on);
    expect(log).toMatch(/Content: \d+ files, 0 read in/);
    expect(pages).toEqual(right);

    for (const file of articles) utimesSync(file, 1_700_000_001, 1_700_000_001);
    const text = readFileSync(changed, 'utf8');
    writeFileSync(changed, text.replace('New Alliance', 'Old Alliance'));
    const again = await pagesAfterStart(on);
    // The article; and home.md, which names stories.
    expect(again.log).toMatch(/Content: \d+ files, 2 read in/);
    expect(again.pages.get(`/articles/${ARTICLE}`)).toContain('<h1>Old Alliance');
  });
});

test('a content folder that is deleted: the site serves what it has, starts no endless processes, and follows the folder when it is back', async () => {
  const on = home(sound);
  const site = await start(on);
  const away = `${on.content}-away`;
  renameSync(on.content, away);
  const failures = () => site.log().split('The content could not be read').length - 1;
  // Any change triggers a check; afterwards it retries by itself.
  mkdirSync(on.content);
  rmSync(on.content, { recursive: true });
  await eventually(
    async () => failures(),
    (count) => count >= 3,
    40_000,
  );
  expect(failures()).toBeGreaterThanOrEqual(3);
  // ps fails where there is none.
  const children = execFileSync('sh', ['-c', `ps -o pid= --ppid ${site.pid} || true`], { encoding: 'utf8' });
  // A sync that may be running, and the image process.
  expect(children.split('\n').filter(Boolean).length).toBeLessThanOrEqual(2);
  expect(await answers(site.origin, PAGES)).toEqual(right);
  renameSync(away, on.content);
  writeFileSync(path.join(on.content, 'articles/fresh.md'), article('First'));
  expect(await comes(site, 'fresh', 'First', 20_000)).toBe(true);
  // And not only by the regular comparison.
  writeFileSync(path.join(on.content, 'articles/fresh.md'), article('Second'));
  expect(await comes(site, 'fresh', 'Second')).toBe(true);
});
