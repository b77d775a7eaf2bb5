import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ContentFolders } from '#lib/content/files.ts';
import { formatDiagnostic } from '#lib/content/parse/diagnostic.ts';
import { row } from '#lib/sqlite.ts';
import { readHistory } from '#lib/store/article-history.ts';
import { audit } from '#lib/store/audit/audit.ts';
import { openIndex } from '#lib/store/index-file.ts';
import { redirectForOldUrl } from '#lib/store/old-urls.ts';
import { versionsOf } from '#lib/store/revisions.ts';
import { updateFileHistories } from '#lib/store/sync/file-histories.ts';
import { sync } from '#lib/store/sync/sync.ts';
import { keysTouchedSince } from '#lib/store/sync/touched-keys.ts';
import { GitEdition, storyText } from '../../../fixtures/git-edition.ts';

// A repository whose folder `store/content` is the content, and an index of it.

const NOW = Date.parse('2025-01-01T00:00:00Z');

let root: string;
let edition: GitEdition;
let folders: ContentFolders;
let db: DatabaseSync;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-record-'));
  edition = new GitEdition(path.join(root, 'repository'));
  folders = { content: path.join(edition.folder, 'store/content'), public: path.join(root, 'public') };
  db = openIndex({ folders, index: path.join(root, 'index.sqlite') });
  edition.write(
    'store/content/publication.yaml',
    'name: The Courier\ntagline: News\norigin: https://courier.example\ntimeZone: America/New_York\nlanguage: en\n',
  );
  edition.write('store/content/authors/maren-okoro-lind.md', '---\nname: Maren Okoro-Lind\n---\n');
});
afterEach(() => {
  vi.unstubAllEnvs();
  db.close();
  rmSync(root, { recursive: true });
});

const at = (name: string) => `store/content/articles/${name}.md`;

/** Writes an article; each name has another text, long enough for git to detect renames. */
function write(name: string, body = `What ${name} says.`, { date = '2024-01-01', more = '' } = {}): void {
  edition.write(at(name), storyText(name, date, body, more));
}

/** Syncs the files and the git history. */
async function updateIndex(): Promise<number | null> {
  await sync(db, folders);
  return updateFileHistories(db, folders);
}

const CONTEXT = { own: 'en', now: NOW, hasPage: () => true };
const redirect = (slug: string) => redirectForOldUrl(db, `/articles/${slug}`, CONTEXT);
const movedTo = (slug: string) => ({ kind: 'moved', path: `/articles/${slug}` });
const versions = (name: string) => versionsOf(db, `content/articles/${name}.md`, NOW);
const audited = async () => (await audit(db, folders, NOW)).map(formatDiagnostic);

