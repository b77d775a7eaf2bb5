import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GitEdition, storyText } from '../fixtures/git-edition.ts';
import { eventually, open, operatorHealth, project, type Site, startSite } from './running-site.ts';

// The content folder is the repository itself, as for an editor who works on the server.

const root = mkdtempSync(path.join(tmpdir(), 'dateline-history-'));
let content: GitEdition;
let site: Site;

const FILE = 'articles/2024/ferry.md';
const HISTORY = '/articles/ferry/history';
const text = (body: string, { title = 'Ferry to sail', date = '2024-02-05T09:00:00Z', more = '' } = {}) =>
  storyText(title, date, body, more);

beforeAll(async () => {
  content = new GitEdition(path.join(root, 'content'));
  cpSync(path.join(project, 'content'), content.folder, { recursive: true });
  const step = (body: string, at: string, message: string, more: Parameters<typeof text>[1] = {}) => {
    content.write(FILE, text(body, more));
    content.commit(message, at);
  };
  content.write('articles/2024/plain.md', storyText('Plain', '2024-02-01', 'Never changed.'));
  step('The chair is a crook.', '2024-02-01T10:00:00Z', 'Sketch', { more: 'draft: true\n' });
  step('The sealed version of Friday.', '2024-02-02T10:00:00Z', 'Ready too early');
  step('The ferry sails at ten.', '2024-02-03T10:00:00Z', 'Ready');
  step('The ferry sails at eleven.', '2024-02-06T10:00:00Z', 'Correct the hour of <b>sailing</b>');
  step('The ferry sails at eleven. <!-- ask Ida -->', '2024-02-06T11:00:00Z', 'Note to ourselves');
  content.move(FILE, 'articles/2024/boat.md');
  content.commit('Rename', '2024-02-07T10:00:00Z');
  content.move('articles/2024/boat.md', FILE);
  content.write('articles/2024/abandoned.md', text('Abandoned.'));
  content.commit('Rename back, and another', '2024-02-07T11:00:00Z');
  content.remove('articles/2024/abandoned.md');
  step('The ferry sails at eleven, **perhaps**.', '2024-02-08T10:00:00Z', 'minor: hedge');
  step('Withdrawn words.', '2024-02-09T10:00:00Z', 'Withdraw', { more: 'draft: true\n' });
  step('The ferry sails at noon.', '2024-02-10T10:00:00Z', 'Noon', { title: 'Ferry <sails>' });
  site = await startSite({ on: { content: content.folder, cache: path.join(root, 'cache') } });
  await history(({ status }) => status === 200);
});
afterAll(async () => {
  await site?.stop();
  rmSync(root, { recursive: true, force: true });
});

const history = (accept: (page: Awaited<ReturnType<typeof open>>) => boolean) =>
  eventually(() => open(site.origin + HISTORY), accept);

/** The steps as read: time, whether collapsed, and the change, with `-removed-` and `+added+`. */
function stepsOf(document: Document): string[] {
  return [...document.querySelectorAll('.history > li')].map((item) => {
    for (const unseen of item.querySelectorAll('.unseen')) unseen.remove();
    for (const removed of item.querySelectorAll('del')) removed.textContent = `-${removed.textContent}-`;
    for (const added of item.querySelectorAll('ins')) added.textContent = `+${added.textContent}+`;
    const folded = item.querySelector('details') ? 'folded ' : '';
    const day = item.querySelector('time')?.getAttribute('datetime') ?? '';
    const parts = [...item.querySelectorAll('h3, p')].map((part) => part.textContent);
    return `${folded}${day}: ${parts.join(' ')}`;
  });
}

