import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/** Those that look at images start a process that stands back behind all others. */
const CALM = { testTimeout: 60_000 };

/** Tests that start the site, or a browser, wait for both. */
const PATIENT = { testTimeout: 120_000, hookTimeout: 60_000 };

const project = (name: string, include: string[], more: object = {}): TestProjectConfiguration => ({
  extends: true,
  test: { name, include, ...more },
});

/**
 * `unit` and `components` need nothing; `site`, `timed` (embargoes, pushes), `endurance` (crashes, thousands of changes; `npm run test:endurance`) and `browser` start the built site by themselves;
 * `browser` needs a Chromium (see `chromium.ts`). Files share their modules where they can: loading them anew for each was most of the time.
 */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    projects: [
      project('unit', ['tests/*.test.ts', 'tests/lib/**/*.test.ts'], { isolate: false, ...CALM }),
      project('components', ['tests/components/*.test.tsx'], {
        environment: 'jsdom',
        isolate: false,
        setupFiles: ['tests/components/after-each.ts'],
      }),
      project('site', ['tests/site/*.test.ts'], PATIENT),
      project('timed', ['tests/timed/*.test.ts'], PATIENT),
      project('endurance', ['tests/endurance/*.test.ts'], PATIENT),
      project('browser', ['tests/browser/*.test.ts'], PATIENT),
    ],
  },
});