describe('file histories', () => {
  test('grow with each commit, and report that', async () => {
    write('one');
    edition.commit('First', '2024-01-02T00:00:00Z');
    expect(await updateIndex()).toBeNull();
    edition.move(at('one'), at('two'));
    edition.commit('Rename', '2024-01-03T00:00:00Z');
    await sync(db, folders);
    expect(redirect('one')).toBeNull();
    expect(await updateIndex()).toBe(3);
    const touched = ['one', 'two'].map((name) => `history:content/articles/${name}.md`);
    expect(keysTouchedSince(db, 2)).toEqual(new Set(touched));
    expect(redirect('one')).toEqual(movedTo('two'));
    edition.write('README.md', 'Not content');
    edition.commit('Something else', '2024-01-04T00:00:00Z');
    expect(await updateIndex()).toBeNull();
    edition.remove(at('two'));
    edition.commit('Delete', '2024-01-05T00:00:00Z');
    await updateIndex();
    expect([redirect('one'), redirect('two'), redirect('three')]).toEqual([{ kind: 'gone' }, { kind: 'gone' }, null]);
  });

  test('are the same commit by commit and all at once', async () => {
    write('one');
    write('two');
    edition.commit('First', '2024-01-02T00:00:00Z');
    await updateIndex();
    edition.git('mv', at('one'), at('aside'));
    edition.git('mv', at('two'), at('one'));
    edition.git('mv', at('aside'), at('two'));
    edition.commit('Swap', '2024-01-03T00:00:00Z');
    await updateIndex();
    edition.move(at('one'), at('three'));
    write('one', 'A new story under an old name.', { date: '2024-01-04' });
    edition.commit('Rename, and take the name', '2024-01-04T00:00:00Z');
    await updateIndex();
    const all = () => [
      db.prepare('SELECT id, file, deleted FROM file_histories ORDER BY id').all(),
      db.prepare('SELECT * FROM revisions ORDER BY history, number').all(),
    ];
    const inSteps = all();
    db.exec("UPDATE git_state SET head = '', context = ''");
    await updateIndex();
    expect(all()).toEqual(inSteps);
    expect(db.prepare('SELECT file FROM file_histories WHERE deleted = 0 ORDER BY file').all()).toHaveLength(3);
  });

  test('are rebuilt after history was rewritten', async () => {
    write('one');
    edition.commit('First', '2024-01-02T00:00:00Z');
    write('two');
    edition.commit('Second', '2024-01-03T00:00:00Z');
    edition.move(at('two'), at('three'));
    edition.commit('Third', '2024-01-04T00:00:00Z');
    await updateIndex();
    expect(redirect('two')).toEqual(movedTo('three'));
    edition.git('reset', '--quiet', '--soft', 'HEAD~2');
    edition.commit('Second and third', '2024-01-05T00:00:00Z');
    expect(await updateIndex()).not.toBeNull();
    expect(redirect('two')).toBeNull();
  });

  test('follow the branch: a merge is one step', async () => {
    write('one', 'First words.');
    edition.commit('First', '2024-01-02T00:00:00Z');
    edition.git('checkout', '--quiet', '-b', 'work');
    write('one', 'Words that were never merged as they are.');
    edition.commit('Work', '2024-01-03T00:00:00Z');
    write('one', 'Second words.');
    edition.commit('More work', '2024-01-04T00:00:00Z');
    edition.git('checkout', '--quiet', 'main');
    edition.gitAt(
      '2024-01-05T00:00:00Z',
      'merge',
      '--quiet',
      '--no-ff',
      '-m',
      'Merge pull request #1\n\nMinor: words',
      'work',
    );
    await updateIndex();
    expect(versions('one')).toMatchObject([
      { at: Date.parse('2024-01-02T00:00:00Z'), minor: false },
      { at: Date.parse('2024-01-05T00:00:00Z'), minor: true },
    ]);
  });

  test('continue after a merge whose first parent is another branch', async () => {
    write('one');
    const base = edition.commit('First', '2024-01-02T00:00:00Z');
    edition.move(at('one'), at('two'));
    edition.commit('Published', '2024-01-03T00:00:00Z');
    await updateIndex();
    edition.git('checkout', '--quiet', '-b', 'local', base);
    write('other');
    edition.commit('Written at home', '2024-01-03T12:00:00Z');
    edition.gitAt('2024-01-04T00:00:00Z', 'merge', '--quiet', '-m', 'Pull', 'main');
    await updateIndex();
    expect(redirect('one')).toEqual(movedTo('two'));
    expect(db.prepare('SELECT count(*) AS count FROM file_histories').get()).toEqual({ count: 2 });
  });

  test('are those of the commits that a shallow clone has', async () => {
    write('one', 'First words.');
    edition.commit('First', '2024-01-02T00:00:00Z');
    write('one', 'Second words.');
    edition.commit('Second', '2024-01-03T00:00:00Z');
    edition.move(at('one'), at('two'));
    edition.commit('Third', '2024-01-04T00:00:00Z');
    edition.git('clone', '--quiet', '--depth', '2', `file://${edition.folder}`, path.join(root, 'shallow'));
    folders = { ...folders, content: path.join(root, 'shallow/store/content') };
    await updateIndex();
    expect(redirect('one')).toEqual(movedTo('two'));
    expect(versions('two')).toHaveLength(1);
  });

  test('are empty without a repository or a commit, without a message', async () => {
    write('one');
    expect(await updateIndex()).toBeNull();
    rmSync(path.join(edition.folder, '.git'), { recursive: true });
    expect(await updateIndex()).toBeNull();
    vi.stubEnv('PATH', '');
    expect(await updateIndex()).toBeNull();
  });

  test('ignore a repository that the environment names', async () => {
    const other = new GitEdition(path.join(root, 'other'));
    other.write('articles/x.md', 'x');
    other.commit('Other', '2024-01-01T00:00:00Z');
    write('one');
    const head = edition.commit('First', '2024-01-02T00:00:00Z');
    vi.stubEnv('GIT_DIR', path.join(other.folder, '.git'));
    await updateIndex();
    expect(row(db, 'SELECT head FROM git_state')).toEqual({ head });
  });
});

