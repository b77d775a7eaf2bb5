import { test } from 'vitest';
import { expectEndOnSignal } from './npm-run.ts';

// `npm start` as a process manager runs it: a signal goes to npm, and everything has to end. The test of `npm run dev`
// is in `dev-mode.test.ts`: a project has one development server at a time.

test.each([
  ['SIGTERM', 'npm alone', false],
  ['SIGINT', 'npm alone', false],
  ['SIGINT', 'all processes', true],
] as const)('npm start ends everything with 0 on %s to %s', (signal, _to, toAll) =>
  expectEndOnSignal('start', signal, toAll),
);
