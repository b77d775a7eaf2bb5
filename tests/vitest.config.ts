import path from 'node:path';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { pinEnvironment } from './pinned-environment.ts';

pinEnvironment();

const project = (name: string, include: string[], more: object = {}): TestProjectConfiguration => ({
  extends: true,
  test: { name, include, ...more },
});

/** Tests of modules that start processes: git, images, rendering, commands. Each takes seconds. */
const PROCESSES = [
  'tests/lib/git/*.test.ts',
  'tests/lib/images/{image-worker,share-image-svg}.test.ts',
  'tests/lib/render/{build,render-pool}.test.ts',
  'tests/lib/cli/{check-command,fetch-images,new-publication,package}.test.ts',
  'tests/lib/server/{image-responder,publish-hook}.test.ts',
  'tests/lib/store/sync/{file-histories,parse-files,symlink-race}.test.ts',
];
const MINUTE = { testTimeout: 60_000, hookTimeout: 60_000 };

/**
 * Suites that start the built site, or a browser. A test that fails is tried once more, since a shared machine
 * may pause at the wrong moment; `run.ts` names it.
 */
const WITH_SITE = { testTimeout: 300_000, hookTimeout: 300_000, retry: 1 };
/** One site for all tests of a suite that only read it. */
const SHARED_SITE = { globalSetup: ['tests/site/sample-index.ts', 'tests/site/shared-site.ts'] };

/**
 * The suites; `tests/README.md` says what each is for. Two files run at a time: many tests wait for a
 * process. Files of one worker share their modules (`isolate: false`), since loading them again for each file
 * took most of the time.
 */
export default defineConfig({
  root: path.resolve(import.meta.dirname, '..'),
  test: {
    isolate: false,
    maxWorkers: 2,
    projects: [
      project('unit', ['tests/*.test.ts', 'tests/lib/**/*.test.ts'], { ...MINUTE, exclude: PROCESSES }),
      project('processes', PROCESSES, MINUTE),
      project('components', ['tests/components/*.test.tsx'], {
        environment: 'jsdom',
        setupFiles: ['tests/components/after-each.ts'],
        ...MINUTE,
      }),
      project('site', ['tests/site/*.test.ts'], { ...WITH_SITE, ...SHARED_SITE }),
      project('browser', ['tests/browser/*.test.ts'], { ...WITH_SITE, ...SHARED_SITE }),
      // One file after the other: answers are timed while others flood the site.
      project('security', ['tests/security/*.test.ts'], {
        ...WITH_SITE,
        globalSetup: 'tests/site/sample-index.ts',
        fileParallelism: false,
      }),
      project('endurance', ['tests/endurance/*.test.ts'], WITH_SITE),
    ],
  },
});