describe('unusual names and files', () => {
  test.each(['夜船', 'über-fluß', 'йога'])('%s is renamed like any other', async (name) => {
    write(name);
    edition.commit('First', '2024-01-02T00:00:00Z');
    edition.move(at(name), at('plain'));
    edition.commit('Rename', '2024-01-03T00:00:00Z');
    await updateIndex();
    expect(redirectForOldUrl(db, `/articles/${encodeURIComponent(name)}`, CONTEXT)).toEqual(movedTo('plain'));
  });

  test('a name may hold a line break, a tab, a quotation mark, or begin as git’s own lines do', async () => {
    for (const name of ['a\nb', 'tab\there', '"quoted"', '\u0001evil', ':100644 100644']) write(name);
    write('one');
    edition.commit('Subject\u0002 with\u0001 controls', '2024-01-02T00:00:00Z');
    edition.move(at('one'), at('two'));
    edition.move(at('a\nb'), at('c\nd'));
    edition.commit('Rename', '2024-01-03T00:00:00Z');
    await updateIndex();
    expect(redirect('one')).toEqual(movedTo('two'));
    expect(db.prepare('SELECT count(*) AS count FROM file_histories').get()).toEqual({ count: 6 });
  });

  test('a story that is replaced by a symbolic link counts as deleted', async () => {
    write('one');
    edition.commit('First', '2024-01-02T00:00:00Z');
    edition.remove(at('one'));
    symlinkSync('/etc/passwd', path.join(edition.folder, at('one')));
    edition.commit('Link', '2024-01-03T00:00:00Z');
    await updateIndex();
    expect(redirect('one')).toEqual({ kind: 'gone' });
  });

  test('a file that is not text, or too large, is no version', async () => {
    write('one', 'First words.');
    edition.commit('First', '2024-01-02T00:00:00Z');
    write('one', 'x'.repeat(2_100_000));
    edition.commit('Too long', '2024-01-03T00:00:00Z');
    edition.write(at('one'), Buffer.from([0xff, 0xfe, 0x2d]).toString('latin1'));
    edition.commit('No text', '2024-01-04T00:00:00Z');
    write('one', 'Second words.');
    edition.commit('Good', '2024-01-05T00:00:00Z');
    await updateIndex();
    expect(versions('one').map((version) => new Date(version.at).getUTCDate())).toEqual([2, 5]);
    const { changes, complete } = await readHistory(folders, versions('one'), 'en');
    expect([changes.length, complete]).toEqual([1, true]);
  });

  test('commits of a clock that is ahead publish nothing', async () => {
    write('one', 'What nobody may know yet.', { date: '2024-12-01' });
    edition.commit('Sealed', '2024-01-02T00:00:00Z');
    write('one', 'What is known.', { date: '2024-01-01' });
    edition.commit('Out', '2099-01-01T00:00:00Z');
    write('one', 'What is known now.', { date: '2024-01-01' });
    edition.commit('Out again', '2024-01-03T00:00:00Z');
    await sync(db, folders);
    vi.useFakeTimers({ now: Date.parse('2024-02-01T00:00:00Z'), toFake: ['Date'] });
    await updateFileHistories(db, folders).finally(() => vi.useRealTimers());
    expect(versions('one')).toHaveLength(2);
  });
});

