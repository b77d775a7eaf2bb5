import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PreviewClaim, previewPath } from '#lib/routes/preview-link.ts';
import { photograph, put } from '../fixtures/photographs.ts';
import { eventually, open, project, type Site, startSite, walkFrom } from './running-site.ts';

// A site on a clone of a remote, with a draft, an embargoed story, a broken file, and a remote branch that is
// not checked out.

const SECRET = 'a secret of the store';
const NOW = Date.parse('2026-12-01T12:00:00Z');
const HOUR = 3_600_000;

const root = mkdtempSync(path.join(tmpdir(), 'dateline-previews-'));
const [remote, editor, clone] = ['remote.git', 'editor', 'clone'].map((name) => path.join(root, name)) as [
  string,
  string,
  string,
];
const cache = path.join(root, 'cache');
const accessLog = path.join(root, 'access.log');
// A NODE_ENV of development in the environment changes nothing.
const env = {
  PREVIEW_SECRET: SECRET,
  ACCESS_LOG: accessLog,
  CONTENT_DIR: clone,
  DATELINE_CACHE: cache,
  NODE_ENV: 'development' as const,
};
let site: Site;
let commit: string;

function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Ida Holm', '-c', 'user.email=ida@courier.example', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, '-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

const article = (title: string, keys = '', date = '2026-11-30', body = `The text of ${title}.`) =>
  `---\ntitle: ${title}\nauthor: dario-quennell\ndate: ${date}\n${keys}---\n\n${body}\n`;
const image = (src: string) => `image: {src: ${src}, alt: Three ferries}\n`;
const write = (name: string, text: string | Buffer) => put(path.join(editor, 'articles', name), text);

function push(message: string, branch: string): void {
  git(editor, 'add', '--all');
  git(editor, 'commit', '-m', message);
  git(editor, 'push', '--force', '-u', 'origin', branch);
}

beforeAll(async () => {
  git(root, 'init', '--bare', '-b', 'main', remote);
  git(root, 'init', '-b', 'main', editor);
  git(editor, 'remote', 'add', 'origin', remote);
  cpSync(path.join(project, 'content'), editor, { recursive: true });
  write('sketch.jpg', await photograph(700, 500, { left: '#113355' }));
  write('late.jpg', await photograph(700, 500, { left: '#335511' }));
  write('sketch.md', article('Sketch', `${image('sketch.jpg')}draft: true\n`));
  write('late.md', article('Late', image('late.jpg'), new Date(NOW + HOUR).toISOString()));
  write('broken.md', article('Broken', 'drafft: <b>x</b>\n'));
  push('First words', 'main');
  git(editor, 'checkout', '-b', 'ida/ferries');
  write('quay.jpg', await photograph(300, 200));
  write(
    'branched.md',
    article('Branched', image('sketch.jpg'), '2026-11-30', 'Words.\n\n![The quay](quay.jpg)\n\n![Late](late.jpg)'),
  );
  write('late.jpg', await photograph(700, 500, { left: '#993399' }));
  write('sketch.md', article('Sketch, second version', 'draft: true\n'));
  write('faulty.md', article('Faulty', 'drafft: <b>x</b>\n'));
  push('Ferries', 'ida/ferries');
  commit = git(editor, 'rev-parse', 'HEAD');
  git(root, 'clone', '--branch', 'main', remote, clone);
  site = await startSite({ at: NOW, on: { content: clone, cache }, env });
});
afterAll(async () => {
  await site?.stop();
  rmSync(root, { recursive: true, force: true });
});

const link = (name: string, claim: Partial<PreviewClaim> = {}, secret = SECRET) =>
  previewPath({ file: `content/articles/${name}`, branch: null, expires: NOW + HOUR, ...claim }, secret);

async function preview(address: string, headers: Record<string, string> = {}) {
  const response = await fetch(site.origin + address, { headers });
  const { document, html } = await open(site.origin + address);
  document.querySelector('.site-footer')?.remove();
  return { status: response.status, headers: response.headers, document, html };
}

const textOf = (element: Element | null) => element?.textContent?.replace(/\s+/g, ' ').trim();
const barOf = (document: Document) => textOf(document.querySelector('.preview-bar'));

