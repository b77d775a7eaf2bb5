import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { npmRun } from './npm-run.ts';
import { project } from './running-site.ts';
import { copySampleIndex } from './sample-index.ts';

// `npm start` as a process manager runs it: a signal goes to npm, and everything has to end. The test of
// `npm run dev` is in `dev-mode.test.ts`: a project has one development server at a time.

test.each([
  ['SIGTERM', 'npm alone'],
  ['SIGINT', 'npm alone'],
  ['SIGINT', 'all processes'],
] as const)('npm start ends everything with 0 on %s to %s', async (signal, to) => {
  expect.hasAssertions();
  const cache = mkdtempSync(path.join(tmpdir(), 'dateline-npm-'));
  copySampleIndex(path.join(project, 'content'), cache);
  const site = await npmRun('start', { DATELINE_CACHE: cache });
  try {
    await site.expectEndOn(signal, to);
  } finally {
    site.kill();
    rmSync(cache, { recursive: true, force: true });
  }
});