describe('a file that is broken when the index is new', () => {
  const headline = (name: string) =>
    row<{ headline: string; draft: number }>(
      db,
      'SELECT headline, draft FROM articles WHERE file = ?',
      `content/articles/${name}.md`,
    );
  const commitBroken = (more = '') => {
    edition.write(at('one'), `---\nauthor: maren-okoro-lind\ndate: 2024-01-01\n${more}---\nBroken.\n`);
    edition.commit('Break it', '2024-02-01T00:00:00Z');
  };

  test('has its last committed good version', async () => {
    write('one');
    edition.commit('Add', '2024-01-01T00:00:00Z');
    commitBroken();
    commitBroken('tags: [River]\n');
    await sync(db, folders);
    expect(headline('one')).toMatchObject({ draft: 0 });
    expect((await audited()).filter((line) => line.includes('one.md'))).toEqual([]);
  });

  test('has its author, whose file is broken too', async () => {
    write('one');
    edition.commit('Add', '2024-01-01T00:00:00Z');
    edition.write('store/content/authors/maren-okoro-lind.md', '---\nnam: Maren\n---\n');
    commitBroken();
    await sync(db, folders);
    expect(headline('one')).not.toBeNull();
  });

  test.each<[what: string, prepare: () => void, draft: number | undefined]>([
    ['is a draft if that version was', () => commitVersion('draft: true\n'), 1],
    ['is not published if a later version was a draft', () => commitBroken('draft: true\n'), undefined],
    ['is not published if it was deleted since', () => remove('one'), undefined],
  ])('%s', async (_, prepare, draft) => {
    write('one');
    edition.commit('Add', '2024-01-01T00:00:00Z');
    prepare();
    commitBroken();
    await sync(db, folders);
    expect(headline('one')?.draft).toBe(draft);
  });

  function commitVersion(more: string): void {
    write('one', 'Another.', { more });
    edition.commit('Change', '2024-01-15T00:00:00Z');
  }

  function remove(name: string): void {
    rmSync(path.join(edition.folder, at(name)));
    edition.commit('Remove', '2024-01-15T00:00:00Z');
  }
});

describe('long histories', () => {
  test('are listed from the newest change on, up to a limit', async () => {
    for (let version = 0; version < 6; version++) {
      write('one', `Version ${version}.\n\n\`\`\`\n${`${'It was a long night. '.repeat(100)}\n`.repeat(140)}\`\`\``);
      edition.commit(`Version ${version}`, `2024-01-0${version + 2}T00:00:00Z`);
    }
    await updateIndex();
    expect(versions('one')).toHaveLength(6);
    const { changes, complete } = await readHistory(folders, versions('one'), 'en');
    expect(complete).toBe(false);
    expect(changes.map(({ number }) => number)).toEqual([5, 4]);
    expect(changes[0]?.differences.map(({ passages }) => passages.map(({ text }) => text.slice(0, 10)))).toEqual([
      ['Version ', '4', '5', '.'],
    ]);
  });
});

