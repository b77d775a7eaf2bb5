import nextEnv from '@next/env';

/**
 * Loads the project's `.env` files into `process.env`, as Next does: `.env.production.local` (`.env.development.local` if `dev`), `.env.local`,
 * `.env.production`, `.env`. The first that sets a variable wins; what is set already stays
 * (https://nextjs.org/docs/app/guides/environment-variables). Next itself, and processes that this one starts, find them loaded.
 */
export function loadEnvFiles(project: string, dev: boolean): void {
  nextEnv.loadEnvConfig(project, dev);
}