/** The Cookie header that a browser sends after a preview. */
const cookieOf = async (address: string) =>
  ((await preview(address)).headers.get('set-cookie') ?? '').split(';')[0] as string;
const imageOn = async (address: string) =>
  (await preview(address)).document.querySelector('.story__image img')?.getAttribute('src') ?? '';

describe('with a link', () => {
  test('a draft can be read, labelled as one', async () => {
    const { status, document } = await preview(link('sketch.md'));
    expect([status, document.querySelector('h1')?.textContent]).toEqual([200, 'Sketch']);
    expect(document.querySelector('.prose.prose-body')?.textContent).toContain('The text of Sketch.');
    expect(barOf(document)).toBe(
      'Preview, not for publication: a draft.This link expires on December 1, 2026 at 8:00 am EST.',
    );
  });

  test('an embargoed story can be read, labelled with its time', async () => {
    const { document } = await preview(link('late.md'));
    expect(document.querySelector('h1')?.textContent).toBe('Late');
    expect(barOf(document)).toContain('embargoed until December 1, 2026 at 8:00 am EST.');
  });

  test('a story on a branch can be read, as the remote has it', async () => {
    const { status, document } = await preview(link('branched.md', { branch: 'ida/ferries' }));
    expect([status, document.querySelector('h1')?.textContent]).toEqual([200, 'Branched']);
    expect(barOf(document)).toContain(`on branch “ida/ferries”, commit ${commit.slice(0, 10)}.`);
    const second = await preview(link('sketch.md', { branch: 'ida/ferries' }));
    expect(second.document.querySelector('h1')?.textContent).toBe('Sketch, second version');
    expect((await preview(link('sketch.md'))).document.querySelector('h1')?.textContent).toBe('Sketch');
  });

  test('the next request has what was pushed to the branch, and the clone is unchanged', async () => {
    const before = [git(clone, 'rev-parse', 'HEAD'), git(clone, 'status', '--porcelain', '--branch')];
    git(editor, 'checkout', '-B', 'ida/late', 'main');
    for (const title of ['First try', 'Second try']) {
      write('try.md', article(title));
      push(title, 'ida/late');
      const { document } = await preview(link('try.md', { branch: 'ida/late' }));
      expect(document.querySelector('h1')?.textContent).toBe(title);
    }
    expect([git(clone, 'rev-parse', 'HEAD'), git(clone, 'status', '--porcelain', '--branch')]).toEqual(before);
    expect((await open(`${site.origin}/articles/try`)).status).toBe(404);
  });

  test.each([
    ['broken.md', null],
    ['faulty.md', 'ida/ferries'],
  ])('a broken file has its diagnostics instead of the story: %s', async (name, branch) => {
    const { status, document } = await preview(link(name, { branch }));
    expect(status).toBe(200);
    expect(document.querySelector('.list-head__note')?.textContent).toContain(`content/articles/${name} has errors.`);
    const [diagnostic, ...others] = document.querySelectorAll('.diagnostic-list li');
    expect(textOf(diagnostic ?? null)).toMatch(
      `content/articles/${name}:5:1 error “drafft” is not a key of an article.`,
    );
    expect(others).toEqual([]);
    expect(document.querySelector('article')).toBeNull();
  });

  test.each([
    ['a missing file', link('nothing.md'), 'There is no file content/articles/nothing.md'],
    [
      'a file that the branch has not',
      link('nothing.md', { branch: 'ida/ferries' }),
      'There is no file content/articles/nothing.md on the branch “ida/ferries”.',
    ],
    ['a missing branch', link('sketch.md', { branch: 'gone' }), 'There is no branch “gone”'],
    ['an invalid branch name', link('sketch.md', { branch: '*' }), '“*” is no name of a branch.'],
    ['a file that is no article', link('../publication.yaml'), 'is not an article.'],
  ])('%s is reported as missing', async (_what, address, reason) => {
    const { status, document } = await preview(address);
    expect([status, document.querySelector('h1')?.textContent]).toEqual([200, 'There is nothing to preview']);
    expect(document.querySelector('.list-head__note')?.textContent).toContain(reason);
  });
});

