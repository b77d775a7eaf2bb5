import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { guideFiles } from '#lib/cli/guide.ts';

const project = path.resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(path.join(tmpdir(), 'dateline-guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the generated files in the repository are up to date (npm run guide)', async () => {
  const folders = { content: path.join(project, 'content'), public: path.join(project, 'public') };
  const files = await guideFiles({ folders, index: path.join(folder, 'index.sqlite') }, project);
  expect(files.length).toBeGreaterThan(5);
  for (const [file, text] of files) expect(readFileSync(file, 'utf8'), path.relative(project, file)).toBe(text);
}, 60_000);
