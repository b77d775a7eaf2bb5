import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GitEdition, storyText } from '../fixtures/git-edition.ts';
import { eventually, open, operatorHealth, project, type Site, startSite } from './running-site.ts';

// The site serves a clone. An editor pushes from another repository, and a hook announces each push.

const SECRET = 'correct horse';
const NOW = Date.parse('2027-01-10T12:00:00Z');
const SEALED_UNTIL = '2027-02-01T00:00:00Z';

const root = mkdtempSync(path.join(tmpdir(), 'dateline-addresses-'));
const clone = path.join(root, 'clone');
let editor: GitEdition;
let site: Site;

const article = (name: string) => `articles/2024/${name}.md`;

beforeAll(async () => {
  editor = new GitEdition(path.join(root, 'editor'));
  cpSync(path.join(project, 'content'), editor.folder, { recursive: true });
  const write = (name: string, date: string, more = '') =>
    editor.write(article(name), storyText(name.replaceAll('-', ' '), date, `The text of ${name}.`, more));
  for (const name of ['wanderer', 'mover', 'rewritten', 'doomed', 'shelved', 'swapped-one', 'swapped-two', 'reused'])
    write(name, '2024-02-01');
  write('to-be-sealed', '2024-02-01');
  write('never-seen', '2024-02-01', 'draft: true\n');
  write('never-out', SEALED_UNTIL);
  write('claimant', '2024-02-01', 'redirectFrom: [/2019/03/Old-Story.html, /old-page, /articles/never-there]\n');
  write('hidden-claimant', '2024-02-01', 'draft: true\nredirectFrom: [/hidden-page]\n');
  write('sealed-claimant', SEALED_UNTIL, 'redirectFrom: [/sealed-page]\n');
  editor.write(
    'redirects.csv',
    [
      'from,to',
      '/category/:tag,/tags/:tag',
      '/?p=123,/articles/claimant',
      '/?p=124,/articles/never-out',
      '/never-out-old,/articles/never-out',
      '/old-feed.php,/feed.xml',
      '/about,/articles/claimant',
    ].join('\n'),
  );
  editor.commit('First edition', '2024-02-02T12:00:00Z');
  editor.git('clone', '--quiet', editor.folder, clone);
  site = await startSite({
    on: { content: clone, cache: path.join(root, 'cache') },
    at: NOW,
    env: { PUBLISH_SECRET: SECRET, PUBLISH_POLL: '' },
  });
});
afterAll(async () => {
  await site?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** Commits and publishes the editor's changes. */
async function push(message: string, at: string): Promise<void> {
  editor.commit(message, at);
  const headers = { 'X-Gitlab-Token': SECRET };
  // 202: git is still at work, on a slow machine. The next answer comes when it is done.
  const { status } = await eventually(
    () => fetch(`${site.origin}/_dateline/publish`, { method: 'POST', headers }),
    (response) => response.status !== 202,
  );
  expect(status).toBe(200);
}

async function ask(url: string, init: RequestInit = {}) {
  const response = await fetch(site.origin + url, { redirect: 'manual', ...init });
  return { status: response.status, location: response.headers.get('location'), response };
}

/** Returns the answer at `url`, once the git history is read. */
const answer = (url: string, status: number) =>
  eventually(
    () => ask(url),
    (given) => given.status === status,
    15_000,
  );

async function diagnosticsOf(file: string): Promise<string[]> {
  const { diagnostics } = await operatorHealth(site.origin, SECRET);
  return diagnostics.listed.filter((diagnostic) => diagnostic.file === `content/${file}`).map(({ rule }) => rule);
}

describe('a renamed story', () => {
  test('redirects from each old URL, in one step, however often it was renamed', async () => {
    editor.move(article('wanderer'), article('wanderer-two'));
    await push('Rename', '2024-03-01T12:00:00Z');
    expect(await answer('/articles/wanderer', 308)).toMatchObject({ status: 308, location: '/articles/wanderer-two' });

    editor.move(article('wanderer-two'), 'articles/2025/wanderer-three.md');
    await push('Rename again, and move', '2024-03-02T12:00:00Z');
    expect(await answer('/articles/wanderer-two', 308)).toMatchObject({ location: '/articles/wanderer-three' });
    expect(await ask('/articles/wanderer')).toMatchObject({ status: 308, location: '/articles/wanderer-three' });
    expect(await ask('/Articles//Wanderer/?utm_source=x')).toMatchObject({
      status: 308,
      location: '/articles/wanderer-three?utm_source=x',
    });
    expect((await ask('/articles/wanderer-three')).status).toBe(200);
  });

  test('a redirect has a short cache time, and answers HEAD', async () => {
    const { response } = await ask('/articles/wanderer', { method: 'HEAD' });
    expect(response.status).toBe(308);
    expect(response.headers.get('cache-control')).toMatch(/^public, max-age=0, s-maxage=10,/);
    expect(response.headers.get('location')).toBe('/articles/wanderer-three');
  });

  test('redirects if it was renamed and changed in one commit', async () => {
    editor.move(article('rewritten'), article('rewritten-well'));
    editor.write(
      article('rewritten-well'),
      storyText('rewritten', '2024-02-01', 'Another beginning, of some length, in place of the first.'),
    );
    await push('Rename and rewrite', '2024-03-03T12:00:00Z');
    expect(await answer('/articles/rewritten', 308)).toMatchObject({ location: '/articles/rewritten-well' });
  });

  test('keeps its URL if only its folder changed', async () => {
    editor.move(article('mover'), 'articles/elsewhere/mover.md');
    await push('Move', '2024-03-04T12:00:00Z');
    expect((await ask('/articles/mover')).status).toBe(200);
  });

  test('has no redirect while it is a draft or embargoed, and has one from its time on', async () => {
    editor.move(article('shelved'), article('shelved-draft'));
    editor.write(article('shelved-draft'), storyText('shelved', '2024-02-01', 'The text of shelved.', 'draft: true\n'));
    editor.move(article('to-be-sealed'), article('sealed'));
    editor.write(article('sealed'), storyText('to be sealed', SEALED_UNTIL, 'The text of to-be-sealed.'));
    editor.move(article('reused'), article('marker'));
    await push('Withdraw two', '2024-03-05T12:00:00Z');
    await answer('/articles/reused', 308);
    const { html: nothing } = await open(`${site.origin}/articles/never-was`);
    for (const url of ['/articles/shelved', '/articles/to-be-sealed', '/articles/sealed']) {
      const { status, html } = await open(site.origin + url);
      expect([url, status, html]).toEqual([url, 404, nothing]);
    }
    await site.setClock(Date.parse(SEALED_UNTIL));
    expect(await ask('/articles/to-be-sealed')).toMatchObject({ status: 308, location: '/articles/sealed' });
    expect((await ask('/articles/shelved')).status).toBe(404);
    await site.setClock(NOW);
    expect((await ask('/articles/to-be-sealed')).status).toBe(404);
  });
});

describe('a path in `redirectFrom`', () => {
  test.each(['/2019/03/Old-Story.html', '/2019/03/old-story.html', '/old-page', '/Old-Page/', '/articles/never-there'])(
    '%s redirects to the story',
    async (url) => {
      expect(await ask(url)).toMatchObject({ status: 308, location: '/articles/claimant' });
    },
  );

  test.each(['/hidden-page', '/sealed-page', '/old-page/other'])('%s gets 404', async (url) => {
    expect((await ask(url)).status).toBe(404);
  });

  test('redirects after the story itself was renamed', async () => {
    editor.move(article('claimant'), article('claimant-two'));
    await push('Rename a claimant', '2024-03-06T12:00:00Z');
    expect(await answer('/old-page', 308)).toMatchObject({ location: '/articles/claimant-two' });
    expect(await answer('/articles/claimant', 308)).toMatchObject({ location: '/articles/claimant-two' });
  });

  test('is an error if a page has it, or another story claims it', async () => {
    editor.write(
      article('greedy'),
      storyText(
        'Greedy',
        '2024-03-01',
        'Text.',
        'redirectFrom: [/about, /articles/mover, /old-page, /articles/greedy]\n',
      ),
    );
    await push('Claim too much', '2024-03-07T12:00:00Z');
    const rules = await eventually(
      () => diagnosticsOf(article('greedy')),
      (found) => found.length > 0,
    );
    expect(rules).toEqual(Array.from({ length: 4 }, () => 'redirect-taken'));
    expect((await ask('/about')).status).toBe(200);
    expect(await ask('/old-page')).toMatchObject({ location: '/articles/claimant-two' });
  });
});

describe('a line of redirects.csv', () => {
  test('redirects to a page, for a short cache time, with the rest of a query', async () => {
    const [, tag = ''] = /href="\/tags\/([^"]+)"/.exec((await open(`${site.origin}/tags`)).html) ?? [];
    const { response, ...answer } = await ask(`/category/${tag}?page=2`);
    expect(answer).toEqual({ status: 308, location: `/tags/${tag}?page=2` });
    expect(response.headers.get('cache-control')).toMatch(/^public, max-age=0, s-maxage=10,/);
    expect(await ask('/old-feed.php')).toMatchObject({ status: 308, location: '/feed.xml' });
  });

  test('counts before the home page if its query names a page, and leads to where the story is now', async () => {
    for (const url of ['/?p=123', '/?utm_source=x&p=123']) {
      const { status, location } = await ask(url);
      expect([status, location?.split('?')[0]], url).toEqual([308, '/articles/claimant-two']);
    }
    expect((await ask('/?p=12')).status).toBe(200);
  });

  test('does not count before a page', async () => {
    expect((await ask('/about')).status).toBe(200);
  });

  test('says nothing of a story under embargo before its time', async () => {
    const { html: nothing } = await open(`${site.origin}/never-was`);
    expect(await open(`${site.origin}/never-out-old`)).toMatchObject({ status: 404, html: nothing });
    expect(await open(`${site.origin}/?p=124`)).toMatchObject({ status: 200 });
    await site.setClock(Date.parse(SEALED_UNTIL));
    expect(await ask('/never-out-old')).toMatchObject({ status: 308, location: '/articles/never-out' });
    expect(await ask('/?p=124')).toMatchObject({ status: 308, location: '/articles/never-out' });
    await site.setClock(NOW);
    expect((await ask('/never-out-old')).status).toBe(404);
  });

  test('is gone with its line', async () => {
    editor.write('redirects.csv', '/another-old,/about\n');
    await push('Change the redirects', '2024-03-07T18:00:00Z');
    expect(await answer('/another-old', 308)).toMatchObject({ location: '/about' });
    expect((await ask('/old-feed.php')).status).toBe(404);
    expect((await ask('/?p=123')).status).toBe(200);
  });
});