describe('a preview', () => {
  test('is not cached, not indexed, and no referrer', async () => {
    const { headers, document, html } = await preview(link('sketch.md'));
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('etag')).toBeNull();
    expect(headers.get('speculation-rules')).toBeNull();
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(document.querySelector('meta[name=robots]')?.getAttribute('content')).toBe('noindex, nofollow');
    expect(document.querySelector('link[rel=canonical]')).toBeNull();
    expect(html).not.toContain('<script');
  });

  test('is in the access log without its token', async () => {
    const address = link('sketch.md');
    await preview(address);
    const log = await eventually(
      async () => readFileSync(accessLog, 'utf8'),
      (text) => text.includes('/_dateline/preview/…'),
    );
    expect(log).toContain('/_dateline/preview/…');
    expect(log + site.log()).not.toContain(address.slice(-43));
  });

  test('changes with its file', async () => {
    put(path.join(clone, 'articles/growing.md'), article('Growing', 'draft: true\n'));
    const headline = async () => (await preview(link('growing.md'))).document.querySelector('h1')?.textContent;
    expect(await eventually(headline, (found) => found === 'Growing')).toBe('Growing');
    put(path.join(clone, 'articles/growing.md'), article('Grown', 'draft: true\n'));
    expect(await eventually(headline, (found) => found === 'Grown')).toBe('Grown');
  });

  test('links to the story once it is published', async () => {
    await site.setClock(NOW + HOUR);
    const { document } = await preview(link('late.md', { expires: NOW + 2 * HOUR }));
    await site.setClock(NOW);
    expect(barOf(document)).toContain('Preview. This story has been published: read the article.');
    expect(document.querySelector('.preview-bar a')?.getAttribute('href')).toBe('/articles/late');
  });
});

describe('without a valid link', () => {
  test.each([
    ['signed with another secret', link('sketch.md', {}, 'another secret, as long')],
    ['cut off', link('sketch.md').slice(0, -1)],
    ['of nothing', '/_dateline/preview/'],
    ['of a folder more', `${link('sketch.md')}/more`],
  ])('a link that is %s gets 404', async (_what, address) => {
    const { status, document } = await preview(address);
    expect([status, document.querySelector('h1')?.textContent]).toEqual([404, 'Page not found']);
  });

  test('an expired link has a notice, and nothing of the story', async () => {
    const { status, headers, document, html } = await preview(link('sketch.md', { expires: NOW }));
    expect([status, document.querySelector('h1')?.textContent]).toEqual([410, 'This link has expired']);
    expect(html).not.toContain('Sketch');
    expect([headers.get('cache-control'), headers.get('set-cookie')]).toEqual(['private, no-store', null]);
  });

  test('nothing on the site links to a draft or has its text', async () => {
    await preview(link('sketch.md'));
    const pages = await walkFrom(site.origin, ['/', '/articles/sketch', '/articles/late', '/articles/branched']);
    for (const [address, page] of pages) expect(page, address).not.toMatch(/Sketch|>Late<|Branched|_dateline\/preview/);
    for (const slug of ['sketch', 'late', 'branched']) expect(pages.get(`/articles/${slug}`)).toMatch(/^404/);
  });

  test('nothing of the dev overlay is there', async () => {
    for (const address of ['/', '/articles/sketch', '/articles/broken', '/articles/budget-small-print']) {
      const { html } = await open(site.origin + address);
      expect(html).not.toMatch(/dateline-dev-overlay|preview-bar|EventSource|broken\.md/);
    }
    expect((await open(`${site.origin}/_dateline/changes`)).status).toBe(404);
  });
});

