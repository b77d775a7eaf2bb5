import { appendFileSync, cpSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorePaths } from '#lib/config.ts';
import { codeIdentity, parsingSources } from '#lib/store/code-identity.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { indexId, openIndex } from '#lib/store/index-file.ts';

const project = path.resolve(import.meta.dirname, '../../..');

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-index-file-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A publication called `name` in its own folder. */
function publication(name: string): StorePaths['folders'] {
  const content = path.join(root, name);
  mkdirSync(content, { recursive: true });
  const keys = {
    name,
    tagline: 'News',
    origin: 'https://courier.example',
    timeZone: 'America/New_York',
    language: 'en',
  };
  writeFileSync(path.join(content, 'publication.yaml'), JSON.stringify(keys));
  return { content, public: path.join(root, 'public') };
}

function pathsOf(name: string, more: Partial<StorePaths> = {}): StorePaths {
  return { folders: publication(name), index: path.join(root, 'cache/index.sqlite'), ...more };
}

function idAt(paths: StorePaths): string {
  const db = openIndex(paths);
  try {
    return indexId(db);
  } finally {
    db.close();
  }
}

describe('an index', () => {
  test('stays for the same content and the same code', () => {
    expect(idAt(pathsOf('a'))).toBe(idAt(pathsOf('a')));
  });

  test('of other code is deleted and rebuilt, with all files parsed again', async () => {
    const openWith = async (code: string) => {
      const { store, report } = await ContentStore.open(pathsOf('a', { code }));
      await store.close();
      return report.read;
    };
    expect([await openWith('one'), await openWith('one'), await openWith('two')]).toEqual([1, 0, 1]);
  });

  test('of a version that did not record its code is rebuilt', () => {
    const paths = pathsOf('a');
    mkdirSync(path.dirname(paths.index));
    const old = new DatabaseSync(paths.index);
    old.exec('CREATE TABLE files (path TEXT); PRAGMA user_version = 15');
    old.close();
    expect(idAt(paths)).not.toBe('');
  });

  test('of another content folder is refused, and left unchanged', async () => {
    const { store } = await ContentStore.open(pathsOf('a'));
    await expect(ContentStore.open(pathsOf('b'))).rejects.toThrow(
      /^The index \S+index\.sqlite belongs to the content folder \S+\/a, not to \S+\/b\. Set DATELINE_CACHE to a folder/,
    );
    await expect(ContentStore.open(pathsOf('b', { code: 'other' }))).rejects.toThrow('belongs to the content folder');
    await store.sync();
    expect(store.publication().name).toBe('a');
    await store.close();
  });

  test('belongs to a folder, however its path is spelt', () => {
    const id = idAt(pathsOf('a'));
    symlinkSync(path.join(root, 'a'), path.join(root, 'link'));
    expect(idAt({ ...pathsOf('a'), folders: { content: path.join(root, 'link'), public: root } })).toBe(id);
  });
});

test('an index stays when a link to the content leads to another folder, as git-sync changes it', async () => {
  const folders = [publication('first'), publication('second')];
  const link = path.join(root, 'content');
  const paths = {
    folders: { content: link, public: path.join(root, 'public') },
    index: path.join(root, 'index.sqlite'),
  };
  symlinkSync('first', link);
  const { store } = await ContentStore.open(paths);
  const id = idAt(paths);
  rmSync(link);
  symlinkSync('second', link);
  expect(idAt(paths)).toBe(id);
  await store.sync();
  expect(store.publication().name).toBe('second');
  await store.close();
  // By its own path the folder is another one.
  for (const own of folders.slice(1)) expect(() => idAt({ ...paths, folders: own })).toThrow('belongs to the content');
});

test('an index of a version without the path of its content is rebuilt', () => {
  const paths = pathsOf('a', { code: 'new' });
  mkdirSync(path.dirname(paths.index));
  const old = new DatabaseSync(paths.index);
  old.exec('CREATE TABLE origin (content_folder TEXT, code TEXT)');
  old.prepare('INSERT INTO origin VALUES (?, ?)').run(path.join(root, 'a'), 'old');
  old.close();
  expect(idAt(paths)).not.toBe('');
});

describe('the identity of the code', () => {
  /** A copy of the sources with a line added to `file`. */
  function identityAfterChangeTo(file: string): string {
    const copy = mkdtempSync(path.join(root, 'project-'));
    cpSync(path.join(project, 'lib'), path.join(copy, 'lib'), { recursive: true });
    cpSync(path.join(project, 'package-lock.json'), path.join(copy, 'package-lock.json'));
    appendFileSync(path.join(copy, file), '\n');
    return codeIdentity(copy);
  }

  test.each([
    'lib/store/tables.ts',
    'lib/store/sync/sync.ts',
    'lib/content/article.ts',
    'lib/markdown/parser.ts',
    'lib/i18n/typography.ts',
    'lib/routes/routes.ts',
    'lib/search/tokens.ts',
    'lib/images/svg.ts',
    'package-lock.json',
  ])('changes with %s', (file) => {
    expect(identityAfterChangeTo(file)).not.toBe(codeIdentity(project));
  });

  test.each(['lib/server/etag.ts', 'lib/render/strip.ts', 'lib/store/content-store.ts'])(
    'does not change with %s',
    (file) => {
      expect(identityAfterChangeTo(file)).toBe(codeIdentity(project));
    },
  );

  test('covers all files of parsing and lint', () => {
    const sources = parsingSources(project);
    const rooms = globSync(['lib/content/**/*.ts', 'lib/store/sync/**/*.ts'], { cwd: project });
    // Files of types only, for pages, for writing, for forms, and of terminal output.
    const others = [
      'lib/content/file-form.ts',
      'lib/content/image-inspection.ts',
      'lib/content/schema/schemas.ts',
      'lib/content/story-notices.ts',
      'lib/content/write-content.ts',
      'lib/store/sync/progress.ts',
    ];
    expect(rooms.filter((file) => !sources.includes(file) && !others.includes(file))).toEqual([]);
  });

  test('needs the folder of Dateline', () => {
    expect(() => codeIdentity(root)).toThrow('is not the folder of Dateline');
  });
});