describe('a deleted story', () => {
  test('has a page with status 410; one that was never public gets 404', async () => {
    for (const name of ['doomed', 'never-seen', 'never-out']) editor.remove(article(name));
    await push('Delete three', '2024-03-08T12:00:00Z');
    const { response } = await answer('/articles/doomed', 410);
    expect(response.headers.get('cache-control')).toMatch(/^public, max-age=0, s-maxage=10,/);
    const { document, html } = await open(`${site.origin}/articles/doomed`);
    expect(document.querySelector('h1')?.textContent).toBe('This article has been removed');
    expect(document.querySelector('meta[name=robots]')?.getAttribute('content')).toBe('noindex');
    expect(document.querySelectorAll('.teaser').length).toBeGreaterThan(3);
    expect(html).not.toContain('<script');
    expect((await ask('/articles/doomed/history')).status).toBe(410);
    for (const name of ['never-seen', 'never-out']) expect((await ask(`/articles/${name}`)).status).toBe(404);
    expect((await ask('/_dateline/removed')).status).toBe(404);
  });

  test('keeps its URL: another story there is an error, the same story again is none', async () => {
    editor.write(article('doomed'), storyText('Another', '2024-03-09', 'Something else.'));
    await push('Take the address', '2024-03-09T12:00:00Z');
    expect(
      await eventually(
        () => diagnosticsOf(article('doomed')),
        (rules) => rules.includes('slug-reused'),
      ),
    ).toEqual(['slug-reused']);

    editor.write(article('doomed'), storyText('doomed', '2024-02-01', 'The text of doomed.'));
    await push('Bring it back', '2024-03-10T12:00:00Z');
    expect(
      await eventually(
        () => diagnosticsOf(article('doomed')),
        (rules) => !rules.includes('slug-reused'),
      ),
    ).toEqual([]);
    expect((await ask('/articles/doomed')).status).toBe(200);
  });

  test('a former name of a story is free for no other story', async () => {
    editor.write(article('reused'), storyText('Usurper', '2024-03-11', 'Something else again.'));
    await push('Take a former address', '2024-03-11T12:00:00Z');
    expect(
      await eventually(
        () => diagnosticsOf(article('reused')),
        (rules) => rules.length > 0,
      ),
    ).toEqual(['slug-reused']);
  });
});

test('two stories may swap their names', async () => {
  editor.git('mv', article('swapped-one'), article('aside'));
  editor.git('mv', article('swapped-two'), article('swapped-one'));
  editor.git('mv', article('aside'), article('swapped-two'));
  editor.move('articles/elsewhere/mover.md', 'articles/elsewhere/moved.md');
  await push('Swap', '2024-03-12T12:00:00Z');
  await answer('/articles/mover', 308);
  for (const name of ['swapped-one', 'swapped-two']) expect((await ask(`/articles/${name}`)).status).toBe(200);
});
