import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { audit } from '#lib/store/audit/audit.ts';
import { ContentStore } from '#lib/store/content-store.ts';

const LONG = 'x'.repeat(100_000);
const TEXTS: Readonly<Record<string, string>> = {
  'link-invalid': `[a](${LONG})`,
  'link-broken': `[a](/articles/${LONG})`,
  'image-missing': `![a](${LONG}.jpg)`,
  'element-unknown': `:::${LONG}\nx\n:::`,
  'html-dropped': `<${LONG}>`,
  'link-anchor': `[a](#${LONG})`,
};

test('the size of diagnostics does not grow with what they quote', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'dateline-bounded-'));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  write('content/publication.yaml', 'name: A\ntagline: B\norigin: https://a.example\ntimeZone: UTC\nlanguage: en\n');
  write('content/authors/ida-holm.md', '---\nname: Ida Holm\n---\n');
  for (const [rule, text] of Object.entries(TEXTS))
    write(`content/articles/${rule}.md`, `---\ntitle: ${rule}\nauthor: Ida Holm\ndate: 2026-11-01\n---\n\n${text}\n`);
  const folders = { content: path.join(root, 'content'), public: path.join(root, 'public') };
  const { store } = await ContentStore.open({ folders, index: path.join(root, 'index.sqlite') });
  const diagnostics = [...store.diagnostics(), ...(await audit(store.db, folders, Date.parse('2026-11-22')))];
  await store.close();
  rmSync(root, { recursive: true });
  for (const rule of Object.keys(TEXTS)) {
    const found = diagnostics.find((diagnostic) => diagnostic.rule === rule);
    expect(found, rule).toBeDefined();
    // The sentence keeps its beginning and its end.
    expect(found?.reason).toMatch(/^[A-Z“].*….*[.!?]$/);
  }
  for (const { rule, reason, fix } of diagnostics)
    expect([rule, reason.length <= 500, fix.length <= 500]).toEqual([rule, true, true]);
});