describe('diagnostics between files', () => {
  test('a `redirectFrom` that another page has is an error', async () => {
    write('one', 'One.', { more: 'redirectFrom: [/articles/two, /old]\n' });
    write('two', 'Two.', { date: '2024-01-02', more: 'redirectFrom: [/articles/two, /OLD/]\n' });
    write('three', 'Three.', { more: 'redirectFrom: /authors\n' });
    await updateIndex();
    expect((await audited()).filter((line) => line.includes('redirect-taken'))).toEqual([
      'content/articles/one.md:6:16  error  redirect-taken  The path /articles/two belongs to content/articles/two.md. Remove it here, or there. (This keeps nothing off the site.)',
      'content/articles/three.md:6:15  error  redirect-taken  The path /authors belongs to the site itself. Remove it here, or there. (This keeps nothing off the site.)',
      'content/articles/two.md:6:16  error  redirect-taken  /articles/two is the story’s own address. Remove it from “redirectFrom”. (This keeps nothing off the site.)',
      'content/articles/two.md:6:31  error  redirect-taken  The path /old belongs to content/articles/one.md. Remove it here, or there. (This keeps nothing off the site.)',
    ]);
  });

  test('another story at the URL of a deleted story is an error', async () => {
    write('one');
    edition.commit('First', '2024-01-02T00:00:00Z');
    edition.remove(at('one'));
    edition.commit('Delete', '2024-01-03T00:00:00Z');
    write('one', 'Another story.', { date: '2024-02-01' });
    await updateIndex();
    expect((await audited()).filter((line) => line.includes('slug-reused'))).toEqual([
      'content/articles/one.md:1:1  error  slug-reused  The address “one” was that of a story that was deleted, and links to it mean that story. Give the file another name; or, if it is the same story, the date of its first publication: 2024-01-01T00:00:00-05:00. (This keeps nothing off the site.)',
    ]);
    write('one', 'The same story.');
    await updateIndex();
    expect((await audited()).filter((line) => line.includes('slug-reused'))).toEqual([]);
  });

  test('a translation that kept the former name of its original is a warning', async () => {
    write('ferry');
    write('ferry.zh');
    write('ferry.fr');
    edition.commit('First', '2024-01-02T00:00:00Z');
    edition.move(at('ferry'), at('river-ferry'));
    edition.move(at('ferry.fr'), at('river-ferry.fr'));
    edition.commit('Rename', '2024-01-03T00:00:00Z');
    await updateIndex();
    const leftBehind = async () => (await audited()).filter((line) => line.includes('translation-name'));
    const message = (original: string, name = original) =>
      `content/articles/ferry.zh.md:1:1  warning  translation-name  The original content/articles/ferry.md was renamed to content/articles/${original}.md; this translation was not, so the site treats the two as different stories. Rename this file to ${name}.zh.md; its old URL will redirect.`;
    expect(await leftBehind()).toEqual([message('river-ferry')]);
    edition.move(at('river-ferry'), at('2024/night-ferry'));
    edition.commit('Rename and move', '2024-01-04T00:00:00Z');
    await updateIndex();
    expect(await leftBehind()).toContainEqual(message('2024/night-ferry', 'night-ferry'));
    edition.move(at('ferry.zh'), at('night-ferry.zh'));
    edition.move(at('river-ferry.fr'), at('2024/night-ferry.fr'));
    await updateIndex();
    expect(await leftBehind()).toEqual([]);
  });

  test('a text in another language without an original is no translation of a renamed story', async () => {
    write('ferry', 'A draft of an essay.', { more: 'draft: true\n' });
    write('ferry.zh');
    write('essay.zh');
    edition.commit('First', '2024-01-02T00:00:00Z');
    // Moved to another folder, copied to a new file, translated again: no translation has the former name.
    edition.move(at('ferry'), at('2024/ferry'));
    write('new-essay', 'An essay in English only.');
    edition.commit('Move', '2024-01-03T00:00:00Z');
    await updateIndex();
    expect((await audited()).filter((line) => line.includes('translation-name'))).toEqual([]);
    edition.move(at('2024/ferry'), at('2024/night-ferry'));
    write('night-ferry.zh');
    edition.commit('Rename and translate again', '2024-01-04T00:00:00Z');
    await updateIndex();
    expect((await audited()).filter((line) => line.includes('translation-name'))).toEqual([]);
    edition.remove(at('night-ferry.zh'));
    await updateIndex();
    expect((await audited()).filter((line) => line.includes('translation-name'))).toHaveLength(1);
  });

  test('a change after publication without “updated” is a warning', async () => {
    write('one', 'First words.');
    edition.commit('First', '2024-01-02T00:00:00Z');
    write('one', 'Words on the same day.');
    edition.commit('Mend', '2024-01-02T10:00:00Z');
    write('one', 'Second words.', { more: 'updated: 2024-01-03\n' });
    edition.commit('Second', '2024-01-03T12:00:00Z');
    await updateIndex();
    const stale = async () => (await audited()).filter((line) => line.includes('updated-missing'));
    expect(await stale()).toEqual([]);
    write('one', 'Third words.', { more: 'updated: 2024-01-03\n' });
    edition.commit('Minor: third', '2024-01-10T12:00:00Z');
    await updateIndex();
    expect(await stale()).toEqual([]);
    write('one', 'Fourth words.', { more: 'updated: 2024-01-03\n' });
    edition.commit('Fourth', '2024-01-11T12:00:00Z');
    edition.move(at('one'), at('two'));
    edition.commit('Rename', '2024-01-12T12:00:00Z');
    await updateIndex();
    expect(await stale()).toEqual([
      'content/articles/two.md:6:10  warning  updated-missing  The text changed after what “updated” says, at 2024-01-11T07:00:00-05:00. Write updated: 2024-01-11T07:00:00-05:00; or begin the message of such a commit with “Minor:”.',
    ]);
  });
});
