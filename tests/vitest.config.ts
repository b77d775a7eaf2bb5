import { defineConfig } from 'vitest/config';

const root = new URL('..', import.meta.url).pathname;

/** `unit` needs nothing; `site` and `browser` start the built site by themselves; `browser` needs a Chromium (see `chromium.ts`). */
export default defineConfig({
  root,
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['tests/*.test.ts', 'tests/{lib,components}/**/*.test.{ts,tsx}'] },
      },
      {
        extends: true,
        test: { name: 'site', include: ['tests/site/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: { name: 'browser', include: ['tests/browser/*.test.ts'], testTimeout: 120_000, hookTimeout: 60_000 },
      },
    ],
  },
});
