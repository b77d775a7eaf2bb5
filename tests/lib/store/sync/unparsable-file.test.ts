import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { ContentStore } from '#lib/store/content-store.ts';

test('a file that makes its parser fail is a diagnostic, and the others are read', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'dateline-unfit-'));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  write('content/publication.yaml', 'name: A\ntagline: B\norigin: https://a.example\ntimeZone: UTC\nlanguage: en\n');
  write('content/authors/ida-holm.md', '---\nname: Ida Holm\n---\n\nShe breaks-every-reader.\n');
  write('content/authors/tomas-holm.md', '---\nname: Tomas Holm\n---\n');
  const folders = { content: path.join(root, 'content'), public: path.join(root, 'public') };
  // No text is known to make the parser fail, so a mock fails for this one.
  const look = RegExp.prototype.exec;
  const looking = vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function (this: RegExp, text) {
    if (text.includes('breaks-every-reader')) throw new RangeError('Maximum call stack size exceeded');
    return look.call(this, text);
  });
  const { store } = await ContentStore.open({ folders, index: path.join(root, 'index.sqlite') });
  looking.mockRestore();
  expect(store.diagnostics()).toEqual([
    {
      file: 'content/authors/ida-holm.md',
      line: 1,
      column: 1,
      severity: 'error',
      blocks: true,
      rule: 'file-unparsable',
      reason: 'The file could not be read: Maximum call stack size exceeded.',
      fix: 'Simplify it, and report this: it is a bug in Dateline, too.',
    },
  ]);
  const ids = store.read((db) => db.prepare('SELECT id FROM authors').all());
  expect(ids.map(({ id }) => id)).toEqual(['tomas-holm']);
  await store.close();
  rmSync(root, { recursive: true });
});
