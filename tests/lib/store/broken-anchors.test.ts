import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import * as analysis from '#lib/content/lint/analyse-body.ts';
import { brokenAnchors } from '#lib/store/audit/link-rules.ts';
import { openIndex } from '#lib/store/index-file.ts';
import { sync } from '#lib/store/sync/sync.ts';
import { put } from '../../fixtures/photographs.ts';

vi.mock('#lib/content/lint/analyse-body.ts', { spy: true });

let root = '';
afterEach(() => rmSync(root, { recursive: true }));

test('a text with linked headings is parsed once, and forgotten when nothing links to it', async () => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-anchors-'));
  const folders = { content: path.join(root, 'content'), public: path.join(root, 'public') };
  const story = (name: string, text: string) =>
    put(
      path.join(folders.content, `articles/${name}.md`),
      `---\ntitle: ${name}\nauthor: mira\ndate: 2024-01-01\n---\n\n${text}\n`,
    );
  const publication = { name: 'The Courier', tagline: 'News', origin: 'https://courier.example', timeZone: 'UTC' };
  put(path.join(folders.content, 'publication.yaml'), JSON.stringify({ ...publication, language: 'en' }));
  put(path.join(folders.content, 'authors/mira.md'), '---\nname: Mira\n---\n');
  story('target', '## Tides\n\nText.');
  const db = openIndex({ folders, index: path.join(root, 'index.sqlite') });
  const parsed = async (text: string) => {
    story('source', text);
    await sync(db, folders);
    vi.mocked(analysis.anchorsIn).mockClear();
    const found = await brokenAnchors(db, folders, Date.UTC(2024, 5, 1));
    return [found.length, vi.mocked(analysis.anchorsIn).mock.calls.length];
  };
  expect(await parsed('[a](/articles/target#tides)')).toEqual([0, 1]);
  expect(await parsed('[a](/articles/target#tides), [b](/articles/target#ebb)')).toEqual([1, 0]);
  expect(await parsed('Nothing.')).toEqual([0, 0]);
  expect(await parsed('[a](/articles/target#tides) again')).toEqual([0, 1]);
  db.close();
});