test('the history begins with publication and has the words of each change', async () => {
  const { document } = await history(({ status }) => status === 200);
  const steps = stepsOf(document);
  expect(steps).toHaveLength(5);
  expect(steps[0]).toContain('2024-02-10T10:00:00Z: Headline');
  expect(steps[0]).toContain('Ferry -to sail-+<sails>+');
  expect(steps[0]).toContain('The ferry sails at -eleven, perhaps-+noon+.');
  expect(steps[1]).toBe('folded 2024-02-08T10:00:00Z: Text The ferry sails at eleven+, perhaps+.');
  expect(steps[2]).toBe('2024-02-06T11:00:00Z: The words are unchanged; a link, an image or the layout has changed.');
  expect(steps[3]).toBe('2024-02-06T10:00:00Z: Text The ferry sails at -ten-+eleven+.');
  expect(steps[4]).toBe('2024-02-05T09:00:00Z: Published.');
  expect(document.querySelector('.list-head__breadcrumbs a')?.getAttribute('href')).toBe('/articles/ferry');
});

test('the history has nothing unpublished, and no names or messages of commits', async () => {
  const { html } = await open(site.origin + HISTORY);
  for (const secret of ['crook', 'sealed version', 'Withdrawn words', 'ask Ida', 'ida@', 'Ida Holm', 'hedge', 'Noon'])
    expect(html, secret).not.toContain(secret);
  expect(html).not.toMatch(/<script|<sails>/);
});

test('the page is valid HTML, and so is the one of a deleted story', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: { 'prefer-native-element': ['error', { exclude: ['img'] }], 'long-title': 'off' },
  });
  const pages = [await open(site.origin + HISTORY), await open(`${site.origin}/articles/abandoned`)];
  expect(pages.map(({ status }) => status)).toEqual([200, 410]);
  for (const { html } of pages) {
    const { results } = await validator.validateString(html);
    expect(results.flatMap(({ messages }) => messages.map(({ message }) => message))).toEqual([]);
  }
});

describe('the link to it', () => {
  const link = async (url: string) =>
    (await open(site.origin + url)).document.querySelector('.story__credits a[href$="/history"]')?.getAttribute('href');

  test('is on a story that was changed', async () => {
    expect(await link('/articles/ferry')).toBe(HISTORY);
  });

  test('is on no other story, whose history page gets 404', async () => {
    expect(await link('/articles/plain')).toBeUndefined();
    expect((await open(`${site.origin}/articles/plain/history`)).status).toBe(404);
    expect((await open(`${site.origin}/articles/nowhere/history`)).status).toBe(404);
  });

  test('redirects from a former name to the present one', async () => {
    const response = await fetch(`${site.origin}/articles/boat/history`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([308, HISTORY]);
  });
});

test('the warning about “updated” has the last change that is not minor', async () => {
  const output = await eventually(
    async () => site.log(),
    (log) => log.includes('updated-missing'),
  );
  expect(output.match(/^.*updated-missing.*$/gm)).toEqual([
    `content/${FILE}:4:7  warning  updated-missing  The text changed after it was published, at 2024-02-10T05:00:00-05:00, and “updated” does not say so. Write updated: 2024-02-10T05:00:00-05:00; or begin the message of such a commit with “Minor:”.`,
  ]);
});

describe('a new commit', () => {
  test('is in the history at once, uncommitted changes are not', async () => {
    content.write(FILE, text('The ferry sails at one.', { title: 'Ferry sails', more: 'updated: 2024-03-01\n' }));
    await eventually(
      () => open(`${site.origin}/articles/ferry`),
      ({ html }) => html.includes('sails at one'),
    );
    expect((await open(site.origin + HISTORY)).html).not.toContain('at one');
    content.commit('One', '2024-03-01T10:00:00Z');
    const { document } = await history(({ html }) => html.includes('2024-03-01'));
    expect(stepsOf(document)[0]).toContain('The ferry sails at -noon-+one+.');
    expect(stepsOf(document)).toHaveLength(6);
    const health = await eventually(
      async () => JSON.stringify(await operatorHealth(site.origin)),
      (output) => !output.includes('updated-missing'),
    );
    expect(health).not.toContain('updated-missing');
  });

  test('and rewritten history replaces it', async () => {
    content.git('reset', '--quiet', '--soft', 'HEAD~2');
    content.commit('One, in place of two', '2024-03-02T10:00:00Z');
    const { document } = await history(({ html }) => html.includes('2024-03-02'));
    const steps = stepsOf(document);
    expect(steps).toHaveLength(5);
    expect(steps[0]).toContain('The ferry sails at -eleven, perhaps-+one+.');
  });
});