describe('the images of a preview', () => {
  const get = (address: string, cookie?: string) => fetch(site.origin + address, cookie ? { headers: { cookie } } : {});

  test('are sent to readers of the preview only', async () => {
    const image = await imageOn(link('sketch.md'));
    expect(image).toMatch(/^\/media\//);
    expect((await get(image)).status).toBe(404);
    const seen = await get(image, `other=1; ${await cookieOf(link('sketch.md'))}`);
    expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(seen.headers.get('cache-control')).toBe('private, no-store');
    expect((await get(image, await cookieOf(link('late.md')))).status).toBe(404);
    expect((await get(image)).status).toBe(404);
  });

  test('two previews can be open at a time', async () => {
    const [one, other] = [link('sketch.md'), link('late.md')];
    const cookies = `${await cookieOf(one)}; ${await cookieOf(other)}`;
    for (const address of [one, other]) expect((await get(await imageOn(address), cookies)).status).toBe(200);
  });

  test('are sent as long as the link works', async () => {
    const image = await imageOn(link('sketch.md'));
    const cookie = await cookieOf(link('sketch.md'));
    await site.setClock(NOW + HOUR);
    expect((await get(image, cookie)).status).toBe(404);
    await site.setClock(NOW);
  });

  test('of a branch are those of the site, those of the branch alone, and those that the branch changed', async () => {
    const address = link('branched.md', { branch: 'ida/ferries' });
    const cookie = await cookieOf(address);
    const { document } = await preview(address);
    const sources = [...document.querySelectorAll('.story__image img, .prose.prose-body img')].map(
      (img) => img.getAttribute('src') ?? '',
    );
    expect(sources).toHaveLength(3);
    for (const image of sources) {
      expect((await get(image)).status).toBe(404);
      expect((await get(image, cookie)).status).toBe(200);
    }
    // The same name, but another image.
    expect(sources).not.toContain(await imageOn(link('late.md')));
  });

  test('the cookie is sent with images only', async () => {
    const cookie = (await preview(link('sketch.md'))).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^dateline-preview-\w{12}=[\w.-]+; Path=\/media; Max-Age=3600; HttpOnly; SameSite=Strict$/);
    // After many previews a browser would otherwise send more than a request may have.
    const long = await preview(link('sketch.md', { expires: NOW + 100 * HOUR }));
    expect(long.headers.get('set-cookie')).toContain('Max-Age=86400;');
  });
});

describe('`npm run preview`', () => {
  // The command uses the machine's clock.
  beforeAll(() => site.setClock(Date.now()));
  afterAll(() => site.setClock(NOW));

  function command(args: string[], more: Record<string, string> = {}) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['lib/cli/main.ts', 'preview', ...args], {
      cwd: project,
      env: { ...process.env, ...env, ...more },
      encoding: 'utf8',
    });
    return { code: status, output: stdout + stderr };
  }

  test('prints a link that works', async () => {
    const { code, output } = command(['content/articles/sketch.md', '--for=12h']);
    expect(code).toBe(0);
    const [, address = ''] = /https:\/\/dateline\.example(\/_dateline\/preview\/\S+)/.exec(output) ?? [];
    expect((await preview(address)).document.querySelector('h1')?.textContent).toBe('Sketch');
  });

  test('prints a link to a branch', async () => {
    const { code, output } = command([path.join(clone, 'articles/branched.md'), '--branch=ida/ferries']);
    expect(code).toBe(0);
    const [, address = ''] = /https:\/\/dateline\.example(\S+)/.exec(output) ?? [];
    expect((await preview(address)).document.querySelector('h1')?.textContent).toBe('Branched');
  });

  test('prints the URL of a published story', async () => {
    const { code, output } = command(['content/articles/2021/08/night-train-returns.md']);
    expect([code, output]).toEqual([
      0,
      expect.stringContaining('https://dateline.example/articles/night-train-returns'),
    ]);
  });

  test.each([
    [['content/articles/broken.md'], 1, 'content/articles/broken.md:5:1  error  key-unknown'],
    [['content/articles/nothing.md'], 2, 'There is no file content/articles/nothing.md'],
    [['content/articles/sketch.md', '--branch=gone'], 2, 'There is no branch “gone”: it has not been pushed'],
    [['content/articles/sketch.md', '--for=ever'], 2, '“ever” is not a duration for a link'],
    [['content/articles/sketch.md', '--for=99w'], 2, '“99w” is not a duration for a link'],
    [['README.md'], 2, 'README.md is not an article'],
    [[], 2, 'npm run preview -- <file>'],
  ])('of %j prints an error and no link', async (args, expected, reason) => {
    const { code, output } = command(args);
    expect(output).toContain(reason);
    expect(code).toBe(expected);
    expect(output).not.toContain('/_dateline/preview/');
  });

  test.each([
    ['', 'PREVIEW_SECRET is not set'],
    ['short', 'PREVIEW_SECRET has 5 characters'],
  ])('with the secret “%s” prints what to set', async (secret, reason) => {
    const { code, output } = command(['content/articles/sketch.md'], { PREVIEW_SECRET: secret });
    expect([code, output]).toEqual([2, expect.stringContaining(reason)]);
  });
});
